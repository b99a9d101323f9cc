package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.udp.PingStats.Reply;
import netkit.udp.PingStats.Mark;
import netkit.udp.PingStats.RoundTrips;

class PingStatsTest {
    private static final long TIMEOUT = 1000;

    private final PingStats stats = new PingStats(TIMEOUT);

    @Test
    void replyIsTimedFromItsOwnPing() {
        assertEquals(0, stats.recordSent(100));
        assertEquals(1, stats.recordSent(200));
        assertEquals(Optional.of(new Reply(1, 50, Mark.IN_TIME)), stats.recordReply(1, 250));
        assertEquals(Optional.of(new Reply(0, 170, Mark.IN_TIME)), stats.recordReply(0, 270));
    }

    @Test
    void secondReplyIsADuplicate() {
        stats.recordSent(0);
        stats.recordReply(0, 10);
        assertEquals(Optional.of(new Reply(0, 20, Mark.DUPLICATE)), stats.recordReply(0, 20));
        assertEquals(1, stats.summary().received());
        assertEquals(1, stats.summary().duplicates());
        assertEquals(Optional.of(new RoundTrips(10, 10, 10, 10, 10)), stats.summary().roundTrips());
    }

    @Test
    void pingExpiresOnceAndItsReplyIsLateThen() {
        stats.recordSent(0);
        stats.recordSent(500);
        assertEquals(List.of(), stats.expire(TIMEOUT));
        assertEquals(OptionalLong.of(TIMEOUT + 1), stats.nextExpiry());
        assertEquals(List.of(0), stats.expire(TIMEOUT + 1));
        assertEquals(List.of(), stats.expire(TIMEOUT + 1));
        assertEquals(Optional.of(new Reply(0, TIMEOUT + 2, Mark.LATE)), stats.recordReply(0, TIMEOUT + 2));
        assertEquals(1, stats.summary().received(), "a late reply is not lost");
        assertEquals(0.5, stats.summary().loss());
        assertEquals(1, stats.summary().waiting(), "the other ping has not expired");
    }

    @Test
    void answeredPingDoesNotExpire() {
        stats.recordSent(0);
        stats.recordSent(1);
        stats.recordReply(0, 2);
        stats.recordReply(1, 3);
        assertEquals(OptionalLong.empty(), stats.nextExpiry());
    }

    @Test
    void unreachablePortEndsTheWaitAndCountsAsLoss() {
        stats.recordSent(0);
        stats.recordUnreachable();
        assertEquals(OptionalLong.empty(), stats.nextExpiry());
        assertEquals(List.of(), stats.expire(TIMEOUT + 1));
        assertEquals(1.0, stats.summary().loss());
        assertEquals(Optional.empty(), stats.summary().roundTrips());
    }

    @Test
    void unreachablePortDoesNotEndTheWaitForLaterPings() {
        stats.recordSent(0);
        stats.recordSent(500);
        stats.recordUnreachable();
        assertEquals(OptionalLong.of(500 + TIMEOUT + 1), stats.nextExpiry());
        stats.recordReply(1, 600);
        assertEquals(0.5, stats.summary().loss());
    }

    @Test
    void replyToUnknownPingIsIgnored() {
        stats.recordSent(0);
        assertEquals(Optional.empty(), stats.recordReply(1, 5));
        assertEquals(Optional.empty(), stats.recordReply(-1, 5));
    }

    @Test
    void percentilesAreThoseOfTheRoundTrips() {
        for (int i = 0; i < 100; i++) {
            stats.recordSent(0);
        }
        for (int i = 99; i >= 0; i--) {
            stats.recordReply(i, i + 1);
        }
        assertEquals(Optional.of(new RoundTrips(1, 50, 50, 99, 100)), stats.summary().roundTrips());
    }

    @Test
    void percentileIsNotBeyondTheExactMaximum() {
        stats.recordSent(0);
        stats.recordReply(0, 1_234_567);
        assertEquals(Optional.of(new RoundTrips(1_234_567, 1_234_567, 1_234_567, 1_234_567, 1_234_567)),
                stats.summary().roundTrips());
    }

    @Test
    void nothingSentMeansNoLoss() {
        assertEquals(0, stats.summary().loss());
    }
}
