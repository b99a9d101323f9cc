package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import netkit.compare.TrialRun;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Environment;
import netkit.lab.namespace.InsideLab;
import netkit.testing.NothingLeft;
import netkit.testing.SideBySide;
import netkit.udp.ReliableDatagram;

@Timeout(90)
@Tag("lab")
@ExtendWith(NothingLeft.class)
class ReliableUdpLinkTest {
    /** Long enough to go on well after the last event, even if the machine stalls for a while. */
    private static final Workload SMALL = new Workload(1_000, 100, 1_000);

    private static TrialRun loopback(Workload workload, String... lines) throws Exception {
        return TrialRun.onLoopback(Transport.UDP_ACK, workload, lines);
    }

    @Test
    @SideBySide
    void deliversExactlyOnceInOrderWithBoundaries() throws Exception {
        loopback(SMALL).assertVerdict("exactly once", "in order", "boundaries kept")
                .assertAllReached(Stage.ACKNOWLEDGED);
    }

    @Test
    @SideBySide
    void largestMessageFitsInADatagram() throws Exception {
        loopback(new Workload(5, ReliableDatagram.MAX_MESSAGE, 100)).assertVerdict("exactly once",
                "in order");
    }

    @Test
    @SideBySide
    void slowReceiverSlowsTheSenderWithoutLoss() throws Exception {
        TrialRun tried = loopback(new Workload(100, 60_000, 1_000), "at 0s bob takes 20ms")
                .assertVerdict("exactly once", "in order").assertAllReached(Stage.ACKNOWLEDGED);
        assertTrue(tried.cell().sending().toMillis() > 300, "sending waited for room: " + tried.describe());
    }

    @Test
    @SideBySide
    void messagesWaitForAnAbsentReceiver() throws Exception {
        loopback(SMALL, "at 100ms bob leaves", "at 500ms bob returns").assertNoneLost()
                .assertAllReached(Stage.ACKNOWLEDGED);
    }

    @Test
    @SideBySide
    void messagesHeldByAKilledProgramAreRetransmitted() throws Exception {
        TrialRun tried = loopback(SMALL, "at 100ms bob crashes", "at 300ms bob returns")
                .assertVerdict("at least once", "in order");
        assertEquals(ReceivingProgram.MAX_HELD / 2, tried.stats().reprocessed().size(), tried.describe());
        tried.assertAllReached(Stage.ACKNOWLEDGED);
    }

    @Test
    @SideBySide
    void finishDoesNotWaitForAnAbsentReceiver() throws Exception {
        TrialRun tried = loopback(SMALL, "at 100ms bob leaves").assertComplete();
        List<Integer> lost = tried.lost();
        assertEquals(IntStream.range(lost.getFirst(), SMALL.messages()).boxed().toList(), lost,
                tried.describe());
    }

    @Test
    @SideBySide
    void recoversFromLossDuplicationAndReordering() throws Exception {
        InsideLab.run(ReliableUdpLinkTest.class, "faults");
    }

    static void faults(String[] arguments) throws Exception {
        for (String faults : List.of("loss 10%", "loss 30%", "duplicate 20%", "reorder 20% by 3 within 100ms",
                "corrupt 10%")) {
            TrialRun.run(Environment.LAB, Transport.UDP_ACK, SMALL, "wire " + faults)
                    .assertVerdict("exactly once", "in order").assertAllReached(Stage.ACKNOWLEDGED);
        }
    }
}
