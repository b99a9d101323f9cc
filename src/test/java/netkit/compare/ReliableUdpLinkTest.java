package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import netkit.lab.InsideLab;
import netkit.udp.ReliableDatagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class ReliableUdpLinkTest {
    /** So long that it goes on well after what happens in it, though a machine may stand still for a while. */
    private static final Workload SMALL = new Workload(1_000, 100, 1_000);

    private static Tried loopback(Workload workload, String... lines) throws Exception {
        return Tried.onLoopback(Transport.UDP_ACK, workload, lines);
    }

    private static void assertAllAcknowledged(Tried tried) {
        assertEquals(tried.cell().ledger().messages(), tried.account().reached(Stage.ACKNOWLEDGED),
                tried.story());
    }

    @Test
    void allArriveOnceInOrderAndWhole() throws Exception {
        Tried tried = loopback(SMALL).assertWhole();
        assertEquals(List.of("exactly once", "in order", "boundaries kept"),
                tried.account().verdict().words(), tried.story());
        assertAllAcknowledged(tried);
    }

    @Test
    void theLargestMessageFitsInADatagram() throws Exception {
        loopback(new Workload(5, ReliableDatagram.MAX_MESSAGE, 100)).assertWords("exactly once", "in order");
    }

    @Test
    void aSlowReceiverSlowsTheSenderAndLosesNothing() throws Exception {
        Tried tried = loopback(new Workload(100, 60_000, 1_000), "at 0s bob takes 20ms")
                .assertWords("exactly once", "in order");
        assertAllAcknowledged(tried);
        assertTrue(tried.cell().sending().toMillis() > 300, "sending waited for room: " + tried.story());
    }

    @Test
    void whatIsSentWhileTheReceiverIsAwayWaitsForIt() throws Exception {
        Tried tried = loopback(SMALL, "at 100ms bob leaves", "at 500ms bob returns").assertWhole();
        assertEquals(List.of(), tried.account().lost(), tried.story());
        assertAllAcknowledged(tried);
    }

    @Test
    void whatAKilledProgramHadInItsHandsComesAgain() throws Exception {
        Tried tried = loopback(SMALL, "at 100ms bob crashes", "at 300ms bob returns")
                .assertWords("at least once", "in order");
        assertEquals(ReceivingProgram.IN_HAND / 2, tried.account().processedAgain().size(), tried.story());
        assertAllAcknowledged(tried);
    }

    @Test
    void whoLeavesForGoodIsNotWaitedFor() throws Exception {
        Tried tried = loopback(SMALL, "at 100ms bob leaves").assertWhole();
        List<Integer> lost = tried.account().lost();
        assertEquals(IntStream.range(lost.getFirst(), SMALL.messages()).boxed().toList(), lost,
                tried.story());
    }

    @Test
    void aWireThatLosesAndDoublesAndChangesTheOrderIsMadeGood() throws Exception {
        InsideLab.run(ReliableUdpLinkTest.class, "faults");
    }

    static void faults(String[] arguments) throws Exception {
        for (String faults : List.of("loss 10%", "loss 30%", "duplicate 20%", "reorder 20% by 3 within 100ms",
                "corrupt 10%")) {
            Tried tried = Tried.run(Substrate.LAB, Transport.UDP_ACK, SMALL, "wire " + faults)
                    .assertWords("exactly once", "in order");
            assertAllAcknowledged(tried);
        }
    }
}
