package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.ArrayList;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.machines.ClockSamples;
import netkit.compare.machines.ComparisonClient;
import netkit.compare.machines.ComparisonServer;
import netkit.compare.machines.RemoteTrial.Relay;
import netkit.compare.machines.ServingLimits;
import netkit.compare.machines.Token;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Environment;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.net.Endpoint;
import netkit.testing.SideBySide;

/** Both ends of the comparison between two machines, over the loopback address: one clock, so that the truth is known. */
@Timeout(180)
class MachineTrialsTest {
    private static final int MESSAGES = 60;
    private static final Workload WORKLOAD = new Workload(MESSAGES, 100, 200);
    private static final Duration ONE_MILLISECOND = Duration.ofMillis(1);

    private final Token token = Token.random();
    private ComparisonServer alice;
    private ComparisonClient bob;

    @BeforeEach
    void connect() throws Exception {
        alice = new ComparisonServer(new Endpoint(Endpoint.LOOPBACK, 0), token, ServingLimits.DEFAULT,
                _ -> {});
        bob = ComparisonClient.connect(alice.endpoint(), token);
    }

    @AfterEach
    void close() throws Exception {
        bob.bye(true);
        alice.close();
    }

    private List<Cell> run(Relay relay, boolean both, List<Transport> transports, String... scenario)
            throws Exception {
        Scenario parsed = ScenarioFile.parse("test", "test.lab", String.join("\n", scenario));
        Experiment experiment = new Experiment(Environment.MACHINES, WORKLOAD, List.of(parsed), transports, 1,
                DuplicatePolicy.PROCESS, 8, Optional.empty(), both, Duration.ofMillis(50), Optional.empty());
        List<Cell> cells = Collections.synchronizedList(new ArrayList<>());
        experiment.run(new MachineTrials(bob, experiment, relay), cells::add, new NoProgress());
        return cells;
    }

    private Cell.Measured one(Relay relay, Transport transport, String... scenario) throws Exception {
        return (Cell.Measured) run(relay, false, List.of(transport), scenario).getFirst();
    }

    private static void assertComplete(Cell.Measured cell) {
        assertEquals(Optional.empty(), cell.failure(), cell.row());
        Ledger ledger = cell.ledger();
        for (int number = 0; number < MESSAGES; number++) {
            assertTrue(ledger.has(Stage.OFFERED, number) && ledger.has(Stage.ACCEPTED, number)
                    && ledger.has(Stage.PROCESSED, number), cell.row() + " " + number);
            if (cell.transport().hasAcknowledgements(cell.direction())) {
                assertTrue(ledger.has(Stage.ACKNOWLEDGED, number), cell.row() + " " + number);
            }
            long latency = ledger.latency(number).orElseThrow();
            assertTrue(latency > -ONE_MILLISECOND.toNanos(), cell.row() + " " + number + ": " + latency);
        }
    }

    @Test
    @SideBySide
    void eachTransportDeliversAndBothLedgersAreComplete() throws Exception {
        List<Transport> all = Arrays.stream(Transport.values()).filter(one -> one.oneMachine().isEmpty())
                .toList();

        List<Cell> cells = run(Relay.NONE, false, all, "wire clear");

        assertEquals(all.size(), cells.size());
        cells.forEach(cell -> assertComplete((Cell.Measured) cell));
    }

    @Test
    @SideBySide
    void eachTransportDeliversBothWays() throws Exception {
        List<Transport> all = Arrays.stream(Transport.values())
                .filter(one -> one.oneMachine().isEmpty() && one.oneWay().isEmpty()).toList();

        List<Cell> cells = run(Relay.NONE, true, all, "wire clear");

        assertEquals(2 * all.size(), cells.size());
        assertEquals(all.size(),
                cells.stream().filter(cell -> cell.direction() == Direction.TO_ALICE).count());
        cells.forEach(cell -> assertComplete((Cell.Measured) cell));
    }

    /** Both ends read the same clock here. */
    @Test
    @SideBySide
    void reconciledClockIsWithinAMillisecondOfTheTruth() throws Exception {
        assertComplete(one(Relay.NONE, Transport.TCP, "wire clear"));

        ClockSamples.Estimate estimate = bob.clocks().all().orElseThrow();
        long now = System.nanoTime();
        assertTrue(Math.abs(estimate.toBob(now) - now) < ONE_MILLISECOND.toNanos(), estimate.toString());
    }

    @Test
    @SideBySide
    void relayOnEitherSideDropsDatagrams() throws Exception {
        for (Relay relay : List.of(Relay.ALICE, Relay.BOB)) {
            Cell.Measured cell = one(relay, Transport.UDP, "wire alice>bob loss 50%");

            assertEquals(Optional.empty(), cell.failure(), relay.toString());
            assertTrue(!cell.stats().lost().isEmpty() && cell.stats().lost().size() < MESSAGES,
                    relay + " lost " + cell.stats().lost());
        }
    }

    @Test
    @SideBySide
    void relayOnEitherSideStopsStreams() throws Exception {
        for (Relay relay : List.of(Relay.ALICE, Relay.BOB)) {
            Cell.Measured cell = one(relay, Transport.TCP, "wire cut", "at 500ms wire heal");

            assertComplete(cell);
            long healed = cell.events().getLast().at();
            for (int number = 0; number < MESSAGES; number++) {
                assertTrue(cell.ledger().at(Stage.DELIVERED, number).orElseThrow() >= healed,
                        relay + " " + number);
            }
        }
    }

    @Test
    @SideBySide
    void withoutARelayFaultsAreMissing() throws Exception {
        Cell cell = run(Relay.NONE, false, List.of(Transport.UDP), "wire loss 10%").getFirst();

        assertEquals("no relay", ((Cell.Missing) cell).reason().brief());
    }

    @Test
    @SideBySide
    void aliceIsToldThatBobLeaves() throws Exception {
        Cell.Measured cell = one(Relay.BOB, Transport.WEBSOCKET, "at 0s bob leaves");

        assertEquals(Optional.empty(), cell.failure());
        assertEquals(MESSAGES, cell.stats().lost().size());
        assertEquals("refused by send: no receiver is connected",
                cell.ledger().cause(MESSAGES - 1).orElse(""));
    }

    @Test
    @SideBySide
    void bobReturnsAndGetsWhatTheQueueHasStored() throws Exception {
        assertComplete(one(Relay.BOB, Transport.QUEUE, "at 0s bob leaves", "at 500ms bob returns"));
    }
}
