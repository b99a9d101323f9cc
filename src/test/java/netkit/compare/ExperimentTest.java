package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.StreamCounts;

import netkit.udp.DatagramListener;

@Timeout(30)
class ExperimentTest {
    private static final Workload SMALL = new Workload(200, 60, 4_000);

    /** Those that need no server beside netkit. */
    private static final List<Transport> HERE = Stream.of(Transport.values())
            .filter(transport -> transport != Transport.RABBITMQ).toList();

    private static List<Cell> cells(long seed, List<Scenario> scenarios, List<Transport> transports)
            throws Exception {
        List<Cell> cells = new ArrayList<>();
        new Experiment(SMALL, scenarios, transports, seed).run(cells::add, (_, _, _, _, _) -> {});
        return cells;
    }

    private static Cell.Measured measure(long seed, Scenario scenario, Transport transport) throws Exception {
        return assertInstanceOf(Cell.Measured.class,
                cells(seed, List.of(scenario), List.of(transport)).getFirst());
    }

    @Test
    void udpDeliversAllWholeWhenNothingGoesWrong() throws Exception {
        Cell.Measured cell = measure(1, Scenario.CLEAN, Transport.UDP);
        assertEquals(List.of("exactly once", "in order", "boundaries kept"), cell.account().verdict().words(),
                cell.toString());
        assertEquals(0, cell.lostByAccident());
    }

    @Test
    void tcpDeliversAllAndMergesMessagesSentBackToBack() throws Exception {
        Cell.Measured cell = measure(1, Scenario.CLEAN, Transport.TCP);
        assertEquals(List.of("exactly once", "in order", "boundaries lost"), cell.account().verdict().words(),
                cell.toString());
    }

    @Test
    void theSameSeedLosesTheSameMessages() throws Exception {
        Cell.Measured one = measure(7, Scenario.LOSS, Transport.UDP);
        Cell.Measured two = measure(7, Scenario.LOSS, Transport.UDP);
        assertFalse(one.account().lost().isEmpty());
        assertEquals(one.account().lost(), two.account().lost(), one + "\n" + two);
    }

    @Test
    void anotherSeedLosesOthers() throws Exception {
        assertNotEquals(measure(7, Scenario.LOSS, Transport.UDP).account().lost(),
                measure(8, Scenario.LOSS, Transport.UDP).account().lost());
    }

    @Test
    void theSameSeedDuplicatesTheSameMessages() throws Exception {
        Account one = measure(7, Scenario.DUPLICATE, Transport.UDP).account();
        assertFalse(one.duplicated().isEmpty());
        assertEquals(one.duplicated(), measure(7, Scenario.DUPLICATE, Transport.UDP).account().duplicated());
        assertEquals(List.of("at least once", "in order", "boundaries kept"), one.verdict().words());
    }

    @Test
    void reorderingLosesNothing() throws Exception {
        Account account = measure(7, Scenario.REORDER, Transport.UDP).account();
        assertEquals(List.of("exactly once", "out of order", "boundaries kept"), account.verdict().words(),
                account.toString());
    }

    @Test
    void aCutLosesTheMiddleFifthOfTheDatagrams() throws Exception {
        assertEquals(IntStream.range(80, 120).boxed().toList(),
                measure(7, Scenario.CUT, Transport.UDP).account().lost());
    }

    @Test
    void aCutMakesTheStreamLateAndLosesNothing() throws Exception {
        Cell.Measured cell = measure(7, Scenario.CUT, Transport.TCP);
        assertEquals(200, cell.account().delivered());
        Duration p99 = cell.account().latency().orElseThrow().p99();
        assertTrue(p99.toMillis() >= 25, "the stall of 50 ms must show in " + p99);
    }

    @Test
    void aResetLosesWhatSendHadTaken() throws Exception {
        Cell.Measured cell = measure(7, Scenario.RESET, Transport.TCP);
        assertTrue(cell.failure().isPresent());
        assertFalse(cell.account().lost().isEmpty(), cell.toString());
        assertTrue(cell.account().delivered() <= 100, cell.toString());
    }

    @Test
    void whatSocketIoEmitsWhileTheReceiverIsAwayIsGone() throws Exception {
        Cell.Measured cell = measure(7, Scenario.OFFLINE, Transport.SOCKET_IO);
        assertEquals(List.of("at most once", "in order", "boundaries kept"), cell.account().verdict().words(),
                cell.toString());
        assertTrue(cell.account().lost().containsAll(IntStream.range(125, 130).boxed().toList()),
                cell.toString());
        assertTrue(cell.failure().isEmpty(), "it has come back: " + cell);
    }

    @Test
    void whatIsAskedForUntilItIsAnsweredArrives() throws Exception {
        Account account = measure(7, Scenario.OFFLINE, Transport.SOCKET_IO_ACK).account();
        assertEquals(200, account.delivered(), account.toString());
        assertFalse(account.outOfOrder().isEmpty(), "what is sent again comes late: " + account);
    }

    @Test
    void whatIsRecoveredComesOnceAndInOrder() throws Exception {
        for (Scenario scenario : List.of(Scenario.OFFLINE, Scenario.RESET)) {
            Account account = measure(7, scenario, Transport.SOCKET_IO_RECOVERY).account();
            assertEquals(List.of("exactly once", "in order", "boundaries kept"), account.verdict().words(),
                    scenario + ": " + account);
        }
    }

    @Test
    void aQueueDeliversAllOnceAndInOrderWhenNothingGoesWrong() throws Exception {
        for (Scenario scenario : List.of(Scenario.CLEAN, Scenario.CUT, Scenario.SLICE)) {
            Account account = measure(7, scenario, Transport.QUEUE).account();
            assertEquals(List.of("exactly once", "in order", "boundaries kept"), account.verdict().words(),
                    scenario + ": " + account);
        }
    }

    @Test
    void aQueueKeepsWhatItsConsumerIsNotThereFor() throws Exception {
        for (Scenario scenario : List.of(Scenario.OFFLINE, Scenario.RESET)) {
            Cell.Measured cell = measure(7, scenario, Transport.QUEUE);
            assertTrue(cell.failure().isEmpty(), cell.toString());
            assertEquals(200, cell.account().delivered(), cell.toString());
            assertEquals(1, assertInstanceOf(StreamCounts.class, cell.relay()).resets(), cell.toString());
        }
    }

    @Test
    void whatAKilledConsumerHadNotAcknowledgedIsDeliveredAgain() throws Exception {
        Cell.Measured cell = measure(7, Scenario.CRASH, Transport.QUEUE);
        assertEquals(List.of("at least once", "in order", "boundaries kept"),
                cell.account().verdict().words(), cell.toString());
        assertEquals(IntStream.range(110, 120).boxed().toList(), cell.account().duplicated(),
                cell.toString());
        assertTrue(cell.failure().isEmpty(), cell.toString());
    }

    @Test
    void aKilledReceiverHasNoSessionToRecover() throws Exception {
        Account account = measure(7, Scenario.CRASH, Transport.SOCKET_IO_RECOVERY).account();
        assertTrue(account.lost().containsAll(IntStream.range(125, 130).boxed().toList()),
                account.toString());
    }

    @Test
    void whatAKilledReceiverDidNotAnswerIsEmittedAgain() throws Exception {
        Account account = measure(7, Scenario.CRASH, Transport.SOCKET_IO_ACK).account();
        assertEquals(200, account.delivered(), account.toString());
        assertTrue(account.duplicated().containsAll(IntStream.range(110, 120).boxed().toList()),
                account.toString());
    }

    @Test
    void whoRemembersWhatItHasProcessedProcessesItOnce() throws Exception {
        for (Transport transport : List.of(Transport.QUEUE, Transport.SOCKET_IO_ACK)) {
            List<Cell> cells = new ArrayList<>();
            new Experiment(SMALL, List.of(Scenario.CRASH), List.of(transport), 7, Optional.empty(),
                    Repeats.PASSED_OVER).run(cells::add, (_, _, _, _, _) -> {});
            Account account = assertInstanceOf(Cell.Measured.class, cells.getFirst()).account();
            assertEquals("exactly once in effect", account.verdict().words().getFirst(), account.toString());
            assertTrue(account.extraCopies() >= 10, "the copies still come: " + account);
        }
    }

    @Test
    void aQueueHoldsWhatASlowConsumerCannotTakeYet() throws Exception {
        Cell.Measured cell = measure(7, Scenario.SLOW, Transport.QUEUE);
        assertEquals(List.of("exactly once", "in order", "boundaries kept"),
                cell.account().verdict().words(), cell.toString());
        // 200 messages, 2.5 ms each to process, all offered within 50 ms unless the machine is very busy
        Duration waited = cell.account().latency().orElseThrow().p99().plus(cell.sending());
        assertTrue(waited.toMillis() >= 400, "the last ones must have waited: " + cell);
    }

    @Test
    void toAskASlowReceiverAgainAndAgainIsNotTried() throws Exception {
        Workload many = new Workload(1_000, 60, 4_000);
        List<Cell> cells = new ArrayList<>();
        new Experiment(many, List.of(Scenario.SLOW), List.of(Transport.SOCKET_IO_ACK), 7).run(cells::add,
                (_, _, _, _, _) -> {});
        assertInstanceOf(Cell.Missing.class, cells.getFirst());
    }

    @Test
    void rabbitMqIsNotTriedWithoutItsUrl() {
        assertThrows(IllegalArgumentException.class,
                () -> new Experiment(SMALL, List.of(Scenario.CLEAN), List.of(Transport.RABBITMQ), 1));
    }

    @Test
    void aConnectionDoesNotComeBackByItself() throws Exception {
        for (Transport transport : List.of(Transport.TCP, Transport.WEBSOCKET)) {
            Cell.Measured cell = measure(7, Scenario.OFFLINE, transport);
            assertTrue(cell.failure().isPresent(), cell.toString());
            assertTrue(cell.account().delivered() <= 120, cell.toString());
        }
        assertEquals(IntStream.range(120, 160).boxed().toList(),
                measure(7, Scenario.OFFLINE, Transport.UDP).account().lost());
    }

    @Test
    void aDelayShowsInTheLatencyOfBoth() throws Exception {
        for (Transport transport : HERE) {
            Account account = measure(7, Scenario.DELAY, transport).account();
            assertEquals(200, account.delivered());
            assertTrue(account.latency().orElseThrow().p50().toMillis() >= 20, account.toString());
        }
    }

    @Test
    void slicesAreAllDelivered() throws Exception {
        Account account = measure(7, Scenario.SLICE, Transport.TCP).account();
        assertEquals(List.of("exactly once", "in order", "boundaries lost"), account.verdict().words());
    }

    @Test
    void datagramFaultsDoNotExistForAStreamNorTheOtherWayRound() throws Exception {
        List<Cell> cells = cells(1, List.of(Scenario.LOSS, Scenario.REORDER, Scenario.DUPLICATE),
                List.of(Transport.TCP));
        cells.addAll(cells(1, List.of(Scenario.SLICE, Scenario.RESET), List.of(Transport.UDP)));
        assertEquals(5, cells.size());
        cells.forEach(cell -> assertInstanceOf(Cell.Missing.class, cell));
    }

    @Test
    void cellsComeScenarioByScenario() throws Exception {
        List<String> names = cells(1, List.of(Scenario.SLICE, Scenario.LOSS),
                List.of(Transport.TCP, Transport.UDP)).stream()
                .map(cell -> cell.scenario() + " " + cell.transport()).toList();
        assertEquals(List.of("slice tcp", "slice udp", "loss tcp", "loss udp"), names);
    }

    @Test
    void theSmallestAndTheLargestDatagramsPass() throws Exception {
        for (Workload workload : List.of(new Workload(1, Message.HEADER_SIZE, 100),
                new Workload(5, DatagramListener.MAX_PAYLOAD, 100))) {
            List<Cell> cells = new ArrayList<>();
            new Experiment(workload, List.of(Scenario.CLEAN), HERE, 1).run(cells::add,
                    (_, _, _, _, _) -> {});
            for (Cell cell : cells) {
                assertEquals(workload.messages(), ((Cell.Measured) cell).account().delivered(),
                        cell.toString());
            }
        }
    }

    @Test
    void anInterruptedExperimentEndsAtOnceAndKeepsWhatItHas() throws Exception {
        List<Cell> cells = new ArrayList<>();
        Workload endless = new Workload(1_000_000, 60, 100);
        Thread here = Thread.currentThread();
        assertThrows(InterruptedException.class,
                () -> new Experiment(endless, List.of(Scenario.LOSS),
                        List.of(Transport.TCP, Transport.UDP), 1).run(cells::add, (_, _, _, _, offered) -> {
                            if (offered > 10) {
                                here.interrupt();
                            }
                        }));
        assertEquals(1, cells.size());
    }

    @Test
    void aWorkloadOutOfBoundsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Workload(0, 100, 1));
        assertThrows(IllegalArgumentException.class, () -> new Workload(1_000_001, 100, 1));
        assertThrows(IllegalArgumentException.class, () -> new Workload(1, 11, 1));
        assertThrows(IllegalArgumentException.class, () -> new Workload(1, 100, 0));
        assertThrows(IllegalArgumentException.class, () -> new Workload(1, 100, Double.NaN));
    }

    @Test
    void aCutAndAResetMeetACompressedStreamToo() throws Exception {
        Cell.Measured cut = measure(7, Scenario.CUT, Transport.WEBSOCKET_DEFLATE);
        assertEquals(1, assertInstanceOf(StreamCounts.class, cut.relay()).stalls(), cut.toString());
        assertEquals(List.of("exactly once", "in order", "boundaries kept"), cut.account().verdict().words(),
                cut.toString());
        Cell.Measured reset = measure(7, Scenario.RESET, Transport.WEBSOCKET_DEFLATE);
        assertEquals(1, assertInstanceOf(StreamCounts.class, reset.relay()).resets(), reset.toString());
        assertTrue(reset.failure().isPresent(), reset.toString());
        int delivered = reset.account().delivered();
        assertTrue(delivered > 0 && delivered < SMALL.messages(), reset.toString());
    }

    @Test
    void webSocketMessagesOfAnySizeComeWhole() throws Exception {
        for (int size : List.of(12, 119, 120, 70_000)) {
            List<Cell> cells = new ArrayList<>();
            new Experiment(new Workload(20, size, 4_000), List.of(Scenario.SLICE),
                    List.of(Transport.WEBSOCKET, Transport.WEBSOCKET_DEFLATE), 1).run(cells::add,
                            (_, _, _, _, _) -> {});
            for (Cell cell : cells) {
                Account account = assertInstanceOf(Cell.Measured.class, cell).account();
                assertEquals(List.of("exactly once", "in order", "boundaries kept"),
                        account.verdict().words(),
                        cell.toString());
            }
        }
    }
}
