package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine.Help.Ansi;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Scenarios;
import netkit.report.ComparedRun;

class CompareTableTest {
    static final Style STYLE = new Style(100, Ansi.OFF);
    private static final Scenario CLEAN = Scenarios.named("clean").orElseThrow();
    private static final Scenario LOSS = Scenarios.named("loss").orElseThrow();

    static ComparedRun run(Experiment experiment, List<Cell> cells) {
        return new ComparedRun(experiment, "on made-up cells", cells, Optional.empty(), Instant.EPOCH,
                Duration.ofSeconds(12), "netkit compare --seed " + experiment.seed());
    }

    private static ComparedRun run(Workload workload, List<String> scenarios, List<Transport> transports) {
        Experiment experiment = SyntheticCells.experiment(workload, scenarios, transports);
        return run(experiment, SyntheticCells.cells(experiment));
    }

    /** A run of one scenario whose cells are these. */
    private static ComparedRun run(int messages, Cell... cells) {
        return run(SyntheticCells.experiment(new Workload(messages, 100, 200),
                List.of(cells[0].scenario().name()),
                Stream.of(cells).map(Cell::transport).toList()), List.of(cells));
    }

    private static List<String> lines(ComparedRun run, boolean allNumbers) {
        for (int width : List.of(80, 100)) {
            List<String> lines = CompareTable.lines(run, allNumbers, new Style(width, Ansi.OFF));
            for (String line : lines) {
                assertTrue(line.length() <= width,
                        line.length() + " columns: " + line + "\nin\n" + String.join("\n", lines));
            }
        }
        return CompareTable.lines(run, allNumbers, STYLE);
    }

    private static String text(ComparedRun run) {
        return String.join("\n", lines(run, false));
    }

    /** With single blanks, so that columns may become wider. */
    private static String squeezed(ComparedRun run) {
        return text(run).replaceAll(" +", " ");
    }

    @Test
    void defaultRunEndsWithTheMatrixOnTheLast24Lines() {
        ComparedRun run = run(SyntheticCells.WORKLOAD, Scenarios.DEFAULT_NAMES,
                Experiment.DEFAULT_TRANSPORTS);
        assertEquals(
                "1,000 messages of 100 bytes, 200/s in bursts of 10, for each of 25 cells, 12 side by side;"
                        + " seed 7",
                CompareTable.heading(run.experiment()));
        assertEquals("""

                             tcp        udp          websocket   socket.io   queue
                clean        ok 0.3ms   ok   0.3ms   ok 0.3ms    ok 0.3ms    ok 0.3ms
                loss         ok 630ms   -102 0.3ms   ok 630ms    ok 630ms    ok  1.5s
                reorder      ok 0.3ms   ~85  0.4ms   ok 0.3ms    ok 0.3ms    ok 0.3ms
                cut          ok  3.1s   -600 0.3ms   ok  3.1s    ok  3.1s    ok  3.1s
                offline      ok 0.3ms   ok   0.3ms   ok 0.3ms    ok 0.3ms    ok 0.3ms
                boundaries   lost       kept         kept        kept        kept
                ok all exactly once and in order, -N lost, ~N out of order
                the time is p99: 99 of 100 messages were delivered within it, 1 took longer
                --details shows the numbers of each cell, and where messages were lost
                """, String.join("\n", CompareTable.lines(run, false, new Style(80, Ansi.OFF))) + "\n");
        List<String> lines = lines(run, true);
        assertTrue(lines.subList(lines.size() - 10, lines.size()).contains(
                "boundaries   lost       kept         kept        kept        kept"),
                String.join("\n", lines));
    }

    @Test
    void legendNamesTheMarksOfThisRunAndBreaksNoEntry() {
        Cell cell = SyntheticCells.worst(LOSS, Transport.UDP, 1000, "reset");
        ComparedRun run = run(SyntheticCells.experiment(SyntheticCells.WORKLOAD,
                List.of("clean", "loss", "cut"), List.of(Transport.UDP)), List.of(cell));
        String text = String.join("\n", CompareTable.lines(run, false, new Style(80, Ansi.OFF)));
        assertTrue(text.contains("""
                ok all exactly once and in order, -N lost, +N duplicated, ~N out of order,
                ! failed, blank: not run
                the time is p99"""), text);
    }

    @Test
    void busyMachineIsNamedWhereItsLatenessMatters() {
        Experiment experiment = SyntheticCells.experiment(SyntheticCells.WORKLOAD,
                List.of("clean", "cut"), List.of(Transport.TCP, Transport.UDP));
        List<Cell> cells = SyntheticCells.cells(experiment);
        // p99 of clean is 0.3 ms, that of TCP in cut 3.1 s
        String busy = text(run(experiment,
                List.of(SyntheticCells.late(cells.get(0), 18, 11), SyntheticCells.late(cells.get(1), 90, 9),
                        SyntheticCells.late(cells.get(2), 400, 60),
                        SyntheticCells.late(cells.get(3), 12, 12))));
        assertTrue(busy.contains("this machine was busy: the wire was late by up to 18 ms, in 2 of 4 cells"),
                busy);
        String calm = text(run(experiment, List.of(cells.get(0), SyntheticCells.late(cells.get(1), 90, 9),
                SyntheticCells.late(cells.get(2), 400, 60), cells.get(3))));
        assertFalse(calm.contains("busy"), calm);
    }

    @Test
    void verdictStandsBesideTheNumbersOrBelowThem() {
        ComparedRun run = run(SyntheticCells.WORKLOAD, Scenarios.DEFAULT_NAMES,
                Experiment.DEFAULT_TRANSPORTS);
        String wide = String.join("\n", lines(run, true)).replaceAll(" +", " ");
        assertTrue(wide.contains("\n tcp 1000 0 0 0 0 0.27 0.27 1.50 178 0 - exactly once, in order\n"),
                wide);
        assertTrue(wide.contains(" - at most once, in order\n lost 102: dropped by the wire: loss\n"), wide);
        String narrow = String.join("\n", CompareTable.lines(run, true, new Style(80, Ansi.OFF)))
                .replaceAll(" +", " ");
        assertTrue(narrow.contains("\n tcp 1000 0 0 0 0 0.27 0.27 1.50 178 0 -\n udp 1000"), narrow);
        assertTrue(narrow.contains(" -\n at most once, in order\n lost 102: dropped by the wire: loss\n"),
                narrow);
    }

    @Test
    void allTransportsInAllScenariosFitTheWidth() {
        List<Transport> all = Arrays.stream(Transport.values()).filter(one -> !one.needsProgram())
                .toList();
        ComparedRun run = run(new Workload(20, 100, 200), Scenarios.NAMES, all);
        List<String> lines = lines(run, false);
        assertTrue(lines.size() < 80, lines.size() + " lines:\n" + text(run));
        assertEquals("--details shows the numbers of each cell, and where messages were lost",
                lines.getLast());
        assertTrue(lines(run, true).size() > 130);
    }

    @Test
    void singleScenarioHasNoMatrix() {
        String text = text(run(SyntheticCells.WORKLOAD, List.of("loss"), SyntheticCells.TRANSPORTS));
        assertFalse(text.contains("ok all exactly once"), text);
        assertTrue(text.contains("\nloss: 10 % of all packets are lost, in both directions\n"), text);
    }

    @Test
    void largestNumbersAndLongestVerdictFit() {
        Cell worst = SyntheticCells.worst(LOSS, Transport.SOCKET_IO_RECOVERY, 100_000,
                "send failed after 99999 messages: Connection reset by peer");
        ComparedRun run = run(100_000, worst);
        String text = text(run).replaceAll("\\s+", " ");
        for (String phrase : List.of("lost and duplicated, out of order [1] [2]",
                "lost 1: dropped by the wire: loss",
                "[1] socket.io+recovery, loss: the trial failed: send failed",
                "[2] socket.io+recovery, loss (100,000): arrivals that were damaged")) {
            assertTrue(text.contains(phrase), phrase + " in\n" + text);
        }
    }

    @Test
    void cellWithoutDeliveryHasNoLatencyAndNoOrder() {
        String text = squeezed(run(2, SyntheticCells.allLost(CLEAN, Transport.TCP, 2)));
        assertTrue(text.contains("\n tcp 0 2 0 0 0 - - nothing delivered\n"), text);
        assertTrue(text.contains("\n lost 2: accepted by send, but not delivered\n"), text);
    }

    @Test
    void singularAndPluralAreRight() {
        String text = CompareTable
                .heading(run(1, SyntheticCells.allLost(CLEAN, Transport.TCP, 1)).experiment());
        assertTrue(text.startsWith("1 message of 100 bytes, 200/s in bursts of 10, for each of 1 cell, "),
                text);
        String quiet = CompareTable.heading(SyntheticCells.experiment(new Workload(500, 100, 100),
                List.of("quiet"), List.of(Transport.SSE)));
        assertTrue(quiet.startsWith("15 messages of 100 bytes, 0.50/s one by one"), quiet);
    }

    @Test
    void eventAfterTheLastMessageHasAFootnote() {
        String text = text(run(new Workload(100, 100, 200), List.of("cut"), SyntheticCells.TRANSPORTS));
        assertTrue(text.contains("\ncut: The wire is cut for three seconds, and healed [1]\n"), text);
        assertTrue(
                text.contains(
                        "[1] cut: the events from 1.0 s on came after the last message and had no effect."),
                text);
    }

    @Test
    void reasonOfMissingCellsIsPrintedOnce() {
        MissingReason reason = new MissingReason("not above the socket", "Because of TCP.");
        String text = text(run(10, new Cell.Missing(LOSS, Transport.TCP, reason),
                SyntheticCells.allLost(LOSS, Transport.UDP, 10),
                new Cell.Missing(LOSS, Transport.QUEUE, reason)));
        assertTrue(text.contains("\n tcp, queue: not above the socket [1]\n"), text);
        assertTrue(text.endsWith("\n[1] Because of TCP."), text);
    }

    @Test
    void matrixWithoutNumbersListsMissingAndFailedCells() {
        List<Transport> transports = Arrays.stream(Transport.values())
                .filter(one -> !one.needsProgram())
                .toList();
        Experiment experiment = SyntheticCells.experiment(new Workload(20, 100, 200),
                List.of("clean", "loss", "cut", "slow"), transports);
        List<Cell> cells = new ArrayList<>(SyntheticCells.cells(experiment));
        cells.set(0, SyntheticCells.worst(CLEAN, Transport.TCP, 20, "Connection reset"));
        cells.set(transports.size() + 1,
                new Cell.Missing(LOSS, Transport.UDP, new MissingReason("not here", "…")));
        List<String> lines = lines(run(experiment, cells), false);
        assertTrue(lines.contains("! tcp, clean: Connection reset"), String.join("\n", lines));
        assertTrue(lines.contains(". udp: not here in loss"), String.join("\n", lines));
    }

    @Test
    void equalFootnotesAreMerged() {
        String why = "Connection reset";
        String text = text(run(20, SyntheticCells.worst(LOSS, Transport.TCP, 20, why),
                SyntheticCells.worst(LOSS, Transport.QUEUE, 20, why)));
        assertTrue(text.contains("\n[1] tcp, loss; queue, loss: the trial failed: Connection reset\n"), text);
    }

    @Test
    void footnoteNamesAtMostEightCells() {
        assertEquals("", CompareFootnotes.list(List.of()));
        assertEquals("a; b: ", CompareFootnotes.list(List.of("a", "b")));
        assertEquals("a; b; c; d; e; f; g; h and 2 more: ",
                CompareFootnotes.list(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")));
    }

    @Test
    void stoppedRunCountsItsCells() {
        Experiment experiment = SyntheticCells.experiment();
        List<Cell> cells = new ArrayList<>(SyntheticCells.cells(experiment).subList(0, 3));
        assertEquals("stopped: 3 of 10 cells were run", lines(run(experiment, cells), false).getLast());
        cells.clear();
        assertEquals("stopped: 0 of 10 cells were run", lines(run(experiment, cells), false).getLast());
    }

    @Test
    void cellsAreInTheOrderOfTheExperiment() {
        Experiment experiment = SyntheticCells.experiment();
        List<Cell> cells = SyntheticCells.cells(experiment);
        assertEquals(cells, run(experiment, cells.reversed()).cells());
    }

    @Test
    void controlCharactersInScenarioNamesAreEscaped() {
        Scenario scenario = ScenarioFile.parse("\u001b[2J" + "long".repeat(40), "x.lab",
                "title \u001b[2J" + "long ".repeat(40));
        Cell cell = SyntheticCells.allLost(scenario, Transport.TCP, 10);
        Experiment usual = SyntheticCells.experiment();
        Experiment experiment = new Experiment(usual.environment(), new Workload(10, 100, 200),
                List.of(scenario, CLEAN, LOSS), List.of(Transport.TCP), 1, usual.duplicatePolicy(), 1,
                Optional.empty(), Optional.empty());
        assertFalse(text(run(experiment, List.of(cell))).contains("\u001b"));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "9999,9999", "10000,10k", "999499,999k", "999500,1.0M", "1000000,1.0M"})
    void countInTheMatrixHasAtMostFourCharacters(int count, String text) {
        assertEquals(text, CompareMatrix.brief(count));
    }

    @ParameterizedTest
    @CsvSource({"400,0.4ms", "9949,9.9ms", "9950,10ms", "999499,999ms", "999500,1.0s", "99949999,99.9s",
        "99950000,100s"})
    void timeInTheMatrixHasAtMostFiveCharacters(long micros, String text) {
        assertEquals(text, CompareMatrix.brief(Duration.ofNanos(micros * 1000)));
    }
}
