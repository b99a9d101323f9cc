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
import netkit.testing.SideBySide;

/** Programs of one file, judged over real sockets; each symptom is told apart. */
class JudgeTest {
    private static final String SERVER = """
            exercise listens
            check echo "four bytes come back"
            let body = random-text 4
            peer connects
            peer sends body:body
            peer expects body:body %s
            """;
    private static final String CLIENT = """
            exercise connects
            check hello "says hello"
            peer accepts
            peer expects line "hello\\n" %s
            peer closes
            program ends with 0 %s
            """;

    @TempDir
    Path folder;

    private CheckOutcome judge(String checks, String body, Lesson.Diagnosis... diagnoses) throws Exception {
        Path file = Files.writeString(folder.resolve("Mine.java"), """
                import java.net.*;

                public class Mine {
                    public static void main(String[] args) throws Exception {
                        %s
                    }
                }
                """.formatted(body));
        Verdict verdict = new Judge(CheckFile.parse("checks.lab", checks), List.of(diagnoses)).check(file, 7,
                JudgeListener.NONE);
        return verdict.outcomes().getLast();
    }

    private String server(String within, String serve) throws Exception {
        CheckOutcome outcome = judge(SERVER.formatted(within), """
                try (ServerSocket s = new ServerSocket(Integer.parseInt(args[0])); Socket c = s.accept()) {
                    %s
                }""".formatted(serve));
        return outcome.failed().map(CheckOutcome.Failed::symptom).orElse("passed");
    }

    private String client(String within, String talk) throws Exception {
        CheckOutcome outcome = judge(CLIENT.formatted(within, within), """
                try (Socket c = new Socket(args[0], Integer.parseInt(args[1]))) {
                    %s
                }""".formatted(talk));
        return outcome.failed().map(CheckOutcome.Failed::symptom).orElse("passed");
    }

    @Test
    @SideBySide
    void rightProgramsPass() throws Exception {
        assertEquals("passed", server("",
                "c.getOutputStream().write(c.getInputStream().readNBytes(4)); c.getInputStream().read();"));
        assertEquals("passed",
                client("", "c.getOutputStream().write(\"hello\\n\".getBytes()); c.getInputStream().read();"));
    }

    @Test
    @SideBySide
    void programThatDoesNotCompileIsToldByLine() throws Exception {
        CheckOutcome outcome = judge(SERVER.formatted(""), "int x = 1");
        assertEquals("does-not-compile", outcome.failed().orElseThrow().symptom());
        assertEquals("Mine.java:5: error: ';' expected", outcome.failed().orElseThrow().printed().getFirst());
    }

    @Test
    @SideBySide
    void programThatEndsBeforeThereIsAConnectionEndsAtOnce() throws Exception {
        assertEquals("ends-at-once", judge(SERVER.formatted(""), "").failed().orElseThrow().symptom());
        assertEquals("ends-at-once", judge(CLIENT.formatted("", ""), "").failed().orElseThrow().symptom());
    }

    @Test
    @SideBySide
    void serverThatSendsNothingClosesEarlyOrCrashesIsToldApart() throws Exception {
        assertEquals("sends-nothing", server("within 5s", "Thread.sleep(60_000);"));
        assertEquals("hangs", server("within 5s",
                "c.getOutputStream().write(c.getInputStream().readNBytes(2)); Thread.sleep(60_000);"));
        assertEquals("closes-early", server("", "c.getInputStream().readNBytes(4);"));
        assertEquals("crashes",
                server("", "c.getInputStream().readNBytes(4); throw new IllegalStateException();"));
    }

    @Test
    @SideBySide
    void clientWithoutLineEndOrEndIsToldApart() throws Exception {
        assertEquals("no-end", client("within 5s",
                "c.getOutputStream().write(\"hello\".getBytes()); Thread.sleep(60_000);"));
        assertEquals("runs-on", client("within 5s",
                "c.getOutputStream().write(\"hello\\n\".getBytes()); Thread.sleep(60_000);"));
    }

    @Test
    @SideBySide
    void firstWrongByteIsNamedAndTheLessonsRuleGivesTheCause() throws Exception {
        CheckOutcome outcome = judge(SERVER.formatted(""), """
                try (ServerSocket s = new ServerSocket(Integer.parseInt(args[0])); Socket c = s.accept()) {
                    byte[] read = c.getInputStream().readNBytes(4);
                    for (int i = 3; i >= 0; i--) {
                        c.getOutputStream().write(read[i]);
                    }
                    c.getInputStream().read();
                }""", new Lesson.Diagnosis("other", List.of("another"), "always", "no", "no"),
                new Lesson.Diagnosis("reversed", List.of(), "received is reverse(body)", "It is reversed.",
                        "Which first?"));
        CheckOutcome.Failed failed = outcome.failed().orElseThrow();
        assertEquals("reversed", failed.diagnosis());
        assertEquals("wrong-bytes", failed.symptom());
        assertTrue(failed.message().matches("byte \\d, body: .* instead of .*"), failed.message());
        List<String> lines = VerdictText.explanation(outcome, List.of("netkit", "lesson"));
        assertTrue(lines.stream().allMatch(line -> line.length() <= 80), lines.toString());
        assertTrue(lines.contains("likely:    It is reversed."), lines.toString());
    }
}
