package netkit.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.cli.option.ExitCode;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The lab as a student, a teacher and a script meet it. */
@Timeout(120)
@Tag("lab")
class LabIT {
    private static final Duration RUN_TIMEOUT = Duration.ofSeconds(90);

    @BeforeAll
    static void needALab() throws Exception {
        Programs.needLab();
    }

    private static LiveProcess run(int code, String commandLine) throws Exception {
        LiveProcess process = Programs.shell(commandLine);
        try (process) {
            assertEquals(code, process.awaitExit(RUN_TIMEOUT), process.toString());
        }
        return process;
    }

    /** Returns the time in seconds of the line with this ending. */
    private static double seconds(LiveProcess run, String ending) {
        String line = run.output().lines().filter(one -> one.endsWith(ending)).findFirst()
                .orElseThrow(() -> new AssertionError("no line ends in '" + ending + "'\n" + run));
        return Double.parseDouble(line.strip().split(" ")[0]);
    }

    private static void assertPrinted(LiveProcess run, String regex) {
        assertTrue(run.output().lines().anyMatch(line -> line.matches(regex)), regex + " in\n" + run);
    }

    @Test
    void doctorReportsTheSelectedBackendInTextAndJson() throws Exception {
        LiveProcess text = run(0, "netkit lab doctor");
        assertPrinted(text, "yes  .* \\(selected\\)");

        JsonObject json = JsonParser.parseString(run(0, "netkit lab doctor --json").output())
                .getAsJsonObject();
        assertFalse(json.get("selected").isJsonNull(), json.toString());
        assertEquals(text.output().lines().filter(line -> line.startsWith("yes")).count(),
                json.getAsJsonArray("backends").asList().stream()
                        .filter(backend -> backend.getAsJsonObject().get("works").getAsBoolean()).count());
    }

    @Test
    void missingLabIsInconclusiveWithCauseAndFix(@TempDir Path empty) throws Exception {
        String without = "PATH='" + empty + "' JAVA_HOME='" + System.getProperty("java.home") + "' "
                + Programs.netkit();
        for (String command : List.of("lab run cut", "lab")) {
            LiveProcess refused = run(3, without + " " + command);
            assertPrinted(refused, "netkit lab.*: this machine cannot run a lab: .*unshare.*; .*");
        }
        assertPrinted(run(3, without + " lab doctor"), "This machine cannot run a lab as it is; .*");
    }

    @Test
    void outputOfProgramsIsPrefixedWithTheirHost(@TempDir Path folder) throws Exception {
        LiveProcess run = run(0, "netkit lab run --seed 7 --wire 'delay 5ms' --ladder --capture '" + folder
                + "' --serve bob 'netkit udp-listen 9001' --on alice 'netkit udp-send bob:9001 hello bob'");

        assertPrinted(run, " +[\\d.]+ lab   \\| alice 192.0.2.1, bob 192.0.2.2; seed 7; using .*");
        assertPrinted(run, " +[\\d.]+ wire  \\| delay 5ms");
        assertPrinted(run, " +[\\d.]+ bob   \\| listening on udp 0.0.0.0:9001");
        assertPrinted(run, " +[\\d.]+ bob   \\| 192.0.2.1:\\d+  9 bytes  hello bob");
        assertPrinted(run, " +[\\d.]+  \\|--- UDP \\d+→9001 len=9 -+>\\| .* ms");
        assertPrinted(run, " +2  alice  exit code 0     netkit udp-send bob:9001 hello bob");
        assertPrinted(run, "alice>bob +1 +37 +1 +0 +0 +0");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of("alice.pcapng", "bob.pcapng"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void failedProgramOrExceededTimeLimitFailsTheRun() throws Exception {
        LiveProcess failed = run(1, "netkit lab run --on alice 'sh -c \"exit 3\"' --on bob true");
        assertPrinted(failed, "netkit lab run: alice: 'sh -c 'exit 3'' ended with exit code 3");

        LiveProcess endless = run(1, "netkit lab run --limit 1s --on alice 'sleep 100'");
        assertPrinted(endless,
                "netkit lab run: time limit of 1s exceeded, still running: alice: sleep 100");

        LiveProcess missing = run(1, "netkit lab run --on alice 'no-such-program'");
        assertPrinted(missing, "netkit lab run: .*no-such-program.*");
    }

    @Test
    void timedStepsAreExecutedWhenDue() throws Exception {
        LiveProcess run = run(0, "netkit lab run --at '300ms cut' --at '600ms heal' --on alice 'sleep 1'");
        double cut = seconds(run, "wire  | cut");
        double heal = seconds(run, "wire  | heal");

        assertTrue(cut >= 0.3 && heal >= 0.6 && heal >= cut, run.toString()); // later on a busy machine
    }

    @Test
    void jsonContainsTheWholeResult() throws Exception {
        LiveProcess run = run(0, "netkit lab run --json --seed 3 --serve bob 'netkit udp-listen 9001'"
                + " --on alice 'netkit udp-send bob:9001 hello'");
        JsonObject json = JsonParser.parseString(run.output()).getAsJsonObject();

        assertTrue(json.get("succeeded").getAsBoolean(), run.toString());
        assertEquals(3, json.get("seed").getAsInt());
        JsonArray programs = json.getAsJsonArray("programs");
        assertEquals("netkit udp-listen 9001",
                programs.get(0).getAsJsonObject().get("command").getAsString());
        assertEquals(0, programs.get(1).getAsJsonObject().get("exitCode").getAsInt());
        assertEquals(1, json.getAsJsonArray("wire").get(0).getAsJsonObject().get("delivered").getAsInt());
        assertTrue(json.getAsJsonArray("events").asList().stream().map(event -> event.getAsJsonObject())
                .anyMatch(event -> event.get("event").getAsString().equals("output")
                        && event.get("text").getAsString().endsWith("5 bytes  hello")),
                run.toString());
    }

    @Test
    void cutExperimentDelaysTcpAndLosesNothing() throws Exception {
        LiveProcess run = run(0, "netkit lab run cut");

        double healed = seconds(run, "wire  | heal");
        double during = seconds(run, ": during the cut");
        assertTrue(seconds(run, ": before the cut") < seconds(run, "wire  | cut"), run.toString());
        assertTrue(during >= healed, run.toString());
        assertTrue(seconds(run, ": after the cut") >= during, run.toString());
        assertPrinted(run, "  dropped: \\d+ \\(the wire is cut\\)");
    }

    @Test
    void lossExperimentLosesUdpButNotTcp() throws Exception {
        LiveProcess run = run(0, "netkit lab run loss");

        assertPrinted(run, ".* bob   \\| .* \\d+/100 +[1-9]\\d* .*");
        for (String line : List.of("one", "two", "three", "four", "five")) {
            assertPrinted(run, ".* bob   \\| \\[lobby] .*: " + line);
        }
        assertPrinted(run, "  dropped: \\d+ \\(loss\\)");
    }

    @Test
    void queueExperimentAddsLatencyThenDrops() throws Exception {
        LiveProcess run = run(0, "netkit lab run queue");

        List<Double> medians = run.output().lines().filter(line -> line.contains("round trip min/avg/p50"))
                .map(line -> Double.parseDouble(line.substring(line.indexOf('=') + 2).split("/")[2]))
                .toList();
        assertEquals(3, medians.size(), run.toString());
        assertTrue(medians.getLast() > 400, "64 KiB at 1 Mbit/s are more than half a second\n" + run);
        assertTrue(medians.getLast() > 4 * medians.getFirst(), run.toString());
        assertPrinted(run, "  dropped: \\d+ \\(the queue is full\\)");
    }

    @Test
    void pipedLinesAreExecutedInOrder() throws Exception {
        LiveProcess run = run(0, """
                printf '%s\\n' 'bob serves netkit udp-listen 9001' 'wait until bob listens on 9001' \
                    'alice netkit udp-send bob:9001 hello' 'wait until bob prints hello' 'hosts' 'wire show' \
                    | netkit lab --seed 3""");

        assertPrinted(run, "bob   \\| 192.0.2.1:\\d+  5 bytes  hello");
        assertPrinted(run, "alice 192.0.2.1 2001:db8::1 02:00:00:00:00:01");
        assertPrinted(run, "alice>bob +1 +33 +1 .*");
    }

    @Test
    void invalidPipedLineFailsButTheOthersAreExecuted() throws Exception {
        LiveProcess run = run(1, "printf 'dance\\nalice echo still here\\n' | netkit lab");

        assertPrinted(run, "lab   ! 'dance' is unknown: .*");
        assertPrinted(run, "alice \\| still here");
    }

    /** Starts the console on a pseudo-terminal created by {@code script}. */
    private static LiveProcess console() throws Exception {
        Programs.need("script");
        return Programs.shell("TERM=xterm exec script -qec 'exec netkit lab --seed 3' /dev/null");
    }

    @Test
    void consolePrintsOutputAboveTheLineBeingTyped() throws Exception {
        try (LiveProcess lab = console()) {
            lab.awaitLine(".*help lists the rest.*");
            lab.type("bob sh -c 'read line; echo got $line'\r");
            lab.type("bo\t ty\thello bob\r"); // Tab completes bob and types
            lab.awaitLine(".*bob.*\\| got hello bob.*");
            lab.type("wire lo\t10%\r");
            lab.awaitLine(".*wire.*\\| loss 10%.*");
            lab.type("quit\r");
            assertEquals(0, lab.awaitExit(), lab.toString());
        }
    }

    @Test
    void firstCtrlCStopsProgramsAndSecondLeavesTheConsole() throws Exception {
        try (LiveProcess lab = console()) {
            lab.awaitLine(".*help lists the rest.*");
            lab.type("alice sh -c 'trap \"echo bye; exit\" INT; echo ready; while :; do sleep 0.1; done'\r");
            lab.awaitLine(".*alice.*\\| ready.*");
            lab.type("\003");
            lab.awaitLine(".*alice.*\\| bye.*");
            lab.awaitLine(".*was stopped.*");
            lab.type("\003");
            assertEquals(0, lab.awaitExit(), lab.toString());
        }
    }

    @Test
    void ctrlCInterruptsARunAndReportsIt() throws Exception {
        try (LiveProcess lab = Programs
                .shell("exec netkit lab run --on alice 'sh -c \"echo ready; sleep 100\"'")) {
            lab.awaitLine(".*alice \\| ready");
            lab.signal("INT");
            assertEquals(ExitCode.INTERRUPTED, lab.awaitExit(), lab.toString());
            assertPrinted(lab, "netkit lab run: interrupted before it was done");
        }
    }
}
