package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.compare.TrialRun;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Environment;
import netkit.lab.namespace.InsideLab;
import netkit.testing.NothingLeft;
import netkit.testing.SideBySide;

/** Messages over Socket.IO, plain, with acknowledgements and with connection state recovery. */
@Timeout(90)
@Tag("lab")
@ExtendWith(NothingLeft.class)
class SocketIoLinkTest {
    /** A second and a half: it goes on well after the last event, even if the machine stalls for a while. */
    private static final Workload WORKLOAD = new Workload(600, 100, 400);

    private static TrialRun loopback(Transport transport, String... events) throws Exception {
        return TrialRun.onLoopback(transport, WORKLOAD, events);
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"SOCKET_IO", "SOCKET_IO_ACK", "SOCKET_IO_RECOVERY"})
    void deliversExactlyOnceInOrderWithoutFaults(Transport transport) throws Exception {
        TrialRun tried = loopback(transport).assertVerdict("exactly once", "in order", "boundaries kept");
        assertEquals(transport.hasAcknowledgements(Direction.TO_BOB) ? WORKLOAD.messages() : 0,
                tried.stats().reached(Stage.ACKNOWLEDGED));
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"SOCKET_IO", "SOCKET_IO_ACK", "SOCKET_IO_RECOVERY"})
    void messagesLargerThanAllBuffersAreDelivered(Transport transport) throws Exception {
        TrialRun.onLoopback(transport, new Workload(20, 1 << 20, 100),
                "at 0s bob takes 20ms").assertNoneLost();
    }

    // ---- the receiver is away

    private static final String[] AWAY = {"at 200ms bob leaves", "at 500ms bob returns"};

    @Test
    @SideBySide
    void eventsEmittedWhileTheReceiverIsAwayAreLost() throws Exception {
        TrialRun tried = loopback(Transport.SOCKET_IO, AWAY)
                .assertVerdict("at most once", "in order", "boundaries kept").assertContinues();
        // from 200 ms to 500 ms, but the machine may stall for a while
        List<Integer> offered = IntStream.range(130, 170).boxed().toList();
        assertTrue(tried.lost().containsAll(offered), tried.describe());
        assertTrue(offered.stream().allMatch(number -> tried.cell().ledger().has(Stage.ACCEPTED, number)),
                "the sender was not told: " + tried.describe());
    }

    @Test
    @SideBySide
    void eventsWithAcknowledgementsAreAllDelivered() throws Exception {
        loopback(Transport.SOCKET_IO_ACK, AWAY).assertNoneLost().assertAllReached(Stage.ACKNOWLEDGED);
    }

    @Test
    @SideBySide
    void recoveredEventsAreDeliveredOnceInOrder() throws Exception {
        loopback(Transport.SOCKET_IO_RECOVERY, AWAY).assertVerdict("exactly once", "in order",
                "boundaries kept");
    }

    @Test
    @SideBySide
    void finishDoesNotWaitForAnAbsentReceiver() throws Exception {
        String leaves = "at 510ms bob leaves";
        loopback(Transport.SOCKET_IO, leaves).assertComplete();
        assertTrue(loopback(Transport.SOCKET_IO_ACK, leaves).cell().failure().orElse("")
                .matches("the receiver is away, and \\d+ messages are not acknowledged"));
        assertEquals("the receiver is away; its missed events are kept for 2 minutes",
                loopback(Transport.SOCKET_IO_RECOVERY, leaves).cell().failure().orElse(""));
    }

    // ---- its connection is reset

    private static final String RESET = "at 300ms bob resets";

    @Test
    @SideBySide
    void eventsEmittedAfterAResetAreLostUntilTheClientReconnects() throws Exception {
        TrialRun tried = loopback(Transport.SOCKET_IO, RESET)
                .assertVerdict("at most once", "in order", "boundaries kept").assertContinues();
        assertTrue(tried.lost().size() >= 20,
                "the client waits 100 ms before it connects again: " + tried.describe());
    }

    @Test
    @SideBySide
    void resetLosesNoEventWithAcknowledgements() throws Exception {
        loopback(Transport.SOCKET_IO_ACK, RESET).assertNoneLost();
    }

    @Test
    @SideBySide
    void connectionStateIsRecoveredAfterAReset() throws Exception {
        loopback(Transport.SOCKET_IO_RECOVERY, RESET).assertVerdict("exactly once", "in order",
                "boundaries kept");
    }

    // ---- it is killed

    private static final String[] CRASH = {"at 200ms bob crashes", "at 500ms bob returns"};

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"SOCKET_IO", "SOCKET_IO_RECOVERY"})
    void killedReceiverHasNoSession(Transport transport) throws Exception {
        TrialRun tried = loopback(transport, CRASH)
                .assertVerdict("at most once", "in order", "boundaries kept")
                .assertContinues();
        assertTrue(tried.stats().lostAfter(Stage.DELIVERED) > 0,
                "it had some in its hands: " + tried.describe());
        assertTrue(tried.lost().contains(150), "it is new to the server: " + tried.describe());
    }

    @Test
    @SideBySide
    void unacknowledgedEventsOfAKilledReceiverAreProcessedAgain() throws Exception {
        TrialRun tried = loopback(Transport.SOCKET_IO_ACK, CRASH).assertNoneLost();
        assertEquals(ReceivingProgram.MAX_HELD / 2, tried.stats().reprocessed().size(), tried.describe());
    }

    // ---- it is slow

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"SOCKET_IO", "SOCKET_IO_RECOVERY"})
    void slowReceiverReceivesAllEventsOnce(Transport transport) throws Exception {
        loopback(transport, "at 0s bob takes 10ms", "at 800ms bob takes 0ms")
                .assertVerdict("exactly once", "in order", "boundaries kept");
    }

    @Test
    @SideBySide
    void slowReceiverIsNotFloodedWithDuplicates() throws Exception {
        TrialRun tried = loopback(Transport.SOCKET_IO_ACK, "at 0s bob takes 50ms", "at 3s bob takes 0ms")
                .assertNoneLost();
        assertFalse(tried.stats().duplicates().isEmpty(), "it was asked again: " + tried.describe());
        // in 3 s: after 0.5, 1.5 and, in the worst case, 3.5 s
        int most = IntStream.range(0, WORKLOAD.messages()).map(tried.cell().ledger()::deliveries).max()
                .orElseThrow();
        assertTrue(most <= 4, most + " copies of one: " + tried.describe());
    }

    // ---- in the lab

    @Test
    @SideBySide
    void packetLossIsRecoveredInTheLab() throws Exception {
        InsideLab.run(SocketIoLinkTest.class, "inTheLab", "wire loss 10%");
    }

    @Test
    @SideBySide
    void temporaryCutOnlyDelaysInTheLab() throws Exception {
        InsideLab.run(SocketIoLinkTest.class, "inTheLab", "at 300ms wire cut", "at 900ms wire heal");
    }

    static void inTheLab(String[] events) throws Exception {
        for (Transport transport : new Transport[] {Transport.SOCKET_IO, Transport.SOCKET_IO_RECOVERY}) {
            TrialRun.run(Environment.LAB, transport, WORKLOAD, events).assertVerdict("exactly once",
                    "in order",
                    "boundaries kept");
        }
        TrialRun.run(Environment.LAB, Transport.SOCKET_IO_ACK, WORKLOAD, events).assertNoneLost();
    }

    @Test
    @SideBySide
    void resetWithMessagesInFlightInTheLab() throws Exception {
        InsideLab.run(SocketIoLinkTest.class, "resetInTheLab");
    }

    static void resetInTheLab(String[] arguments) throws Exception {
        // bob processes messages for 150 ms, and none of his acknowledgements arrives before the RST
        String[] events = {"wire delay 50ms", "at 250ms wire bob>alice cut", "at 390ms wire bob>alice heal",
            "at 400ms bob resets"};
        TrialRun.run(Environment.LAB, Transport.SOCKET_IO, WORKLOAD, events)
                .assertVerdict("at most once", "in order", "boundaries kept").assertContinues();
        TrialRun retrier = TrialRun.run(Environment.LAB, Transport.SOCKET_IO_ACK, WORKLOAD, events)
                .assertNoneLost();
        assertFalse(retrier.stats().reprocessed().isEmpty(), retrier.describe());
        TrialRun.run(Environment.LAB, Transport.SOCKET_IO_RECOVERY, WORKLOAD, events)
                .assertVerdict("exactly once", "in order", "boundaries kept");
    }
}
