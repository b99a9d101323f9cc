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
import netkit.testing.Leftovers;

/** A trial that a test has run. */
public record Tried(Cell.Measured cell) {
    private static final int TRIAL = 1;

    /** @param lines of a scenario's file */
    public static Tried run(Environment substrate, Transport transport, Workload workload, String... lines)
            throws Exception {
        Scenario scenario = ScenarioFile.parse("test", "test.lab", String.join("\n", lines));
        BlockingQueue<Cell> cells = new LinkedBlockingQueue<>();
        new Experiment(substrate, workload, List.of(scenario), List.of(transport), TRIAL,
                DuplicatePolicy.PROCESSED,
                1, Optional.empty(), Optional.empty()).run(cells::add, new Silence());
        return new Tried(assertInstanceOf(Cell.Measured.class, cells.remove()));
    }

    /** On the loopback address, and when it is over no thread and no socket of it may be left. */
    public static Tried onLoopback(Transport transport, Workload workload, String... lines) throws Exception {
        run(Environment.LOOPBACK, transport, new Workload(1, 20, 100)); // what the JDK keeps for good is there now
        Leftovers leftovers = new Leftovers();
        Tried tried = run(Environment.LOOPBACK, transport, workload, lines);
        leftovers.awaitNone();
        return tried;
    }

    public LedgerStats account() {
        return cell.account();
    }

    public List<Integer> lost() {
        return account().lost();
    }

    /** Nothing broke it off, and nothing came that was not sent. */
    public Tried assertWhole() {
        assertEquals(Optional.empty(), cell.failure(), story());
        assertEquals(0, account().foreign(), story());
        return this;
    }

    /** It is whole, and these are the words that its verdict begins with. */
    public Tried assertVerdict(String... words) {
        assertEquals(List.of(words), account().verdict().words().stream().limit(words.length).toList(),
                story());
        return assertWhole();
    }

    public Tried assertNoneLost() {
        assertEquals(List.of(), lost(), story());
        return assertWhole();
    }

    public Tried assertAllReached(Stage stage) {
        assertEquals(cell.ledger().messages(), account().reached(stage), story());
        return this;
    }

    /** Of the messages that were offered after all that happened the last were processed. */
    public Tried assertGoesOn() {
        int last = cell.ledger().messages() - 1;
        assertTrue(cell.ledger().at(Stage.OFFERED, last).orElse(0) > cell.happenings().getLast().at(),
                story());
        assertTrue(cell.ledger().has(Stage.PROCESSED, last), story());
        return this;
    }

    /** Numbers of the messages that reached the one stage, and not the other. */
    public List<Integer> between(Stage reached, Stage missed) {
        return IntStream.range(0, cell.ledger().messages())
                .filter(number -> cell.ledger().has(reached, number) && !cell.ledger().has(missed, number))
                .boxed().toList();
    }

    public String story() {
        StringBuilder story = new StringBuilder(cell.transport() + ": " + account().verdict().words()
                + ", failure " + cell.failure() + ", " + cell.happenings() + "\n" + account().reached()
                + ", died " + account().died() + ", foreign " + account().foreign() + ", again "
                + account().deliveredAgain() + ", processed again " + account().processedAgain() + ", late "
                + account().late() + "\n"
                + account().latency() + "\n");
        for (int number : lost()) {
            story.append(number).append(" ").append(cell.ledger().lastStage(number).orElseThrow())
                    .append(" ")
                    .append(cell.ledger().cause(number).orElse("")).append("\n");
        }
        return story.toString();
    }
}
