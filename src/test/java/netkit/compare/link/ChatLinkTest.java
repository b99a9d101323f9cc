package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;

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

@Timeout(90)
@Tag("lab")
@ExtendWith(NothingLeft.class)
class ChatLinkTest {
    /** Long enough to go on well after the last event, even if the machine stalls for a while. */
    private static final Workload SMALL = new Workload(1_000, 100, 1_000);

    private static TrialRun loopback(Workload workload, String... lines) throws Exception {
        return TrialRun.onLoopback(Transport.ROOMS, workload, lines);
    }

    @Test
    @SideBySide
    void memberReceivesEachLineOnceInOrder() throws Exception {
        loopback(SMALL).assertVerdict("exactly once", "in order", "boundaries kept");
    }

    @Test
    @SideBySide
    void longestLineIsAMessage() throws Exception {
        loopback(new Workload(20, ChatLink.MAX_SIZE, 1_000)).assertVerdict("exactly once", "in order");
    }

    @Test
    @SideBySide
    void linesWaitForASlowMember() throws Exception {
        loopback(new Workload(40, 100, 1_000), "at 0s bob takes 20ms")
                .assertVerdict("exactly once", "in order");
    }

    @Test
    @SideBySide
    void linesSaidWhileTheMemberIsAwayAreLost() throws Exception {
        loopback(SMALL, "at 100ms bob leaves", "at 250ms bob returns")
                .assertVerdict("at most once", "in order").assertAllReached(Stage.ACCEPTED).assertContinues();
    }

    @Test
    @SideBySide
    void memberRejoinsTheRoomAfterAReset() throws Exception {
        loopback(SMALL, "at 200ms bob resets").assertComplete().assertAllReached(Stage.ACCEPTED)
                .assertContinues();
    }

    @Test
    @SideBySide
    void killedProgramLosesTheMessagesItHolds() throws Exception {
        TrialRun tried = loopback(SMALL, "at 100ms bob crashes", "at 250ms bob returns").assertComplete();
        assertEquals(ReceivingProgram.MAX_HELD / 2, tried.between(Stage.DELIVERED, Stage.PROCESSED).size(),
                tried.describe());
        assertEquals(List.of(), tried.stats().reprocessed(), tried.describe());
    }

    @Test
    @SideBySide
    void finishDoesNotWaitForAnAbsentReceiver() throws Exception {
        TrialRun tried = loopback(SMALL, "at 100ms bob leaves").assertComplete();
        assertFalse(tried.lost().isEmpty(), tried.describe());
    }

    @Test
    @SideBySide
    void packetLossIsRecoveredInTheRoom() throws Exception {
        InsideLab.run(ChatLinkTest.class, "loss");
    }

    static void loss(String[] arguments) throws Exception {
        TrialRun.run(Environment.LAB, Transport.ROOMS, SMALL, "wire loss 10%")
                .assertVerdict("exactly once", "in order");
    }
}
