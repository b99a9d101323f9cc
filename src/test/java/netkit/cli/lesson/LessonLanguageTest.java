package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.Cli;

/** Each command that prints texts of lessons prints them in the language of {@code --lang}, as far as they are translated. */
class LessonLanguageTest {
    private static final String JSON = """
            {
              "schema": 1, "id": "22-own", "number": 22, "version": 1, "title": "My own", "minutes": 20,
              "terms": ["TCP"],
              "exercise": { "name": "Own", "minutes": 30, "files": { "python": "own.py" } },
              "questions": [
                { "id": "port", "step": 1, "type": "choice", "text": "Is it taken?", "choices": ["yes", "no"] },
                { "id": "why", "step": 1, "type": "text", "text": "Why?" }
              ],
              "diagnoses": [ { "id": "never-used", "when": "status 400", "cause": "A.", "hint": "B?" } ]
            }
            """;
    private static final String TEXTS = """
            {
              "title": "Mein Eigenes",
              "questions": { "port": { "text": "Ist er belegt?", "choices": ["ja", "nein"] } },
              "checks": { "hello": "grüßt" }
            }
            """;

    @TempDir
    Path lessons;
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        write("22-own/lesson.json", JSON);
        write("22-own/lesson.md", "# 22 · My own\n\nThe question.\n\n## 1. Look\n\nThere.\n");
        write("22-own/hints.md", "# Hints\n\n## Look\n\nFirst.\n");
        write("22-own/checks.lab", """
                exercise listens
                check hello "greets"
                peer connects
                """);
        write("22-own/start/own.py", "pass");
        write("22-own/de/texts.json", TEXTS);
        write("22-own/de/lesson.md", "# 22 · Mein Eigenes\n\nDie Frage.\n\n## 1. Schau\n\nDort.\n");
        write("22-own/de/hints.md", "# Hinweise\n\n## Schau\n\nZuerst.\n");
        write("23-other/lesson.md", "# 23 · Another\n\nWhy?\n\n## 1. Do it\n\nNow.\n");
        write("de/texts.json", """
                { "diagnoses": { "ends-at-once": { "cause": "Es endete sofort.", "hint": "Was beendete es?" } } }
                """);
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

    private void assertPrints(int code, List<String> expected, String... words) {
        Cli.Result result = run(words);
        assertEquals(code, result.code(), result.toString());
        for (String text : expected) {
            assertTrue(result.out().contains(text), text + " in " + result);
        }
    }

    @Test
    void listAndOverviewAndProgress() {
        assertPrints(0, List.of("Mein Eigenes", "Another"), "list", "--lang", "de");
        assertPrints(0, List.of("\"id\": \"22-own\"", "\"number\": 22"), "list", "--lang", "de", "--json");
        assertPrints(0, List.of("Mein Eigenes", "Another"), "--lang", "de");
        assertPrints(0, List.of("My own"), "list");
        assertPrints(0, List.of(), "start", "22", "--lang", "python");
        assertPrints(0, List.of("Mein Eigenes"), "progress", "--lang", "de");
    }

    @Test
    void showAndWholeLesson() {
        assertPrints(0, List.of("22 · Mein Eigenes", "Die Frage."), "show", "22", "0", "--lang", "de");
        assertPrints(0, List.of("Dort."), "show", "22", "1", "--lang", "de_AT.UTF-8");
        assertPrints(0, List.of("22 · Mein Eigenes", "Dort."), "22", "--lang", "de");
        assertPrints(0, List.of("23 · Another", "Now."), "23", "--lang", "de");
    }

    @Test
    void predictionIsAskedInOneLanguageAndStoredForAll() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("NEIN\nEben.\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertPrints(0, List.of("(1 of 2) Ist er belegt?", "a) ja", "(2 of 2) Why?",
                    "you predicted: nein"), "predict", "22", "--lang", "de");
        } finally {
            System.setIn(before);
        }
        assertPrints(0, List.of("Is it taken?", "you predicted: no\n"), "predict", "22");
        assertPrints(0, List.of("\"answer\": \"no\""), "progress", "--json");
    }

    @Test
    void hint() throws Exception {
        write("22-own/de/hints.md", "# Hinweise\n\n## Schau\n\nZuerst.\n\n## Denk\n\nDann.\n");
        assertPrints(0, List.of("Zuerst.", "One more: netkit lesson hint 22 --lang de"), "hint", "22",
                "--lang", "de");
        assertPrints(0, List.of("First."), "hint", "22");
    }

    /** There {@code --lang} is the language of the program. */
    @ParameterizedTest
    @CsvSource({"start", "reset", "solution"})
    void commandsAboutTheProgramSayWhatTheirLanguageIs(String command) {
        Cli.Result result = run(command, "22", "--lang", "de");
        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().contains("--lang: 'de' is no language of programs here: use java, python or"
                + " javascript; the language of texts is chosen with NETKIT_LANG"), result.err());
    }

    @Test
    void checkAndTheCommandThatRepeatsIt() {
        assertPrints(1, List.of("FAIL  hello           grüßt", "likely:    Es endete sofort.",
                "hint:      Was beendete es?", "--lang de"), "check", "22", "--lang", "de", "--cmd",
                "true");
        assertPrints(1, List.of("\"id\": \"hello\"", "\"diagnosis\": \"ends-at-once\"",
                "\"cause\": \"Es endete sofort.\""), "check", "22", "--lang", "de", "--cmd", "true",
                "--json");
        Cli.Result english = run("check", "22", "--cmd", "true");
        assertTrue(english.out().contains("The program ended before"), english.toString());
        assertFalse(english.out().contains("--lang"), english.out());
    }

    @Test
    void unknownLanguageIsOneLineThatListsThoseThereAre() {
        Cli.Result result = run("show", "22", "--lang", "xx");
        assertEquals(2, result.code(), result.toString());
        assertEquals("", result.out());
        assertEquals("netkit lesson show: --lang: there are no texts in 'xx'; there are de, en"
                + " (see 'netkit lesson show --help')", result.err().strip());
    }

    @Test
    void brokenTranslationIsOneLine() throws Exception {
        write("22-own/de/texts.json", "{ \"title\": 5, ");
        Cli.Result result = run("show", "22", "--lang", "de");
        assertEquals(1, result.code(), result.toString());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("texts.json: "), result.err());
        assertEquals(0, run("show", "22").code());
    }

    @ParameterizedTest
    @CsvSource({"de,de", "DE,de", "de-AT,de", "de_DE.UTF-8,de", "de_CH@euro,de", "en_US.UTF-8,en", "fr,",
        "C,",
        "deu,", "'',"})
    void languageIsFoundByItsTagOrByTheNameOfALocale(String wanted, String found) {
        assertEquals(Optional.ofNullable(found), TextLanguage.find(wanted, Set.of("de", "en")));
    }
}
