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
import netkit.testing.NothingLeft;
import netkit.testing.SideBySide;

/** Messages over HTTP: polling, long-polling and server-sent events. */
@Timeout(90)
@Tag("slow")
@ExtendWith(NothingLeft.class)
class HttpLinkTest {
    /** It goes on well after the last event, even if the machine stalls for a while. */
    private static final Workload WORKLOAD = new Workload(600, 100, 400);

    private static TrialRun loopback(Transport transport, String... events) throws Exception {
        return TrialRun.onLoopback(transport, WORKLOAD, events);
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"HTTP_POLLING", "HTTP_LONG_POLLING", "SSE"})
    void deliversExactlyOnceInOrder(Transport transport) throws Exception {
        loopback(transport).assertVerdict("exactly once", "in order", "boundaries kept")
                .assertAllReached(Stage.ACCEPTED);
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"HTTP_POLLING", "HTTP_LONG_POLLING"})
    void askingForMoreAcknowledges(Transport transport) throws Exception {
        loopback(transport).assertAllReached(Stage.ACKNOWLEDGED);
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"HTTP_POLLING", "HTTP_LONG_POLLING", "SSE"})
    void nothingIsLostWhenTheConnectionIsReset(Transport transport) throws Exception {
        loopback(transport, "at 300ms bob resets").assertNoneLost().assertContinues();
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"HTTP_POLLING", "HTTP_LONG_POLLING", "SSE"})
    void programThatHasStoredItsPlaceGoesOnThere(Transport transport) throws Exception {
        loopback(transport, "at 310ms bob leaves", "at 620ms bob returns").assertNoneLost().assertContinues();
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"HTTP_POLLING", "HTTP_LONG_POLLING"})
    void killedProgramGetsAgainWhatItHasNotAcknowledged(Transport transport) throws Exception {
        TrialRun crashed = loopback(transport, "at 300ms bob crashes", "at 1s bob returns").assertNoneLost()
                .assertContinues();
        assertTrue(!crashed.stats().duplicates().isEmpty(), crashed.describe());
    }

    @Test
    @SideBySide
    void killedProgramOfEventsHasNoLastEventId() throws Exception {
        TrialRun crashed = loopback(Transport.SSE, "at 300ms bob crashes", "at 1s bob returns")
                .assertVerdict("at most once", "in order").assertContinues();
        assertTrue(!crashed.lost().isEmpty(), crashed.describe());
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"HTTP_POLLING", "HTTP_LONG_POLLING", "SSE"})
    void finishWaitsForASlowReceiver(Transport transport) throws Exception {
        loopback(transport, "at 0s bob takes 5ms", "at 800ms bob takes 0ms")
                .assertVerdict("exactly once", "in order", "boundaries kept");
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"HTTP_POLLING", "HTTP_LONG_POLLING", "SSE"})
    void finishDoesNotWaitForAnAbsentReceiver(Transport transport) throws Exception {
        TrialRun away = loopback(transport, "at 510ms bob leaves").assertComplete();
        assertTrue(away.lost().contains(WORKLOAD.messages() - 1), away.describe());
    }

    @Test
    @SideBySide
    void fullStoreRefusesMessages() {
        MessageStore store = new MessageStore(2 << 20);
        for (int number = 0; number < 4; number++) {
            assertTrue(store.offer(number, new byte[2 << 20]));
        }
        assertEquals(false, store.offer(4, new byte[1]));
        assertEquals(2, store.forgetTo(2).size());
        assertTrue(store.offer(4, new byte[1]));
        assertEquals(3, store.after(2).size());
    }

    @Test
    @SideBySide
    void boundedBufferForgetsTheOldest() {
        MessageStore store = new MessageStore(2 << 20);
        for (int number = 0; number < 6; number++) {
            assertEquals(number + 1, store.push(number, new byte[2 << 20]).id());
        }
        assertEquals(3, store.after(0).getFirst().id(), "the first two are forgotten");
    }
}
