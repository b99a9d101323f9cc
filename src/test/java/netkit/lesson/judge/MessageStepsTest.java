package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lesson.check.CheckFile;
import netkit.lesson.check.CheckPlan;
import netkit.testing.SideBySide;

/** Programs that read a file of messages, as shell scripts. */
class MessageStepsTest {
    private static final String CHECKS = """
            exercise reads files
            check pings "pings"
            message ann client websocket "2"
            message ann server websocket "3"
            message bob client polling "2a"
            message bob server polling "3a"
            message bob client polling "2b"
            messages shuffled
            program prints packets within 60s
            program ends with 0 within 60s
            """;
    private static final String RIGHT = """
            while read session sender transport kind text; do
                case $text in
                2) echo $session $sender ping;; 3) echo $session $sender pong;;
                2*) echo $session $sender ping data=${text#2};; 3*) echo $session $sender pong data=${text#3};;
                esac
            done < $1
            """;

    private static CheckOutcome judge(Path folder, String script, long seed) throws Exception {
        Files.writeString(folder.resolve("mine.sh"), script);
        CheckPlan plan = CheckFile.parse("checks.lab", CHECKS);
        try (StudentProgram program = StudentProgram.command("sh mine.sh", folder)) {
            return new Judge(plan, List.of()).check(program, plan.checks(), seed, JudgeListener.NONE)
                    .outcomes().getLast();
        }
    }

    private static List<String> file(Path folder) throws Exception {
        return Files.readAllLines(folder.resolve(".netkit/files/pings.txt"));
    }

    @Test
    @SideBySide
    void rightProgramPassesAndSessionsAreMixedByTheSeed(@TempDir Path folder) throws Exception {
        assertEquals(CheckOutcome.Status.PASSED, judge(folder, RIGHT, 1).status());
        List<String> first = file(folder);
        for (long seed = 2; seed < 12 && file(folder).equals(first); seed++) {
            assertEquals(CheckOutcome.Status.PASSED, judge(folder, RIGHT, seed).status());
        }
        assertNotEquals(first, file(folder));
        assertEquals(List.of("bob client polling text 2a", "bob server polling text 3a",
                "bob client polling text 2b"),
                file(folder).stream().filter(line -> line.startsWith("bob")).toList());
    }

    @Test
    @SideBySide
    void wrongProgramIsToldByTheFieldOfThePacket(@TempDir Path folder) throws Exception {
        CheckOutcome.Failed failed = judge(folder, RIGHT.replace("ping data", "ping namespace=/ data"), 1)
                .failed().orElseThrow();
        assertEquals("the packet has no namespace", failed.message());
        assertEquals("\"bob client ping data=a\"", failed.expected());
    }
}
