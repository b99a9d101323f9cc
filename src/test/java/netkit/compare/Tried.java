package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import netkit.testing.Leftovers;

/** A trial that a test has run. */
record Tried(Cell.Measured cell) {
    private static final int TRIAL = 1;

    private static final Experiment.Progress QUIET = new Experiment.Progress() {
        @Override
        public void begins(Scenario scenario, Transport transport) {}

        @Override
        public void at(Scenario scenario, Transport transport, int offered) {}

        @Override
        public void ended(Cell cell) {}
    };

    /** @param lines of a scenario's file */
    static Tried run(Substrate substrate, Transport transport, Workload workload, String... lines)
            throws Exception {
        Scenario scenario = ScenarioFile.parse("test", "test.lab", String.join("\n", lines));
        BlockingQueue<Cell> cells = new LinkedBlockingQueue<>();
        new Experiment(substrate, workload, List.of(scenario), List.of(transport), TRIAL, Repeats.PROCESSED,
                1, Optional.empty(), Optional.empty()).run(cells::add, QUIET);
        return new Tried(assertInstanceOf(Cell.Measured.class, cells.remove()));
    }

    /** On the loopback address, and when it is over no thread and no socket of it may be left. */
    static Tried onLoopback(Transport transport, Workload workload, String... lines) throws Exception {
        run(Substrate.LOOPBACK, transport, new Workload(1, 20, 100)); // what the JDK keeps for good is there now
        Leftovers leftovers = new Leftovers();
        Tried tried = run(Substrate.LOOPBACK, transport, workload, lines);
        leftovers.awaitNone();
        return tried;
    }

    Account account() {
        return cell.account();
    }

    Tried assertWords(String delivery, String order) {
        assertEquals(List.of(delivery, order), account().verdict().words().subList(0, 2), story());
        return assertWhole();
    }

    /** Nothing broke it off, and nothing came that was not sent. */
    Tried assertWhole() {
        assertEquals(Optional.empty(), cell.failure(), story());
        assertEquals(0, account().foreign(), story());
        return this;
    }

    /** Numbers of the messages that reached the one stage, and not the other. */
    List<Integer> between(Stage reached, Stage missed) {
        return IntStream.range(0, cell.ledger().messages())
                .filter(number -> cell.ledger().has(reached, number) && !cell.ledger().has(missed, number))
                .boxed().toList();
    }

    /** When the last of what happened happened, nanoseconds from the start. */
    long lastHappening() {
        return cell.happenings().getLast().at();
    }

    /** Whether a message that was offered after this time was processed. */
    boolean isAnyProcessedOfferedAfter(long time) {
        return IntStream.range(0, cell.ledger().messages())
                .anyMatch(number -> cell.ledger().at(Stage.OFFERED, number).orElse(0) > time
                        && cell.ledger().has(Stage.PROCESSED, number));
    }

    String story() {
        StringBuilder story = new StringBuilder(cell.transport() + ": " + account().verdict().words()
                + ", failure " + cell.failure() + ", " + cell.happenings() + "\n" + account().reached()
                + ", died " + account().died() + ", foreign " + account().foreign() + ", again "
                + account().deliveredAgain() + ", late " + account().late() + "\n"
                + account().latency() + "\n");
        for (int number : account().lost()) {
            story.append(number).append(" ").append(cell.ledger().lastStage(number).orElseThrow())
                    .append(" ")
                    .append(cell.ledger().cause(number).orElse("")).append("\n");
        }
        return story.toString();
    }
}
