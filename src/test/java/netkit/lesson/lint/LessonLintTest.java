package netkit.lesson.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;

/** The template has no complaints; each thing that is broken in it gets its own. */
class LessonLintTest {
    @TempDir
    Path lessons;

    @BeforeEach
    void writeTemplate() throws IOException {
        LessonTemplate.write(lessons, "22-my-topic");
    }

    private Path file(String path) {
        return lessons.resolve("22-my-topic").resolve(path);
    }

    private LessonFolder folder() throws IOException {
        return Lessons.in(lessons).find(22).orElseThrow();
    }

    private List<String> complaints() throws IOException {
        return new LessonLint(Lessons.packed().glossary(),
                words -> words.contains("--no-such") ? Optional.of("unknown option") : Optional.empty())
                .complaints(folder());
    }

    @Test
    void templateLints() throws Exception {
        assertEquals(List.of(), complaints());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "lesson.md | **The question:** | The question: | has not the question",
        "lesson.md | Predict: what | What | has not a prediction",
        "lesson.md | ```console 1 | ```text | has not something to run",
        "lesson.md | **Look: | **See: | has not what to look at",
        "lesson.md | **The misconception: | **Wrong: | has not the misconception",
        "lesson.md | ## Say it in your own words | ## Say it | has not ## Say it in your own words",
        "lesson.md | ## Exercise: Greeter | ## Exercise | has not the exercise: ## Exercise: Greeter",
        "lesson.md | # 22 · My topic | # 22 · Another | must begin with: # 22 · My topic",
        "lesson.md | ws-frame decode 8100 | ws-frame decode --no-such | 'netkit ws-frame decode --no-such': unknown option",
        "lesson.md | and one terminal | and [one](../none.md) | the link '../none.md' leads nowhere",
        "hints.md | ## Think | ## Guess | must have three tiers: ## Look, ## Think, ## Nearly; it has Look, Guess, Nearly",
        "checks.lab | peer closes | peer closes | ",
        "checks.lab | peer connects | peer conects | checks.lab: 7:6: a peer connects, listens",
        "checks.lab | check split | check spilt | diagnosis 'one-read': checks.lab has no check 'split'",
        "lesson.json | \"terms\": [\"server\" | \"terms\": [\"quantum\" | the term 'quantum' is not in the glossary",
        "lesson.json | \"step\": 2 | \"step\": 9 | question 'why' is asked before step 9, but there are 3",
        "lesson.json | \"Shouts.java\": \"shouts\" | \"Shouts.java\": \"shots\" | mistakes: Shouts.java: there is no diagnosis 'shots'",
        "lesson.json | received starts | received begins | diagnosis shouts: when, column ",
        "lesson.json | \"minutes\": 20 | \"minutes\": 200 | minutes: ",
        "lesson.json | \"title\" | \"titel\" | titel"})
    void whatIsBrokenIsTold(String path, String right, String wrong, String complaint) throws Exception {
        String text = Files.readString(file(path));
        Files.writeString(file(path), text.replace(right, wrong));
        List<String> found = complaints();
        if (complaint == null) {
            assertEquals(List.of(), found);
        } else {
            assertTrue(found.stream().anyMatch(line -> line.contains(complaint)), found.toString());
        }
    }

    @Test
    void missingAndStrayFilesAreTold() throws Exception {
        Files.delete(file("teacher.md"));
        Files.delete(file("mistakes/OneRead.java"));
        Files.writeString(file("mistakes/Other.java"), "x");
        Files.writeString(file("start/Greeter.class"), "x");
        Files.writeString(file("notes.txt"), "x");
        Files.writeString(file("shown.png"), "x");
        Files.writeString(file("lesson.md"), Files.readString(file("lesson.md")) + "\n![p](shown.png)\n");
        List<String> found = complaints().stream()
                .map(line -> line.substring(lessons.resolve("22-my-topic").toString().length() + 1)).sorted()
                .toList();
        assertEquals(List.of("mistakes/OneRead.java: is missing",
                "mistakes/Other.java: is not in the mistakes of lesson.json: which diagnosis must it get?",
                "notes.txt: is a stray file: nothing in the lesson names it",
                "start/Greeter.class: is a stray file: nothing in the lesson names it",
                "teacher.md: is missing"), found);
    }

    @Test
    void templateIsWrittenOnceAndUnderAProperName() {
        assertThrows(IOException.class, () -> LessonTemplate.write(lessons, "22-my-topic"));
        for (String name : List.of("topic", "1-topic", "00-x", "22-", "22-My", "../22-x")) {
            assertThrows(IllegalArgumentException.class, () -> LessonTemplate.write(lessons, name), name);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "netkit tcp-server | [[tcp-server]]", "echo a; netkit a b & netkit c | [[a, b], [c]]",
        "printf 'x; netkit y' \u00a6 netkit tcp-client --hex > out.txt | [[tcp-client, --hex]]",
        "NETKIT_CACHE=off netkit lab 2>&1 | [[lab]]", "cat netkit | []",
        "netkit ws-client 'ws://h/?a=1&b=2' | [[ws-client, ws://h/?a=1&b=2]]"})
    void commandsOfNetkitAreFoundInALineOfTheShell(String line, String expected) {
        assertEquals(expected, ShellLine.netkitCommands(line.replace('\u00a6', '|')).toString());
    }
}
