package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lesson.Lesson;
import netkit.lesson.check.CheckFile;
import netkit.lesson.check.CheckPlan;
import netkit.packet.pcapng.CaptureReader;
import netkit.testing.SideBySide;

/** Programs that read a capture file, as shell scripts: right, wrong, crashing, silent and endless ones. */
class CaptureStepsTest {
    private static final String CHECKS = """
            exercise reads files
            check two "two packets"
            packet ethernet ipv4 tcp payload("hello")
            packet ethernet ipv6 tcp(options=12)
            program prints layers within %s
            program ends with 0 within %1$s
            """;
    private static final String FIRST = "packet 1: ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58";
    private static final String SECOND = "packet 2: ethernet 0-13 ip 14-53 tcp 54-85";
    private static final String RIGHT = "echo '" + FIRST + "'\necho '" + SECOND + "'\n";
    private static final String LONG = "60s";

    private static CheckOutcome judge(Path folder, String within, String script,
            Lesson.Diagnosis... diagnoses)
            throws Exception {
        return judge(folder, CHECKS.formatted(within), script, "sh mine.sh", diagnoses);
    }

    private static CheckOutcome judge(Path folder, String checks, String script, String command,
            Lesson.Diagnosis... diagnoses) throws Exception {
        Files.writeString(folder.resolve("mine.sh"), script);
        CheckPlan plan = CheckFile.parse("checks.lab", checks);
        try (StudentProgram program = StudentProgram.command(command, folder)) {
            return new Judge(plan, List.of(diagnoses)).check(program, plan.checks(), 7, JudgeListener.NONE)
                    .outcomes()
                    .getLast();
        }
    }

    private static CheckOutcome.Failed failed(Path folder, String within, String script) throws Exception {
        return judge(folder, within, script).failed().orElseThrow();
    }

    @Test
    @SideBySide
    void rightProgramPassesAndItsFileIsKept(@TempDir Path folder) throws Exception {
        CheckOutcome outcome = judge(folder, LONG, "test -f \"$1\" || exit 1\n" + RIGHT);
        assertEquals(CheckOutcome.Status.PASSED, outcome.status(), outcome.toString());
        try (CaptureReader reader = new CaptureReader(
                Files.newInputStream(folder.resolve(".netkit/files/two.pcapng")))) {
            assertEquals(59, reader.next().orElseThrow().bytes().length);
            assertEquals(86, reader.next().orElseThrow().bytes().length);
            assertTrue(reader.next().isEmpty());
        }
    }

    @Test
    @SideBySide
    void fileIsPutWhereTheCommandWantsIt(@TempDir Path folder) throws Exception {
        CheckOutcome outcome = judge(folder, CHECKS.formatted(LONG),
                "test \"$2\" = -v && test -f \"$1\" || exit 1\n"
                        + RIGHT,
                "sh mine.sh {file} -v");
        assertEquals(CheckOutcome.Status.PASSED, outcome.status(), outcome.toString());
    }

    @Test
    @SideBySide
    void classicFileHasTheByteOrderAndTheOneLinkType(@TempDir Path folder) throws Exception {
        String checks = """
                exercise reads files
                check one "one"
                capture pcap big-endian
                packet ipv4 tcp payload("hello") cut(2)
                program prints layers within 60s
                """;
        CheckOutcome outcome = judge(folder, checks, "echo 'packet 1: ip 0-19 tcp 20-39 payload 40-42'",
                "sh mine.sh");
        assertEquals(CheckOutcome.Status.PASSED, outcome.status(), outcome.toString());
        byte[] file = Files.readAllBytes(folder.resolve(".netkit/files/one.pcap"));
        assertEquals(0xA1, file[0] & 0xFF);
        assertEquals(101, file[23]);
        CheckOutcome mixed = judge(folder, checks.replace("program", "packet ethernet arp\nprogram"), "",
                "sh mine.sh");
        assertEquals(CheckOutcome.Status.INCONCLUSIVE, mixed.status());
        assertEquals(
                "checks.lab:5: a pcap file has one link type: all of its packets begin with ethernet, or none does",
                mixed.failed().orElseThrow().message());
    }

    @Test
    @SideBySide
    void wrongRangeIsToldByPacketAndField(@TempDir Path folder) throws Exception {
        CheckOutcome outcome = judge(folder, LONG,
                "echo '" + FIRST + "'\necho 'packet 2: ethernet 0-13 ip 14-33'\n",
                new Lesson.Diagnosis("ipv6", List.of(),
                        "field \"ip\" and received contains (\"-\" decimal(ip-from + 19))",
                        "It is read as IPv4.", "Which version?"));
        CheckOutcome.Failed failed = outcome.failed().orElseThrow();
        assertTrue(
                failed.message()
                        .startsWith("packet 2: you printed ip 14-33, but byte 34 belongs to it, too: IPv6,"),
                failed.message());
        assertEquals("ipv6", failed.diagnosis());
        List<String> lines = VerdictText.explanation(outcome, List.of("netkit"));
        assertTrue(lines.contains("expected:  \"" + SECOND + "\""), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("54-85  tcp")), lines.toString());
        assertTrue(lines.stream().allMatch(line -> line.length() <= 80), lines.toString());
    }

    @Test
    @SideBySide
    void crashIsToldFromTheLinesThatAreMissing(@TempDir Path folder) throws Exception {
        CheckOutcome.Failed failed = failed(folder, LONG, "echo '" + FIRST + "'\necho oh >&2\nexit 3\n");
        assertEquals("crashes", failed.symptom());
        assertEquals(
                "the program ended with exit status 3: the output ends after packet 1; the file has 2 packets",
                failed.message());
        assertEquals("crashes", failed(folder, LONG, RIGHT + "exit 1").symptom());
        assertEquals("does-not-start",
                failed(folder, LONG, "echo 'SyntaxError: invalid syntax' >&2\nexit 1\n").symptom());
    }

    @Test
    @SideBySide
    void programThatPrintsNothingOfItIsToldFromOneThatRunsOn(@TempDir Path folder) throws Exception {
        assertEquals("no-lines", failed(folder, LONG, "echo 'Packet 1 ethernet'\n").symptom());
        CheckOutcome.Failed silent = failed(folder, "1s in all", "sleep 600\n");
        assertEquals("runs-on", silent.symptom());
        assertEquals(
                "the program still runs after 1s, and the output has no line that begins with 'packet 1:'",
                silent.message());
        assertEquals("runs-on", failed(folder, "1s in all", RIGHT + "sleep 600\n").symptom());
    }

    @Test
    @SideBySide
    void endlessOutputEndsTheCheck(@TempDir Path folder) throws Exception {
        CheckOutcome.Failed failed = failed(folder, LONG, "exec yes 'packet 1: ethernet 0-13'\n");
        assertEquals("runs-on", failed.symptom());
        assertTrue(failed.message().startsWith("the program prints without end; packet 1: you printed no ip"),
                failed.message());
    }
}
