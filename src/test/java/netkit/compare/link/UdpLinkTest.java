package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import netkit.udp.DatagramListener;

@Timeout(90)
@Tag("lab")
@ExtendWith(NothingLeft.class)
class UdpLinkTest {
    /** Long enough to go on well after the last event, even if the machine stalls for a while. */
    private static final Workload SMALL = new Workload(1_000, 100, 1_000);

    private static TrialRun loopback(Workload workload, String... lines) throws Exception {
        return TrialRun.onLoopback(Transport.UDP, workload, lines);
    }

    @Test
    @SideBySide
    void deliversExactlyOnceWithBoundaries() throws Exception {
        loopback(SMALL).assertVerdict("exactly once", "in order", "boundaries kept");
    }

    @Test
    @SideBySide
    void largestDatagramIsOneMessage() throws Exception {
        loopback(new Workload(3, DatagramListener.MAX_PAYLOAD, 10)).assertVerdict("exactly once", "in order");
    }

    @Test
    @SideBySide
    void bufferedDatagramsAreProcessedHoweverSlowly() throws Exception {
        loopback(new Workload(40, 100, 1_000), "at 0s bob takes 20ms")
                .assertVerdict("exactly once", "in order");
    }

    @Test
    @SideBySide
    void fullReceiveBufferDropsDatagrams() throws Exception {
        TrialRun tried = loopback(new Workload(100, 60_000, 1_000), "at 0s bob takes 20ms")
                .assertVerdict("at most once", "in order");
        assertEquals(100, tried.stats().reached(Stage.ACCEPTED), tried.describe());
    }

    @Test
    @SideBySide
    void datagramsToAnAbsentReceiverAreAcceptedAndLost() throws Exception {
        loopback(SMALL, "at 100ms bob leaves", "at 250ms bob returns")
                .assertVerdict("at most once", "in order").assertAllReached(Stage.ACCEPTED).assertContinues();
    }

    @Test
    @SideBySide
    void killedProgramLosesTheMessagesItHolds() throws Exception {
        TrialRun tried = loopback(SMALL, "at 100ms bob crashes", "at 250ms bob returns").assertComplete();
        assertEquals(ReceivingProgram.MAX_HELD / 2, tried.between(Stage.DELIVERED, Stage.PROCESSED).size(),
                tried.describe());
    }

    @Test
    @SideBySide
    void everyLostPacketIsALostMessage() throws Exception {
        InsideLab.run(UdpLinkTest.class, "loss");
    }

    static void loss(String[] arguments) throws Exception {
        TrialRun tried = TrialRun.run(Environment.LAB, Transport.UDP, SMALL, "wire loss 10%")
                .assertComplete();
        assertFalse(tried.lost().isEmpty(), tried.describe());
        assertEquals(tried.cell().wire().orElseThrow().toReceiver().totalDropped(),
                tried.lost().size(), tried.describe());
    }

    @Test
    @SideBySide
    void finishWaitsForPacketsInFlight() throws Exception {
        InsideLab.run(UdpLinkTest.class, "delay");
    }

    static void delay(String[] arguments) throws Exception {
        TrialRun.run(Environment.LAB, Transport.UDP, new Workload(20, 100, 1_000), "wire delay 1s")
                .assertVerdict("exactly once", "in order");
    }
}
