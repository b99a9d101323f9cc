package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lesson.progress.ProgressFile;
import netkit.testing.Cli;

/** The commands about lessons, with a lesson and a student's folder of their own. */
class LessonCommandTest {
    private static final String JSON = """
            {
              "schema": 1, "id": "22-own", "number": 22, "version": 1, "title": "My own", "minutes": 20,
              "terms": ["TCP"],
              "exercise": { "name": "Own", "minutes": 30, "files": { "java": "Own.java", "python": "own.py" } },
              "questions": [
                { "id": "opcode", "step": 1, "type": "number", "text": "Which opcode?",
                  "measure": { "command": "ws-frame decode 8100 --json", "path": "frames[0].opcode" } },
                { "id": "why", "step": 2, "type": "text", "text": "Why?" }
              ]
            }
            """;

    @TempDir
    Path lessons;
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        write("22-own/lesson.json", JSON);
        write("22-own/lesson.md",
                "# 22 · My own\n\nThe question.\n\n## 1. Look\n\nThere.\n\n## 2. Say it\n\nNow.\n");
        write("22-own/hints.md",
                "# Hints\n\n## Look\n\nFirst.\n\n## Think\n\nSecond.\n\n## Nearly\n\nThird.\n");
        write("22-own/start/Own.java", "begin");
        write("22-own/Shown.java", "shown");
        write("22-own/start/own.py", "begin in python");
        write("22-own/solution/Own.java", "done");
        write("22-own/solution/own.py", "done in python");
    }

    private void write(String path, String text) throws IOException {
        Path file = lessons.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Cli.Result run(String... words) {
        List<String> all = new ArrayList<>(List.of("lesson"));
        all.addAll(List.of(words));
        all.addAll(List.of("--lessons", lessons.toString(), "--folder", folder.toString()));
        return Cli.run(all.toArray(String[]::new));
    }

    private Cli.Result done(String... words) {
        Cli.Result result = run(words);
        assertEquals(0, result.code(), result.toString());
        return result;
    }

    private static void assertContains(String expected, String text) {
        assertTrue(text.contains(expected), text);
    }

    @Test
    void overviewShowsWhereOneIsAndWhatComesNext() throws Exception {
        String fresh = done().out();
        assertContains("1 lessons; you are through 0", fresh);
        assertContains("Next:  netkit lesson 22", fresh);
        assertFalse(Files.exists(folder.resolve(".netkit")), "reading creates nothing");

        done("start", "22");
        assertContains("go on at step 1 of 2", done().out());
        done("show", "22");
        assertContains("There.", done("show", "22", "1").out());
        assertContains("This was the last step.", done("show", "22").out());
        assertContains("Next:  netkit lesson check 22   check Own.java", done().out());
    }

    @Test
    void overviewOfAllLessonsFitsAScreen() {
        Cli.Result result = Cli.run("lesson", "--folder", folder.toString());
        assertEquals(0, result.code(), result.toString());
        assertTrue(result.out().lines().count() <= 23, result.out());
        assertTrue(result.out().lines().allMatch(line -> line.length() <= 80), result.out());
    }

    @Test
    void startNeverOverwrites() throws Exception {
        done("start", "22");
        assertEquals("begin", Files.readString(folder.resolve("Own.java")));
        assertEquals("shown", Files.readString(folder.resolve("Shown.java")));
        Files.writeString(folder.resolve("Shown.java"), "tried");
        Files.writeString(folder.resolve("Own.java"), "mine");
        Cli.Result again = run("start", "22");
        assertEquals(1, again.code(), again.toString());
        assertContains("exists already, and is left as it is; begin anew with: netkit lesson reset 22",
                again.err());
        assertEquals("mine", Files.readString(folder.resolve("Own.java")));
        done("start", "22", "--lang", "python");
        assertEquals("begin in python", Files.readString(folder.resolve("own.py")));
        assertEquals("tried", Files.readString(folder.resolve("Shown.java")));
    }

    @Test
    void languageWithoutStartFileIsWrongUsageThatListsTheOthers() {
        Cli.Result result = run("start", "22", "--lang", "javascript");
        assertEquals(2, result.code(), result.toString());
        assertContains("the exercise Own has no start file in javascript; it has java, python", result.err());
    }

    @Test
    void resetKeepsOldFilesAside() throws Exception {
        done("start", "22", "--lang", "python");
        for (int i = 1; i <= 2; i++) {
            Files.writeString(folder.resolve("own.py"), "mine " + i);
            assertContains("own.py.old-" + i, done("reset", "22").out());
            assertEquals("mine " + i, Files.readString(folder.resolve("own.py.old-" + i)));
            assertEquals("begin in python", Files.readString(folder.resolve("own.py")));
        }
    }

    @Test
    void eachHintIsOneMoreAndRecorded() {
        assertContains("First.", done("hint", "22").out());
        assertContains("Second.", done("hint", "22").out());
        assertContains("Hint 3 of 3. If nothing helps: netkit lesson solution 22", done("hint", "22").out());
        assertContains("Third.", done("hint", "22").out());
        assertContains("\"hints\": 3", done("progress", "--json").out());
    }

    @Test
    void solutionNeedsAPassOrAGivingUpThatIsRecorded() throws Exception {
        Cli.Result early = run("solution", "22");
        assertEquals(1, early.code(), early.toString());
        assertEquals("", early.out());
        assertEquals("done", done("solution", "22", "--give-up").out());
        assertContains("solution seen", done("progress").out());
        assertEquals("done in python", done("solution", "22", "--lang", "python").out());

        done("reset", "22");
        assertEquals(1, run("solution", "22").code());
        new ProgressFile(folder, _ -> {}).update(
                netkit.lesson.Lessons.in(lessons).find(22).orElseThrow().lesson(),
                now -> now.withCheck("2026-01-01T00:00:00Z"));
        assertEquals("done", done("solution", "22").out());
        assertFalse(done("progress").out().contains("solution seen"));
    }

    @Test
    void damagedProgressIsToldInOneLine() throws Exception {
        Files.createDirectories(folder.resolve(".netkit"));
        Files.writeString(folder.resolve(".netkit").resolve("progress.json"), "{");
        Cli.Result result = done();
        assertEquals(1, result.err().lines().count(), result.toString());
        assertContains("is damaged", result.err());
        assertEquals("", done().err());
    }

    @Test
    void wrongLessonIsOneLine() throws Exception {
        assertContains("there is no lesson 7; there are 22", run("hint", "7").err());
        write("22-own/lesson.json", JSON.replace("\"schema\": 1", "\"schema\": 5"));
        Cli.Result newer = run("hint", "22");
        assertEquals(1, newer.code(), newer.toString());
        assertContains("lesson.json: schema: must be 1, not 5", newer.err());
        assertEquals(1, newer.err().lines().count(), newer.err());
    }
}
