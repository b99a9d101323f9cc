package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.compare.TrialRun;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Environment;
import netkit.lab.namespace.InsideLab;
import netkit.testing.NothingLeft;
import netkit.testing.SideBySide;

/** Messages over WebSocket. */
@Timeout(90)
@Tag("lab")
@ExtendWith(NothingLeft.class)
class WebSocketLinkTest {
    /** A second and a half: it goes on well after the last event, even if the machine stalls for a while. */
    private static final Workload WORKLOAD = new Workload(600, 100, 400);

    private static TrialRun loopback(Transport transport, String... events) throws Exception {
        return TrialRun.onLoopback(transport, WORKLOAD, events);
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void deliversExactlyOnceInOrderWithoutFaults(Transport transport) throws Exception {
        loopback(transport).assertVerdict("exactly once", "in order", "boundaries kept");
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void finishWaitsForASlowReceiver(Transport transport) throws Exception {
        loopback(transport, "at 0s bob takes 10ms", "at 800ms bob takes 0ms")
                .assertVerdict("exactly once", "in order", "boundaries kept");
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void resetLosesUnreadMessagesAndTheNextConnectionContinues(Transport transport)
            throws Exception {
        // slow enough that much waits in its kernel
        TrialRun failed = loopback(transport, "at 0s bob takes 20ms", "at 400ms bob resets",
                "at 410ms bob takes 0ms").assertVerdict("at most once", "in order", "boundaries kept")
                .assertContinues();
        assertTrue(
                failed.lost().stream().anyMatch(number -> failed.cell().ledger().has(Stage.ACCEPTED, number)),
                failed.describe());
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void sendFailsWhileTheReceiverIsAway(Transport transport) throws Exception {
        TrialRun failed = loopback(transport, "at 210ms bob leaves", "at 520ms bob returns")
                .assertVerdict("at most once", "in order", "boundaries kept").assertContinues();
        // those of 210 ms to 520 ms are 84 to 207, but the machine may stall for a while
        assertEquals("refused by send: no receiver is connected",
                failed.cell().ledger().cause(150).orElse(""),
                failed.describe());
        assertTrue(failed.lost().size() >= 50 && failed.lost().getFirst() >= 40, failed.describe());
    }

    @Test
    @SideBySide
    void finishDoesNotWaitForAnAbsentReceiver() throws Exception {
        TrialRun failed = loopback(Transport.WEBSOCKET, "at 510ms bob leaves").assertComplete();
        assertTrue(failed.lost().contains(WORKLOAD.messages() - 1), failed.describe());
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void killedReceiverLosesItsMessagesAndContinuesAfterRestart(Transport transport) throws Exception {
        TrialRun failed = loopback(transport, "at 200ms bob crashes", "at 500ms bob returns")
                .assertVerdict("at most once", "in order", "boundaries kept").assertContinues();
        assertTrue(failed.stats().lostAfter(Stage.DELIVERED) > 0,
                "it had some in its hands: " + failed.describe());
    }

    @Test
    @SideBySide
    void messagesLargerThanAllBuffersAreDelivered() throws Exception {
        TrialRun.onLoopback(Transport.WEBSOCKET, new Workload(20, 1 << 20, 100),
                "at 0s bob takes 20ms").assertVerdict("exactly once", "in order", "boundaries kept");
    }

    @Test
    @SideBySide
    void packetLossIsRecoveredInTheLab() throws Exception {
        InsideLab.run(WebSocketLinkTest.class, "inTheLab", "wire loss 10%");
    }

    @Test
    @SideBySide
    void temporaryCutOnlyDelaysInTheLab() throws Exception {
        InsideLab.run(WebSocketLinkTest.class, "inTheLab", "at 300ms wire cut", "at 900ms wire heal");
    }

    static void inTheLab(String[] events) throws Exception {
        for (Transport transport : new Transport[] {Transport.WEBSOCKET, Transport.WEBSOCKET_DEFLATE}) {
            TrialRun.run(Environment.LAB, transport, WORKLOAD, events).assertVerdict("exactly once",
                    "in order",
                    "boundaries kept");
        }
    }

    @Test
    @SideBySide
    void resetOnADelayedWireLosesMessagesInFlightInTheLab() throws Exception {
        InsideLab.run(WebSocketLinkTest.class, "resetInTheLab");
    }

    static void resetInTheLab(String[] arguments) throws Exception {
        TrialRun failed = TrialRun.run(Environment.LAB, Transport.WEBSOCKET, WORKLOAD, "wire delay 50ms",
                "at 300ms bob resets").assertVerdict("at most once", "in order", "boundaries kept")
                .assertContinues();
        assertTrue(
                failed.lost().stream().anyMatch(number -> failed.cell().ledger().has(Stage.ACCEPTED, number)),
                failed.describe());
    }
}
