package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.NoProgress;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Verdict.Delivery;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Scenario.Action;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Environment;
import netkit.lab.namespace.InsideLab;
import netkit.testing.Leftovers;

/** netkit's own queue, in every scenario that needs no wire, and under loss in a lab. */
@Timeout(90)
@Tag("lab")
class QueueLinkTest {
    /** Long enough to go on well after the last event, even if the machine stalls for a while. */
    static final Workload WORKLOAD = new Workload(1_200, 60, 2_000);
    /** For a receiver that takes its time. */
    private static final Workload LITTLE = new Workload(60, 60, 1_000);
    static final String CRASH = "at 100ms bob crashes\nat 200ms bob returns";

    static Cell.Measured run(Environment on, Transport transport, Optional<URI> server, Workload workload,
            DuplicatePolicy duplicatePolicy, String scenario) throws Exception {
        List<Cell> cells = new ArrayList<>();
        new Experiment(on, workload, List.of(ScenarioFile.parse("test", "test.lab", scenario)),
                List.of(transport), 1, duplicatePolicy, 1, server, Optional.empty())
                .run(cells::add, new NoProgress());
        Cell.Measured cell = assertInstanceOf(Cell.Measured.class, cells.getFirst());
        assertEquals(Optional.empty(), cell.failure(), () -> story(cell));
        assertEquals(workload.messages(), cell.stats().reached(Stage.ACCEPTED), () -> story(cell));
        return cell;
    }

    static String story(Cell.Measured cell) {
        return cell.stats() + " " + cell.events() + " " + cell.failure();
    }

    private static Cell.Measured run(Workload workload, DuplicatePolicy duplicatePolicy, String scenario)
            throws Exception {
        return run(Environment.LOOPBACK, Transport.QUEUE, Optional.empty(), workload, duplicatePolicy,
                scenario);
    }

    static void assertDelivery(Delivery expected, Cell.Measured cell) {
        assertEquals(expected, cell.stats().verdict().delivery(), () -> story(cell));
    }

    /** All were processed, and each acknowledgement is known. */
    static void assertNoneLost(Cell.Measured cell) {
        assertEquals(List.of(), cell.stats().lost(), () -> story(cell));
        assertEquals(cell.ledger().messages(), cell.stats().reached(Stage.ACKNOWLEDGED), () -> story(cell));
    }

    @Test
    void deliversExactlyOnceInOrderWithBoundaries() throws Exception {
        Cell.Measured cell = run(WORKLOAD, DuplicatePolicy.PROCESS, "");

        assertNoneLost(cell);
        assertEquals(List.of("exactly once", "in order", "boundaries kept"), cell.stats().verdict().words(),
                () -> story(cell));
    }

    @Test
    void resetDuplicatesTheMessageBeingProcessedAndLosesNone() throws Exception {
        Cell.Measured cell = run(LITTLE, DuplicatePolicy.PROCESS,
                "at 0s bob takes 10ms\nat 200ms bob resets");

        assertNoneLost(cell);
        assertDelivery(Delivery.AT_LEAST_ONCE, cell);
    }

    @Test
    void returningConsumerReceivesMissedMessages() throws Exception {
        Cell.Measured cell = run(WORKLOAD, DuplicatePolicy.PROCESS,
                "at 100ms bob leaves\nat 300ms bob returns");

        assertNoneLost(cell);
        long back = cell.events().getLast().at();
        int missed = 0;
        for (int number = 0; number < WORKLOAD.messages(); number++) {
            missed += cell.ledger().at(Stage.ACCEPTED, number).orElseThrow() < back
                    && cell.ledger().at(Stage.DELIVERED, number).orElseThrow() > back ? 1 : 0;
        }
        assertTrue(missed > 0, () -> "some waited in the queue: " + story(cell));
    }

    @Test
    void messagesOfAnAbsentConsumerStayInTheQueue() throws Exception {
        Cell.Measured cell = run(WORKLOAD, DuplicatePolicy.PROCESS, "at 100ms bob leaves");

        assertDelivery(Delivery.AT_MOST_ONCE, cell);
        assertEquals(cell.stats().lost().size(), cell.stats().lostAfter(Stage.ACCEPTED), () -> story(cell));
    }

    @Test
    void crashDuplicatesUnacknowledgedMessagesAndLosesNone() throws Exception {
        Cell.Measured cell = run(WORKLOAD, DuplicatePolicy.PROCESS, CRASH);

        assertNoneLost(cell);
        assertDelivery(Delivery.AT_LEAST_ONCE, cell);
        List<Integer> again = cell.stats().reprocessed();
        assertTrue(again.size() >= ReceivingProgram.MAX_HELD / 2, () -> story(cell));
        long crash = cell.events().stream().filter(one -> one.action() instanceof Action.Crashes)
                .findFirst().orElseThrow().at();
        for (int number : again) {
            assertTrue(cell.ledger().at(Stage.ACKNOWLEDGED, number).orElseThrow() > crash,
                    () -> number + " came again though it was acknowledged: " + story(cell));
        }
    }

    @Test
    void crashHasNoDuplicateEffectWithDedup() throws Exception {
        Cell.Measured cell = run(WORKLOAD, DuplicatePolicy.SKIP, CRASH);

        assertNoneLost(cell);
        assertEquals(List.of(), cell.stats().reprocessed(), () -> story(cell));
        assertTrue(cell.stats().skipped() >= ReceivingProgram.MAX_HELD / 2, () -> story(cell));
        assertDelivery(Delivery.EXACTLY_ONCE_IN_EFFECT, cell);
    }

    @Test
    void slowConsumerReceivesAllMessages() throws Exception {
        Cell.Measured cell = run(LITTLE, DuplicatePolicy.PROCESS,
                "at 0s bob takes 20ms\nat 500ms bob takes 0ms");

        assertNoneLost(cell);
        assertDelivery(Delivery.EXACTLY_ONCE, cell);
    }

    @Test
    void nothingRemains() throws Exception {
        Leftovers leftovers = new Leftovers();
        Set<Path> before = folders();

        run(WORKLOAD, DuplicatePolicy.PROCESS, "at 50ms bob resets\n" + CRASH);

        leftovers.awaitNone();
        Set<Path> after = folders();
        after.removeAll(before);
        assertEquals(Set.of(), after);
    }

    private static Set<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(QueueLink.FOLDER))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void packetLossDelaysMessagesAndLosesNone() throws Exception {
        InsideLab.run(QueueLinkTest.class, "underLoss");
    }

    static void underLoss(String[] arguments) throws Exception {
        Cell.Measured cell = run(Environment.LAB, Transport.QUEUE, Optional.empty(), WORKLOAD,
                DuplicatePolicy.PROCESS,
                "wire loss 10%");

        assertNoneLost(cell);
        assertDelivery(Delivery.EXACTLY_ONCE, cell);
        assertTrue(cell.wire().isPresent());
    }
}
