package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.cli.lesson.Documents;
import netkit.cli.terminal.Paragraph;
import netkit.testing.Cli;

/** The help and the main output of every command in 80 columns, in which a terminal would break wider lines. */
@Tag("slow")
class EightyColumnsTest {
    private static final int COLUMNS = 80;
    private static final List<String> GUIDES = Documents.GUIDES;

    static List<String> commands() {
        return HelpTest.commands().toList();
    }

    private static void assertFit(Cli.Result result) {
        assertTrue(!result.out().isBlank(), result.toString());
        assertEquals(List.of(),
                result.out().lines().filter(line -> Paragraph.width(line) > COLUMNS).toList());
    }

    private static void assertFits(String line) {
        assertFit(Cli.run(line.split(" ")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpFits(String command) {
        assertFits((command + " --help").substring("netkit ".length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--version", "guide", "lesson", "lesson list", "lesson progress",
        "lesson term", "lesson term socket", "lab run --list", "lab run queue --show",
        "compare --show-scenario cut"})
    void pageOfTextFits(String line) {
        assertFits(line);
    }

    @ParameterizedTest
    @FieldSource("GUIDES")
    void guideFits(String name) {
        assertFits("guide " + name);
    }

    @Test
    void everyStepOfEveryLessonFits() {
        List<String> lessons = Cli.run("lesson", "list").out().lines()
                .map(line -> line.split("\\s+")[2]).toList();
        assertTrue(!lessons.isEmpty());
        for (String lesson : lessons) {
            int last = IntStream.iterate(0, step -> step + 1)
                    .takeWhile(step -> Cli.run("lesson", "show", lesson, "" + step).code() == 0)
                    .peek(step -> assertFits("lesson show " + lesson + " " + step)).max().orElse(-1);
            assertTrue(last > 0, "lesson " + lesson + " has no step");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ws-frame decode 8100", "ws-frame decode 81 85 37 fa 21 3d 7f 9f 4d 51 58", "ws-frame decode 81",
        "ws-frame decode 83 00", "ws-frame decode 81 fe", "ws-frame decode f1 05 48 65 6c 6c 6f",
        "ws-frame encode --close 1002 a.reason.that.is.rather.long.but.has.no.blanks.at.all.and.goes.on.and.on.and.on",
        "ws-frame encode --unmasked --text aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "ws-frame encode --text 你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好你好"})
    void frameFits(String line) {
        assertFits(line);
    }

    @Test
    void datagramsAndTheirAccountFit() {
        try (Cli.Running listener = Cli.start("udp-listen", "0", "--echo")) {
            int port = listener.port();
            assertFits("udp-send " + port + " hello");
            assertFits("udp-send " + port + " --count 1000 --wait 1ms");
            assertFits("udp-ping " + port + " --count 2 --interval 1ms");
            assertFit(listener.stop());
        }
    }

    @Test
    void queueFits(@TempDir Path folder) {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--data", folder.toString())) {
            String url = " --url mq://127.0.0.1:" + server.port();
            assertFits("mq-send orders hello" + url);
            assertFits("mq-send orders --count 100" + url);
            assertFits("mq-receive orders --count 101 --idle 15s" + url);
            server.stop();
            Cli.Result log = Cli.run("mq-log", folder.toString());
            assertFit(log);
        }
    }
}
