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
import netkit.testing.SideBySide;

/** Programs that keep rooms, as shell scripts: right, wrong, crashing and silent ones. */
class RoomStepsTest {
    private static final String CHECKS = """
            exercise keeps rooms
            limit %s
            check one "one client"
            operation connect ann
            operation join ann red
            operation emit ann to red
            """;
    private static final String LONG = "60s";
    private static final String CONNECTED = "read a\necho create-room ann.1\necho join-room ann.1 ann.1\necho ok\n";
    private static final String RIGHT = CONNECTED
            + "read a\necho create-room red\necho join-room red ann.1\necho ok\nread a\necho ok\n";

    private static CheckOutcome judge(Path folder, String limit, String script, Lesson.Diagnosis... diagnoses)
            throws Exception {
        Files.writeString(folder.resolve("mine.sh"), script);
        CheckPlan plan = CheckFile.parse("checks.lab", CHECKS.formatted(limit));
        try (StudentProgram program = StudentProgram.command("sh mine.sh", folder)) {
            return new Judge(plan, List.of(diagnoses)).check(program, plan.checks(), 7, JudgeListener.NONE)
                    .outcomes().getLast();
        }
    }

    private static CheckOutcome.Failed failed(Path folder, String limit, String script) throws Exception {
        return judge(folder, limit, script).failed().orElseThrow();
    }

    @Test
    @SideBySide
    void rightProgramPasses(@TempDir Path folder) throws Exception {
        CheckOutcome outcome = judge(folder, LONG, "echo thinking >&2\n" + RIGHT);
        assertEquals(CheckOutcome.Status.PASSED, outcome.status(), outcome.toString());
    }

    @Test
    @SideBySide
    void rulesSeeTheOperationAndWhatIsWrong(@TempDir Path folder) throws Exception {
        Lesson.Diagnosis diagnosis = new Lesson.Diagnosis("second-join", List.of(),
                "field \"extra join-room\" and sent is \"join ann red\" and received ends \"red ann.1\"", "a",
                "b");
        CheckOutcome outcome = judge(folder, LONG, "test $# = 0 || exit 3\n"
                + RIGHT.replace("echo join-room red ann.1\n", "echo join-room red ann.1\n".repeat(2)),
                diagnosis);
        assertEquals("second-join", outcome.failed().orElseThrow().diagnosis());
    }

    @Test
    @SideBySide
    void wrongAnswerIsShownWithTheHistoryOfItsRoom(@TempDir Path folder) throws Exception {
        CheckOutcome.Failed failed = failed(folder, LONG,
                RIGHT.replaceAll("echo ok\n$", "echo to ann.1\necho ok\n"));
        assertEquals("\"emit ann to red\": ann.1 should not get it: it is the sender itself",
                failed.message());
        List<String> ladder = failed.ladder().stream().map(String::strip).toList();
        assertTrue(ladder.containsAll(List.of("join ann red           create-room red, join-room red ann.1",
                "you:   to ann.1", "right: (no line)")), ladder.toString());
        assertTrue(ladder.stream().noneMatch(line -> line.startsWith("connect")), ladder.toString());
    }

    @Test
    @SideBySide
    void crashIsToldWithTheOperation(@TempDir Path folder) throws Exception {
        CheckOutcome.Failed failed = failed(folder, LONG, CONNECTED + "read a\nexit 3\n");
        assertEquals("crashes", failed.symptom());
        assertEquals(
                "\"join ann red\" has no answer, which ends with the line ok: the program ended, with exit"
                        + " status 3",
                failed.message());
    }

    @Test
    @SideBySide
    void programThatEndsAtOnceHasNotCrashed(@TempDir Path folder) throws Exception {
        assertEquals("closes-early", failed(folder, LONG, "exit 0\n").symptom());
    }

    @Test
    @SideBySide
    void programWithoutAnAnswerHangs(@TempDir Path folder) throws Exception {
        CheckOutcome.Failed failed = failed(folder, "1s", CONNECTED + "read a\nread a\n");
        assertEquals("hangs", failed.symptom());
        assertTrue(failed.message().contains(" has no answer"), failed.message());
    }

    @Test
    @SideBySide
    void programThatPrintsWithoutEndIsToldApart(@TempDir Path folder) throws Exception {
        CheckOutcome.Failed failed = failed(folder, LONG, "yes\n");
        assertEquals("runs-on", failed.symptom());
    }
}
