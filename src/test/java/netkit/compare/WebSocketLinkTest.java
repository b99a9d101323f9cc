package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import netkit.lab.InsideLab;
import netkit.testing.Leftovers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of messages over WebSocket. */
@Timeout(90)
class WebSocketLinkTest {
    /** A second and a half: it goes on well after what happens in it, though a machine may stand still for a while. */
    private static final Workload WORKLOAD = new Workload(600, 100, 400);

    private final Leftovers leftovers = new Leftovers();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        leftovers.awaitNone();
    }

    private static OneCell measure(Transport transport, String... events) throws Exception {
        return OneCell.measure(Substrate.LOOPBACK, transport, WORKLOAD, events);
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void allArriveOnceAndInOrderWhenNothingGoesWrong(Transport transport) throws Exception {
        measure(transport).ended().hasVerdict("exactly once", "in order", "boundaries kept");
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void aSlowReceiverIsWaitedFor(Transport transport) throws Exception {
        measure(transport, "at 0s bob takes 10ms", "at 800ms bob takes 0ms")
                .ended().hasVerdict("exactly once", "in order", "boundaries kept");
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void aResetLosesWhatTheReceiverHadNotReadAndTheNextConnectionGoesOn(Transport transport)
            throws Exception {
        // so slow that much waits for it in the system
        OneCell cell = measure(transport, "at 0s bob takes 20ms", "at 400ms bob resets",
                "at 410ms bob takes 0ms");
        cell.ended().hasVerdict("at most once", "in order", "boundaries kept").deliveredTheLast(20);
        assertTrue(cell.lost().stream().anyMatch(number -> cell.cell().ledger().has(Stage.ACCEPTED, number)),
                cell.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void whatIsSentWhileTheReceiverIsAwayIsRefused(Transport transport) throws Exception {
        OneCell cell = measure(transport, "at 210ms bob leaves", "at 520ms bob returns");
        cell.ended().hasVerdict("at most once", "in order", "boundaries kept").deliveredTheLast(20);
        // those of 210 ms to 520 ms are 84 to 207, but a machine may stand still for a while
        assertEquals("refused by send: nobody is connected", cell.cell().ledger().cause(150).orElse(""),
                cell.toString());
        assertTrue(cell.lost().size() >= 50 && cell.lost().getFirst() >= 40, cell.toString());
    }

    @Test
    void aReceiverThatLeavesForGoodIsNotWaitedFor() throws Exception {
        OneCell cell = measure(Transport.WEBSOCKET, "at 510ms bob leaves");
        cell.ended();
        assertTrue(cell.lost().contains(WORKLOAD.messages() - 1), cell.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE"})
    void aKilledReceiverLosesWhatItHadAndGoesOnWhenItIsBack(Transport transport) throws Exception {
        OneCell cell = measure(transport, "at 200ms bob crashes", "at 500ms bob returns");
        cell.ended().hasVerdict("at most once", "in order", "boundaries kept").deliveredTheLast(20);
        assertTrue(cell.account().died(Stage.DELIVERED) > 0, "it had some in its hands: " + cell);
    }

    @Test
    void messagesLargerThanAllBuffersArriveToo() throws Exception {
        OneCell.measure(Substrate.LOOPBACK, Transport.WEBSOCKET, new Workload(20, 1 << 20, 100),
                "at 0s bob takes 20ms").ended().hasVerdict("exactly once", "in order", "boundaries kept");
    }

    @Test
    void lostPacketsAreMadeGoodInTheLab() throws Exception {
        InsideLab.run(WebSocketLinkTest.class, "inTheLab", "wire loss 10%");
    }

    @Test
    void aWireThatIsCutForAWhileOnlyDelaysInTheLab() throws Exception {
        InsideLab.run(WebSocketLinkTest.class, "inTheLab", "at 300ms wire cut", "at 900ms wire heal");
    }

    static void inTheLab(String[] events) throws Exception {
        for (Transport transport : new Transport[] {Transport.WEBSOCKET, Transport.WEBSOCKET_DEFLATE}) {
            OneCell.measure(Substrate.LAB, transport, WORKLOAD, events).ended()
                    .hasVerdict("exactly once", "in order", "boundaries kept");
        }
    }

    @Test
    void aResetOnADelayedWireLosesWhatIsOnItsWayInTheLab() throws Exception {
        InsideLab.run(WebSocketLinkTest.class, "resetInTheLab");
    }

    static void resetInTheLab(String[] arguments) throws Exception {
        OneCell cell = OneCell.measure(Substrate.LAB, Transport.WEBSOCKET, WORKLOAD, "wire delay 50ms",
                "at 300ms bob resets");
        cell.ended().hasVerdict("at most once", "in order", "boundaries kept").deliveredTheLast(20);
        assertTrue(cell.lost().stream().anyMatch(number -> cell.cell().ledger().has(Stage.ACCEPTED, number)),
                cell.toString());
    }
}
