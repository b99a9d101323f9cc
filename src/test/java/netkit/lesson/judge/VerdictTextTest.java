package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.lesson.check.Check;

/** The words of a verdict. */
class VerdictTextTest {
    private static Check check(String id, boolean core) {
        return new Check(id, "title", core, 1, Duration.ofSeconds(5), List.of(), List.of(),
                java.util.Optional.empty(),
                List.of());
    }

    private static CheckOutcome outcome(Check check, boolean passed) {
        return new CheckOutcome(check,
                passed ? CheckOutcome.Status.PASSED : CheckOutcome.Status.FAILED, 1,
                passed ? Optional.empty()
                        : Optional.of(new CheckOutcome.Failed(3, "step", "it differs", "", "(nothing)",
                                List.of(), List.of("boom"), "d", "crashes", "Cause.", "Hint?")),
                OptionalLong.empty(), List.of());
    }

    private static String summary(List<CheckOutcome> outcomes, Check... left) {
        return VerdictText.summary(new Verdict(1, outcomes, List.of(left)));
    }

    @Test
    void failedCheckOfTheFurtherOnesAloneIsNotThrough() {
        assertEquals("0 of 1 check passed", summary(List.of(outcome(check("gap", false), false))));
        assertEquals("1 of 2 checks passed: through; the further ones are left",
                summary(List.of(outcome(check("one", true), true), outcome(check("gap", false), false))));
    }

    @Test
    void restOfTheCoreIsCounted() {
        List<CheckOutcome> failed = List.of(outcome(check("one", true), false));
        assertEquals("0 of 2 checks passed; 1 more of the core is left", summary(failed, check("two", true)));
        assertEquals("0 of 3 checks passed; 2 more of the core are left",
                summary(failed, check("two", true), check("three", true)));
        assertEquals("0 of 1 check passed", summary(failed));
    }

    @Test
    void commandToRunAgainCanBeCopiedWhole() {
        String path = "/home/student/a/very/long/path/to/the/folder/of/the/course/that/goes/on/and/on/Mine.java";
        List<String> lines = VerdictText.explanation(outcome(check("one", true), false),
                List.of("netkit", "lesson", "check", "5", path, "--only", "one", "--seed", "7"));
        assertEquals(List.of("again:     netkit lesson check 5 \\", "           " + path + " \\",
                "           --only one --seed 7"), lines.subList(lines.size() - 3, lines.size()));
        assertEquals("again:     netkit lesson check 5",
                VerdictText
                        .explanation(outcome(check("one", true), false),
                                List.of("netkit", "lesson", "check", "5"))
                        .getLast());
    }

    @Test
    void stackTraceKeepsItsMessageAndTheFramesOfTheProgram() {
        String trace = """
                started
                Exception in thread "main" java.net.ConnectException: Connection refused
                \tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
                \tat java.base/java.net.Socket.connect(Socket.java:757)
                \tat java.base/java.net.Socket.connect(Socket.java:689)
                \tat java.base/java.net.Socket.<init>(Socket.java:556)
                \tat Mine.open(Mine.java:7)
                \tat Mine.main(Mine.java:3)
                """;
        assertEquals(List.of("started",
                "Exception in thread \"main\" java.net.ConnectException: Connection refused",
                "  at Mine.open(Mine.java:7)", "  at Mine.main(Mine.java:3)"),
                PrintedLines.of(trace.getBytes()));
    }

    @Test
    void endlessRecursionDoesNotHideItsCause() {
        List<String> lines = PrintedLines.of(
                ("Exception in thread \"main\" java.lang.StackOverflowError\n" + "\tat Mine.f(Mine.java:4)\n"
                        .repeat(1024)).getBytes());
        assertEquals(4, lines.size(), lines.toString());
        assertTrue(lines.getFirst().endsWith("StackOverflowError"), lines.toString());
    }

    @Test
    void lastLinesOfOtherOutputAreKept() {
        List<String> lines = PrintedLines.of("one\n\ntwo\n  at home\n".repeat(9).getBytes());
        assertEquals("two", lines.get(lines.size() - 2));
        assertFalse(lines.contains(""), lines.toString());
    }
}
