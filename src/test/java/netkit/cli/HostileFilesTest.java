package netkit.cli;

import static netkit.testing.HostileText.LINE;
import static netkit.testing.HostileText.TEXT;
import static netkit.testing.HostileText.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.Cli;
import netkit.testing.HostileCapture;
import netkit.testing.HostileText;
import netkit.testing.LineSocket;

/** Every command that reads files or bytes of others, with control characters in each of their texts. */
@Timeout(60)
@Tag("slow")
class HostileFilesTest {
    private final InputStream standardInput = System.in;

    /** Commands that ask get no answer. */
    @BeforeEach
    void endStandardInput() {
        System.setIn(InputStream.nullInputStream());
    }

    @AfterEach
    void restoreStandardInput() {
        System.setIn(standardInput);
    }

    @TempDir
    static Path folder;
    private static String capture;

    @BeforeAll
    static void write() throws IOException {
        capture = HostileCapture.write(folder.resolve("hostile.pcapng")).toString();
        lesson();
    }

    /** Runs a command as on a terminal with colours, and checks that it is done and what it printed. */
    private static void assertHarmless(int code, boolean isQuoted, String... words) {
        Cli.Result result = Cli.runWithStyles(words);
        HostileText.assertHarmless(result.out() + result.err(), isQuoted);
        assertEquals(code, result.code(), result.toString());
    }

    private static String[] words(String command) {
        return Arrays.stream(command.split(" ")).map(word -> word.replace("FOLDER", folder.toString()))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --messages", " --ladder", " --json", " --layers", " --filter tcp",
        " --stream 0", " --follow 0", " --follow 1", " --follow 2", " --follow 3", " --follow 4",
        " --follow 5",
        " --follow 3 --hex"})
    void captureIsEscaped(String view) {
        assertHarmless(0, view.equals(" --messages") || view.equals(" --json") || view.equals(" --follow 0"),
                words("dissect FOLDER/hostile.pcapng" + view));
    }

    @Test
    void everyPacketOfACaptureIsEscaped() {
        long packets = Cli.run("dissect", capture, "--json").out().lines().count();
        for (int packet = 1; packet <= packets; packet++) {
            assertHarmless(0, true, "dissect", capture, "--packet", "" + packet); // its comment
        }
    }

    @Test
    void logOfAQueueIsEscaped() throws IOException {
        String data = folder.resolve("queue").toString();
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--data", data);
                LineSocket producer = new LineSocket(server.port())) {
            producer.send("PUT orders " + TEXT.getBytes(StandardCharsets.UTF_8).length + "\n" + TEXT + "\n");
            producer.next();
        }
        assertHarmless(0, true, "mq-log", data);
        assertHarmless(0, false, "mq-log", data, "--json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --json"})
    void framesAreEscaped(String form) {
        byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
        byte[] line = LINE.getBytes(StandardCharsets.UTF_8);
        HexFormat hex = HexFormat.of();
        assertHarmless(0, true, words("ws-frame decode 81" + hex.toHexDigits((byte) text.length)
                + hex.formatHex(text) + form));
        assertHarmless(0, form.isEmpty(),
                words("ws-frame decode 88" + hex.toHexDigits((byte) (line.length + 2)) + "0fa0"
                        + hex.formatHex(line) + form));
        assertHarmless(0, false, words("ws-frame decode 8204ff9b1b0d" + form));
    }

    @Test
    void experimentOfAnotherIsEscaped() throws IOException {
        Path file = folder.resolve("my.lab");
        Files.writeString(file, "title " + LINE + "\n# " + LINE + "\nat 1s alice echo " + LINE + "\n");
        assertHarmless(0, true, "lab", "run", file.toString(), "--show");
        assertHarmless(2, false, "lab", "run", file.toString());
        Files.writeString(file, "at 1s alice echo '" + LINE + "'\n");
        assertHarmless(2, true, "lab", "run", file.toString());
        Files.writeString(file, LINE + "\n");
        assertHarmless(2, true, "lab", "run", file.toString());
        assertHarmless(2, true, "compare", "--scenario", file.toString());
        Path name = folder.resolve(LINE + "\nnetkit: faked.lab");
        Files.writeString(name, "wire los\n");
        assertHarmless(2, true, "lab", "run", name.toString());
        assertHarmless(2, true, "compare", "--scenario", name.toString());
        assertHarmless(1, true, "dissect", name.toString());
        assertHarmless(1, true, "dissect", name + "x");
    }

    @Test
    void savedComparisonIsEscaped() throws IOException {
        Path file = folder.resolve("result.json");
        String saved = Files.readString(Path.of("src/test/resources/netkit/cli/compare/result.json"));
        for (String member : new String[] {"\"tcp\"", "\"lab\"", "\"schema\"", "\"to bob\""}) {
            Files.writeString(file, saved.replace(member, json(TEXT)));
            assertHarmless(1, false, "compare", "replay", file.toString());
        }
        Files.writeString(file, TEXT);
        assertHarmless(1, false, "compare", "replay", file.toString());
    }

    private static void lesson() throws IOException {
        Path own = Files.createDirectories(folder.resolve("lessons/22-own/start")).getParent();
        Files.createDirectories(own.resolve("solution"));
        // also as entities, which become characters only after Markdown is parsed
        String text = LINE + " &#27;[3mSTYLE &#x9b;2J &#8238; &#8203; a&#13;b&#10;netkit: faked";
        Files.writeString(own.resolve("lesson.json"), """
                {
                  "schema": 1, "id": "22-own", "number": 22, "version": 1, "title": "T", "minutes": 20,
                  "terms": ["TCP"],
                  "exercise": { "name": "Own", "minutes": 30, "files": { "java": "Own.java" } },
                  "questions": [
                    { "id": "which", "step": 1, "type": "choice", "text": "a or b?", "choices": ["a", "b"] }
                  ]
                }
                """);
        Files.writeString(own.resolve("solution/Own.java"), "// " + LINE);
        Path refused = Files.createDirectories(folder.resolve("refused/22-own"));
        Files.writeString(refused.resolve("lesson.md"), "# 22 · T\n");
        Files.writeString(refused.resolve("lesson.json"), Files.readString(own.resolve("lesson.json"))
                .replace("\"a or b?\"", json(TEXT)));
        Path without = Files.createDirectories(folder.resolve("without/22-own"));
        Files.writeString(without.resolve("lesson.md"), "# 22 · " + LINE + "\n\n## 1. " + LINE + "\n");
        Files.writeString(own.resolve("lesson.md"),
                "# 22 · " + text + "\n\n" + text + " `" + text + "` **" + text
                        + "** [" + text + "](http://x/&#27;[3mSTYLE)\n\n<b>" + text + "</b>\n\n<div>\n" + text
                        + "\n</div>\n\n| a |\n|---|\n| " + text + " |\n\n```sh\n" + text
                        + "\n```\n\n```console 1" + text
                        + "\n" + text + "\n```\n\n    " + text + "\n\n## 1. " + text + "\n\n- " + text
                        + "\n");
        Files.writeString(own.resolve("hints.md"), "# Hints\n\n## Look\n\n" + text + "\n\n## Think\n\n" + text
                + "\n\n## Nearly\n\n" + text + "\n");
        Files.writeString(own.resolve("start/Own.java"), "begin");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ':', textBlock = """
            list           : lessons : false
            show 22        : lessons : true
            show 22 1      : lessons : true
            hint 22        : lessons : true
            predict 22     : lessons : false
            start 22       : lessons : false
            lint 22        : lessons : false
            solution 22 --give-up : lessons : true
            list           : without : true
            list --json    : without : true
            show 22        : without : false
            list           : refused : false
            show 22        : refused : false
            lint 22        : refused : false
            """)
    void lessonOfAnotherIsEscaped(String command, String lessons, boolean isQuoted) {
        Cli.Result result = Cli.runWithStyles(words("lesson " + command + " --lessons FOLDER/" + lessons
                + (command.matches("list.*|lint.*") ? "" : " --folder FOLDER/mine-" + lessons)));
        HostileText.assertHarmless(result.out() + result.err(), isQuoted);
    }
}
