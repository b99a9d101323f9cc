package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Environment;

/** A trial run by a test, with assertions. */
public record TrialRun(Cell.Measured cell) {
    private static final int TRIAL = 1;

    /** @param lines of a scenario's file */
    public static TrialRun run(Environment environment, Transport transport, Workload workload,
            String... lines)
            throws Exception {
        return run(environment, transport, workload, false, lines).getFirst();
    }

    /** Runs a trial with traffic both ways; returns each direction. */
    public static List<TrialRun> runBothWays(Environment environment, Transport transport, Workload workload,
            String... lines) throws Exception {
        return run(environment, transport, workload, true, lines);
    }

    private static List<TrialRun> run(Environment environment, Transport transport, Workload workload,
            boolean bothWays, String... lines) throws Exception {
        Scenario scenario = ScenarioFile.parse("test", "test.lab", String.join("\n", lines));
        BlockingQueue<Cell> cells = new LinkedBlockingQueue<>();
        new Experiment(environment, workload, List.of(scenario), List.of(transport), TRIAL,
                DuplicatePolicy.PROCESS, 1, Optional.empty(), Optional.empty()).withBothWays(bothWays)
                .run(cells::add, new NoProgress());
        return cells.stream().map(cell -> new TrialRun(assertInstanceOf(Cell.Measured.class, cell))).toList();
    }

    /** Runs a trial on the loopback address. */
    public static TrialRun onLoopback(Transport transport, Workload workload, String... lines)
            throws Exception {
        return run(Environment.LOOPBACK, transport, workload, lines);
    }

    public LedgerStats stats() {
        return cell.stats();
    }

    public List<Integer> lost() {
        return stats().lost();
    }

    /** Asserts that the trial did not fail and nothing invalid arrived. */
    public TrialRun assertComplete() {
        assertEquals(Optional.empty(), cell.failure(), describe());
        assertEquals(0, stats().invalid(), describe());
        return this;
    }

    /** Asserts that it did not fail, and that its verdict begins with these words. */
    public TrialRun assertVerdict(String... words) {
        assertEquals(List.of(words), stats().verdict().words().stream().limit(words.length).toList(),
                describe());
        return assertComplete();
    }

    public TrialRun assertNoneLost() {
        assertEquals(List.of(), lost(), describe());
        return assertComplete();
    }

    public TrialRun assertAllReached(Stage stage) {
        assertEquals(cell.ledger().messages(), stats().reached(stage), describe());
        return this;
    }

    /** Asserts that the last message, offered after all events, was processed. */
    public TrialRun assertContinues() {
        int last = cell.ledger().messages() - 1;
        assertTrue(cell.ledger().at(Stage.OFFERED, last).orElse(0) > cell.events().getLast().at(),
                describe());
        assertTrue(cell.ledger().has(Stage.PROCESSED, last), describe());
        return this;
    }

    /** Returns the numbers of the messages that reached the first stage, and not the second. */
    public List<Integer> between(Stage reached, Stage missed) {
        return IntStream.range(0, cell.ledger().messages())
                .filter(number -> cell.ledger().has(reached, number) && !cell.ledger().has(missed, number))
                .boxed().toList();
    }

    public String describe() {
        StringBuilder text = new StringBuilder(cell.row() + ": " + stats().verdict().words()
                + ", failure " + cell.failure() + ", " + cell.events() + "\n" + stats().reached()
                + ", lost after " + stats().lostAfter() + ", invalid " + stats().invalid() + ", duplicates "
                + stats().duplicates() + ", reprocessed " + stats().reprocessed() + ", out of order "
                + stats().outOfOrder() + "\n"
                + stats().latency() + "\n");
        for (int number : lost()) {
            text.append(number).append(" ").append(cell.ledger().lastStage(number).orElseThrow())
                    .append(" ")
                    .append(cell.ledger().cause(number).orElse("")).append("\n");
        }
        return text.toString();
    }
}
