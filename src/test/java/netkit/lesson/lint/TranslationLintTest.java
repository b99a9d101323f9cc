package netkit.lesson.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;
import netkit.lesson.judge.Symptom;

/** A lesson of one question and its translation; each thing that is broken in it gets its own complaint. */
class TranslationLintTest {
    private static final String JSON = """
            {
              "schema": 1, "id": "22-own", "number": 22, "version": 1, "title": "My own", "minutes": 20,
              "terms": ["TCP"],
              "exercise": { "name": "Own", "minutes": 30, "files": { "python": "own.py" } },
              "questions": [ { "id": "reads", "step": 1, "type": "choice", "text": "65,536 bytes with `read`: how many?",
                "choices": ["1", "several"] } ],
              "diagnoses": [ { "id": "one-read", "when": "silence", "cause": "Of {n} bytes 2 came.", "hint": "Why?" } ]
            }
            """;
    private static final String TEXTS = """
            {
              "title": "Mein Eigenes",
              "questions": { "reads": { "text": "65.536 Bytes mit `read`: wie viele?", "choices": ["1", "mehrere"] } },
              "checks": { "hello": "grüßt" },
              "diagnoses": { "one-read": { "cause": "Von {n} Bytes kamen 2.", "hint": "Warum?" } }
            }
            """;
    private static final String PAGE = """
            # 22 · %s

            %s `read` [UDP](%s../guides/udp.md).

            ## 1. %s

            ```console 1
            $ netkit ws-frame decode 8100
            ```

            ```text
            %s
            ```

            ## %s: Own

            End.
            """;

    @TempDir
    Path lessons;

    private static LessonLint lint;

    @BeforeAll
    static void prepare() throws IOException {
        lint = new LessonLint(Lessons.packed().glossary(), _ -> Optional.empty());
    }

    @BeforeEach
    void write() throws IOException {
        write("lesson.json", JSON);
        write("checks.lab", """
                exercise listens
                check hello "greets"
                peer connects
                peer expects line
                """);
        write("lesson.md", PAGE.formatted("My own", "See", "", "Look", "the wire", "Exercise"));
        write("hints.md", "# Hints\n\n## Look\n\nA.\n\n## Think\n\nB.\n\n## Nearly\n\nC.\n");
        write("de/texts.json", TEXTS);
        write("de/lesson.md",
                PAGE.formatted("Mein Eigenes", "Siehe", "../", "Sieh hin", "die Leitung", "Übung"));
        write("de/hints.md", "# Hinweise\n\n## Schau\n\nA.\n\n## Denk\n\nB.\n\n## Fast\n\nC.\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = file(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Path file(String path) {
        return lessons.resolve("22-own").resolve(path);
    }

    private LessonLint.Result result() throws IOException {
        return lint.of(Lessons.in(lessons).find(22).orElseThrow());
    }

    private static List<String> ofTranslations(List<String> complaints) {
        return complaints.stream().filter(line -> line.matches(".*/[a-z]{2,3}/\\w+\\.\\w+: .*")).toList();
    }

    @Test
    void wholeTranslationHasNeitherFaultsNorNotes() throws Exception {
        assertEquals(List.of(), ofTranslations(result().complaints()));
        assertEquals(List.of(), result().notes());
    }

    @Test
    void whatIsMissingIsANote() throws Exception {
        write("de/texts.json", "{\"questions\": {\"reads\": {\"text\": \"65.536 Bytes mit `read`?\"}}}");
        Files.delete(file("de/hints.md"));
        write("de/lesson.md", PAGE.formatted("My own", "Siehe", "../", "Sieh hin", "die Leitung", "Übung"));
        assertEquals(List.of(), ofTranslations(result().complaints()));
        assertEquals(List.of("title, hints.md; choices of question reads; diagnosis one-read; check hello"),
                result().notes().stream()
                        .map(note -> note.replaceFirst(".*/de: shown in English: ", "")).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "de/texts.json | \"reads\" | \"read\" | there is no question 'read'",
        "de/texts.json | \"hello\" | \"hallo\" | there is no check 'hallo'",
        "de/texts.json | \"one-read\" | \"two-reads\" | there is no diagnosis 'two-reads'",
        "de/texts.json | [\"1\", \"mehrere\"] | [\"1\"] | question reads: has 1 choices, and 2 in English",
        "de/texts.json | [\"1\", | [\"einer\", | question reads, choice a: lacks the number '1'",
        "de/texts.json | 65.536 | 65.563 | question reads: lacks the number '65536'",
        "de/texts.json | 65.536 | 65.563 | question reads: the number '65563' is not in the English text",
        "de/texts.json | `read` | read | question reads: lacks the code 'read'",
        "de/texts.json | {n} | {m} | cause of diagnosis one-read: lacks the placeholder '{n}'",
        "de/texts.json | grüßt | grüßt, und zwar mit allen Wörtern, die in eine Zeile passen | check hello: the title is longer than 58 characters",
        "de/texts.json | \"checks\" | \"check\" | check",
        "de/texts.json | \"Mein Eigenes\" | 17, \"x\": | texts.json: it is not JSON",
        "de/texts.json | Mein Eigenes | Mein ganz und gar Eigenes, von vorn bis hinten | title: ",
        "de/lesson.md | 22 · Mein Eigenes | 22 · My own | must begin with: # 22 · Mein Eigenes",
        "de/lesson.md | Übung: Own | Übung | has not the exercise: a heading '## …: Own'",
        "de/lesson.md | ## 1. Sieh hin | Sieh hin | has 1 sections, and 2 in English",
        "de/lesson.md | decode 8100 | decode 8101 | block 1 is not that of the English page: $ netkit ws-frame decode 8100",
        "de/lesson.md | ```text | ```sh | has not the blocks of the English page: 1 console 1, 1 text, but 1 console 1, 1 sh",
        "de/lesson.md | `read` | `recv` | the code 'recv' is not in the English text",
        "de/lesson.md | /udp.md | /lab.md | lacks the link to '../guides/udp.md'",
        "de/hints.md | ## Denk | Denk | has 2 sections, and 3 in English"})
    void whatIsBrokenIsTold(String path, String right, String wrong, String complaint) throws Exception {
        Files.writeString(file(path), Files.readString(file(path)).replace(right, wrong));
        List<String> found = ofTranslations(result().complaints());
        assertTrue(found.stream().anyMatch(line -> line.contains(complaint)), found.toString());
    }

    @Test
    void strayFileOfATranslationIsTold() throws Exception {
        write("de/text.json", "{}");
        assertEquals(List.of("de/text.json: is a stray file: nothing in the lesson names it"),
                ofTranslations(result().complaints()).stream()
                        .map(line -> line.replaceFirst(".*/22-own/", "")).toList());
    }

    @Test
    void translationsOfTheRepositoryAreWellMade() throws Exception {
        Set<String> symptoms = new TreeSet<>(Arrays.stream(Symptom.values()).map(Symptom::id).toList());
        Lessons packed = Lessons.packed();
        for (LessonFolder folder : packed.all()) {
            assertEquals(List.of(), ofTranslations(lint.of(folder).complaints()), folder.name());
        }
        for (String language : packed.languages()) {
            Set<String> common = packed.in(language).find(1).orElseThrow().commonTranslation().diagnoses()
                    .keySet();
            assertTrue(symptoms.containsAll(common), language + ": " + common);
        }
    }
}
