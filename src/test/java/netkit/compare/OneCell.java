package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

/** One transport in one scenario, measured, and what may be said about it. */
record OneCell(Cell.Measured cell) {
    private static final Experiment.Progress NOBODY = new Experiment.Progress() {
        @Override
        public void begins(Scenario scenario, Transport transport) {}

        @Override
        public void at(Scenario scenario, Transport transport, int offered) {}

        @Override
        public void ended(Cell cell) {}
    };

    /** @param events lines of a scenario's file */
    static OneCell measure(Substrate substrate, Transport transport, Workload workload, String... events)
            throws Exception {
        Scenario scenario = ScenarioFile.parse("test", "test.lab",
                "title A test\n" + String.join("\n", events));
        BlockingQueue<Cell> cells = new LinkedBlockingQueue<>();
        new Experiment(substrate, workload, List.of(scenario), List.of(transport), 1, Repeats.PROCESSED, 1,
                Optional.empty(), Optional.empty()).run(cells::add, NOBODY);
        return new OneCell(assertInstanceOf(Cell.Measured.class, cells.remove()));
    }

    Account account() {
        return cell.account();
    }

    List<Integer> lost() {
        return cell.account().lost();
    }

    /** What comes of a message, in the words of the ledger, for each of some. */
    String fates(List<Integer> numbers) {
        return numbers.stream().map(number -> number + ": " + cell.ledger().lastStage(number)
                + cell.ledger().cause(number).map(cause -> ", " + cause).orElse("")).toList().toString();
    }

    OneCell ended() {
        assertEquals(Optional.empty(), cell.failure(), this::toString);
        return this;
    }

    OneCell hasVerdict(String... words) {
        assertEquals(List.of(words), cell.account().verdict().words(), this::toString);
        return this;
    }

    /** Whatever was lost, what was sent at the end arrived. */
    OneCell deliveredTheLast(int count) {
        int all = cell.ledger().messages();
        assertTrue(IntStream.range(all - count, all)
                .allMatch(number -> cell.ledger().has(Stage.PROCESSED, number)), this::toString);
        return this;
    }

    @Override
    public String toString() {
        return cell.transport() + " " + cell.happenings() + " " + cell.account() + " failure "
                + cell.failure()
                + " lost " + fates(lost());
    }
}
