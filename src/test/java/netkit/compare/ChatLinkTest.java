package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import netkit.lab.InsideLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class ChatLinkTest {
    /** So long that it goes on well after what happens in it, though a machine may stand still for a while. */
    private static final Workload SMALL = new Workload(1_000, 100, 1_000);

    private static Tried loopback(Workload workload, String... lines) throws Exception {
        return Tried.onLoopback(Transport.ROOMS, workload, lines);
    }

    @Test
    void whoIsInTheRoomHearsAllOnceInOrderAndWhole() throws Exception {
        Tried tried = loopback(SMALL).assertWhole();
        assertEquals(List.of("exactly once", "in order", "boundaries kept"),
                tried.account().verdict().words(), tried.story());
    }

    @Test
    void theLongestLineIsAMessage() throws Exception {
        loopback(new Workload(20, ChatLink.MAX_SIZE, 1_000)).assertWords("exactly once", "in order");
    }

    @Test
    void whatASlowListenerHasNotHeardYetWaitsForHim() throws Exception {
        loopback(new Workload(40, 100, 1_000), "at 0s bob takes 20ms")
                .assertWords("exactly once", "in order");
    }

    @Test
    void whatIsSaidWhileHeIsAwayIsGone() throws Exception {
        Tried tried = loopback(SMALL, "at 100ms bob leaves", "at 250ms bob returns")
                .assertWords("at most once", "in order");
        assertEquals(SMALL.messages(), tried.account().reached(Stage.ACCEPTED), tried.story());
        assertTrue(tried.isAnyProcessedOfferedAfter(tried.lastHappening()), tried.story());
    }

    @Test
    void afterAResetHeComesBackIntoTheRoom() throws Exception {
        Tried tried = loopback(SMALL, "at 200ms bob resets").assertWhole();
        assertEquals(SMALL.messages(), tried.account().reached(Stage.ACCEPTED), tried.story());
        assertTrue(tried.isAnyProcessedOfferedAfter(tried.lastHappening()), tried.story());
    }

    @Test
    void aKilledProgramTakesWithItWhatItHadInItsHands() throws Exception {
        Tried tried = loopback(SMALL, "at 100ms bob crashes", "at 250ms bob returns").assertWhole();
        assertEquals(ReceivingProgram.IN_HAND / 2, tried.between(Stage.DELIVERED, Stage.PROCESSED).size(),
                tried.story());
        assertEquals(List.of(), tried.account().processedAgain(), tried.story());
    }

    @Test
    void whoLeavesForGoodIsNotWaitedFor() throws Exception {
        Tried tried = loopback(SMALL, "at 100ms bob leaves").assertWhole();
        assertFalse(tried.account().lost().isEmpty(), tried.story());
    }

    @Test
    void packetsThatTheWireLosesAreNotMissedInTheRoom() throws Exception {
        InsideLab.run(ChatLinkTest.class, "loss");
    }

    static void loss(String[] arguments) throws Exception {
        Tried.run(Substrate.LAB, Transport.ROOMS, SMALL, "wire loss 10%")
                .assertWords("exactly once", "in order");
    }
}
