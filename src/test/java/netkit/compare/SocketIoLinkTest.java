package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import netkit.lab.InsideLab;
import netkit.testing.Leftovers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of messages over Socket.IO, with each of its three efforts. */
@Timeout(90)
class SocketIoLinkTest {
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
    @EnumSource(names = {"SOCKET_IO", "SOCKET_IO_ACK", "SOCKET_IO_RECOVERY"})
    void allArriveOnceAndInOrderWhenNothingGoesWrong(Transport transport) throws Exception {
        OneCell cell = measure(transport);
        cell.ended().hasVerdict("exactly once", "in order", "boundaries kept");
        assertEquals(transport.hasAcknowledgements() ? WORKLOAD.messages() : 0,
                cell.account().reached(Stage.ACKNOWLEDGED));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_IO", "SOCKET_IO_ACK", "SOCKET_IO_RECOVERY"})
    void messagesLargerThanAllBuffersArriveToo(Transport transport) throws Exception {
        OneCell cell = OneCell.measure(Substrate.LOOPBACK, transport, new Workload(20, 1 << 20, 100),
                "at 0s bob takes 20ms");
        cell.ended();
        assertEquals(List.of(), cell.lost(), cell.toString());
    }

    // ---- the receiver is away

    private static final String[] AWAY = {"at 200ms bob leaves", "at 500ms bob returns"};

    @Test
    void whatIsEmittedWhileTheReceiverIsAwayIsGone() throws Exception {
        OneCell cell = measure(Transport.SOCKET_IO, AWAY);
        cell.ended().hasVerdict("at most once", "in order", "boundaries kept").deliveredTheLast(20);
        // from 200 ms to 500 ms, but a machine may stand still for a while
        List<Integer> offered = IntStream.range(130, 170).boxed().toList();
        assertTrue(cell.lost().containsAll(offered), cell.toString());
        assertTrue(offered.stream().allMatch(number -> cell.cell().ledger().has(Stage.ACCEPTED, number)),
                "nobody told the sender: " + cell);
    }

    @Test
    void whatIsAskedForUntilItIsAnsweredArrives() throws Exception {
        OneCell cell = measure(Transport.SOCKET_IO_ACK, AWAY);
        cell.ended();
        assertEquals(List.of(), cell.lost(), cell.toString());
        assertEquals(WORKLOAD.messages(), cell.account().reached(Stage.ACKNOWLEDGED), cell.toString());
    }

    @Test
    void whatIsRecoveredComesOnceAndInOrder() throws Exception {
        measure(Transport.SOCKET_IO_RECOVERY, AWAY).ended()
                .hasVerdict("exactly once", "in order", "boundaries kept");
    }

    @Test
    void aReceiverThatLeavesForGoodIsNotWaitedFor() throws Exception {
        String leaves = "at 510ms bob leaves";
        measure(Transport.SOCKET_IO, leaves).ended();
        assertTrue(measure(Transport.SOCKET_IO_ACK, leaves).cell().failure().orElse("")
                .matches("the receiver is away, and \\d+ messages are still to be answered"));
        assertEquals("the receiver is away; what it misses is kept for it for 2 minutes",
                measure(Transport.SOCKET_IO_RECOVERY, leaves).cell().failure().orElse(""));
    }

    // ---- its connection is reset

    private static final String RESET = "at 300ms bob resets";

    @Test
    void whatIsEmittedAfterAResetIsLostUntilTheClientIsBack() throws Exception {
        OneCell cell = measure(Transport.SOCKET_IO, RESET);
        cell.ended().hasVerdict("at most once", "in order", "boundaries kept").deliveredTheLast(20);
        assertTrue(cell.lost().size() >= 20, "the client waits 100 ms before it connects again: " + cell);
    }

    @Test
    void aResetLosesNothingThatIsAskedForUntilItIsAnswered() throws Exception {
        OneCell cell = measure(Transport.SOCKET_IO_ACK, RESET);
        cell.ended();
        assertEquals(List.of(), cell.lost(), cell.toString());
    }

    @Test
    void aResetIsRecoveredFrom() throws Exception {
        measure(Transport.SOCKET_IO_RECOVERY, RESET).ended()
                .hasVerdict("exactly once", "in order", "boundaries kept");
    }

    // ---- it is killed

    private static final String[] CRASH = {"at 200ms bob crashes", "at 500ms bob returns"};

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_IO", "SOCKET_IO_RECOVERY"})
    void aKilledReceiverHasForgottenItsSession(Transport transport) throws Exception {
        OneCell cell = measure(transport, CRASH);
        cell.ended().hasVerdict("at most once", "in order", "boundaries kept").deliveredTheLast(20);
        assertTrue(cell.account().died(Stage.DELIVERED) > 0, "it had some in its hands: " + cell);
        assertTrue(cell.lost().contains(150), "it is new to the server: " + cell);
    }

    @Test
    void whatAKilledReceiverHadProcessedAndNotAnsweredIsProcessedAgain() throws Exception {
        OneCell cell = measure(Transport.SOCKET_IO_ACK, CRASH);
        cell.ended();
        assertEquals(List.of(), cell.lost(), cell.toString());
        assertEquals(ReceivingProgram.IN_HAND / 2, cell.account().processedAgain().size(), cell.toString());
    }

    // ---- it is slow

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_IO", "SOCKET_IO_RECOVERY"})
    void aSlowReceiverGetsAllOnce(Transport transport) throws Exception {
        measure(transport, "at 0s bob takes 10ms", "at 800ms bob takes 0ms")
                .ended().hasVerdict("exactly once", "in order", "boundaries kept");
    }

    @Test
    void aSlowReceiverIsNotBuriedUnderCopies() throws Exception {
        OneCell cell = measure(Transport.SOCKET_IO_ACK, "at 0s bob takes 50ms", "at 3s bob takes 0ms");
        cell.ended();
        assertEquals(List.of(), cell.lost(), cell.toString());
        assertFalse(cell.account().deliveredAgain().isEmpty(), "it was asked again: " + cell);
        // in 3 s: after 0.5, 1.5 and, in the worst case, 3.5 s
        int most = IntStream.range(0, WORKLOAD.messages()).map(cell.cell().ledger()::deliveries).max()
                .orElseThrow();
        assertTrue(most <= 4, most + " copies of one: " + cell);
    }

    // ---- in the lab

    @Test
    void lostPacketsAreMadeGoodInTheLab() throws Exception {
        InsideLab.run(SocketIoLinkTest.class, "inTheLab", "wire loss 10%");
    }

    @Test
    void aWireThatIsCutForAWhileOnlyDelaysInTheLab() throws Exception {
        InsideLab.run(SocketIoLinkTest.class, "inTheLab", "at 300ms wire cut", "at 900ms wire heal");
    }

    static void inTheLab(String[] events) throws Exception {
        for (Transport transport : new Transport[] {Transport.SOCKET_IO, Transport.SOCKET_IO_RECOVERY}) {
            OneCell.measure(Substrate.LAB, transport, WORKLOAD, events).ended()
                    .hasVerdict("exactly once", "in order", "boundaries kept");
        }
        OneCell asked = OneCell.measure(Substrate.LAB, Transport.SOCKET_IO_ACK, WORKLOAD, events);
        asked.ended();
        assertEquals(List.of(), asked.lost(), asked.toString());
    }

    @Test
    void aResetWithMessagesOnTheirWayInTheLab() throws Exception {
        InsideLab.run(SocketIoLinkTest.class, "resetInTheLab");
    }

    static void resetInTheLab(String[] arguments) throws Exception {
        // answers are on their way as well, and lost
        String[] events = {"wire delay 50ms", "at 250ms wire cut", "at 300ms wire heal", RESET};
        OneCell plain = OneCell.measure(Substrate.LAB, Transport.SOCKET_IO, WORKLOAD, events);
        plain.ended().hasVerdict("at most once", "in order", "boundaries kept").deliveredTheLast(20);
        OneCell asked = OneCell.measure(Substrate.LAB, Transport.SOCKET_IO_ACK, WORKLOAD, events);
        asked.ended();
        assertEquals(List.of(), asked.lost(), asked.toString());
        assertFalse(asked.account().processedAgain().isEmpty(), asked.toString());
        OneCell.measure(Substrate.LAB, Transport.SOCKET_IO_RECOVERY, WORKLOAD, events).ended()
                .hasVerdict("exactly once", "in order", "boundaries kept");
    }
}
