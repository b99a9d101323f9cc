package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.udp.PingStats.Answer;
import netkit.udp.PingStats.Mark;
import netkit.udp.PingStats.RoundTrips;

class PingStatsTest {
    private static final long TIMEOUT = 1000;

    private final PingStats account = new PingStats(TIMEOUT);

    @Test
    void anAnswerIsTimedFromItsOwnPing() {
        assertEquals(0, account.send(100));
        assertEquals(1, account.send(200));
        assertEquals(Optional.of(new Answer(1, 50, Mark.IN_TIME)), account.answer(1, 250));
        assertEquals(Optional.of(new Answer(0, 170, Mark.IN_TIME)), account.answer(0, 270));
    }

    @Test
    void theFurtherAnswerIsADuplicate() {
        account.send(0);
        account.answer(0, 10);
        assertEquals(Optional.of(new Answer(0, 20, Mark.DUPLICATE)), account.answer(0, 20));
        assertEquals(1, account.summary().received());
        assertEquals(1, account.summary().duplicates());
        assertEquals(Optional.of(new RoundTrips(10, 10, 10, 10, 10)), account.summary().roundTrips());
    }

    @Test
    void aPingExpiresOnceAndItsAnswerIsLateThen() {
        account.send(0);
        account.send(500);
        assertEquals(List.of(), account.expire(TIMEOUT));
        assertEquals(OptionalLong.of(TIMEOUT + 1), account.nextExpiry());
        assertEquals(List.of(0), account.expire(TIMEOUT + 1));
        assertEquals(List.of(), account.expire(TIMEOUT + 1));
        assertEquals(Optional.of(new Answer(0, TIMEOUT + 2, Mark.LATE)), account.answer(0, TIMEOUT + 2));
        assertEquals(1, account.summary().received(), "late is not lost");
        assertEquals(0.5, account.summary().loss());
        assertEquals(1, account.summary().waiting(), "the other is still in time");
    }

    @Test
    void whatIsAnsweredIsNotWaitedFor() {
        account.send(0);
        account.send(1);
        account.answer(0, 2);
        account.answer(1, 3);
        assertEquals(OptionalLong.empty(), account.nextExpiry());
    }

    @Test
    void whenRefusedNothingIsWaitedForButAllIsLost() {
        account.send(0);
        account.refuse();
        assertEquals(OptionalLong.empty(), account.nextExpiry());
        assertEquals(List.of(), account.expire(TIMEOUT + 1));
        assertEquals(1.0, account.summary().loss());
        assertEquals(Optional.empty(), account.summary().roundTrips());
    }

    @Test
    void anAnswerToNoPingOfOursIsNone() {
        account.send(0);
        assertEquals(Optional.empty(), account.answer(1, 5));
        assertEquals(Optional.empty(), account.answer(-1, 5));
    }

    @Test
    void percentilesAreRoundTripsThatHappened() {
        for (int i = 0; i < 100; i++) {
            account.send(0);
        }
        for (int i = 99; i >= 0; i--) {
            account.answer(i, i + 1);
        }
        assertEquals(Optional.of(new RoundTrips(1, 50, 50, 99, 100)), account.summary().roundTrips());
    }

    @Test
    void nothingSentIsNothingLost() {
        assertEquals(0, account.summary().loss());
    }
}
