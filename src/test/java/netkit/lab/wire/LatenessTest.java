package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final long MS = 1_000_000;

    private final Lateness lateness = new Lateness();

    @Test
    void packetReleasedAfterItWasDueIsLate() {
        assertEquals(15 * MS, lateness.sleepUntil(10 * MS, 15 * MS, 10 * MS));
        lateness.runs(33 * MS);
        assertEquals(18 * MS, lateness.max());
    }

    @Test
    void threadOfABusyWireIsLateThoughNoPacketIsDue() {
        assertEquals(10 * MS + Lateness.INTERVAL, lateness.sleepUntil(10 * MS, WireLine.NEVER, 10 * MS));
        lateness.runs(10 * MS + Lateness.INTERVAL + 7 * MS);
        assertEquals(7 * MS, lateness.max());
    }

    @Test
    void packetThatWakesTheThreadBeforeItsTimeIsNotLate() {
        lateness.sleepUntil(10 * MS, 50 * MS, 10 * MS);
        lateness.runs(12 * MS);
        assertEquals(0, lateness.max());
    }

    @Test
    void idleWireIsNotWokenAndThereforeNeverLate() {
        long now = Lateness.BUSY + MS;
        assertEquals(WireLine.NEVER, lateness.sleepUntil(now, WireLine.NEVER, 0));
        lateness.runs(100 * Lateness.BUSY);
        assertEquals(0, lateness.max());
    }

    @Test
    void greatestLatenessIsKeptUntilForgotten() {
        lateness.sleepUntil(0, 5 * MS, 0);
        lateness.runs(14 * MS);
        lateness.sleepUntil(14 * MS, 15 * MS, 14 * MS);
        lateness.runs(16 * MS);
        assertEquals(9 * MS, lateness.max());
        lateness.forget();
        assertEquals(0, lateness.max());
    }

    /** A wire that was busy for a second, of which its thread was late for this long, at once. */
    private static Lateness secondWith(long late) {
        Lateness lateness = new Lateness();
        for (long at = 0; at < 1000 * MS - late; at += 10 * MS) {
            lateness.sleepUntil(at, WireLine.NEVER, at);
            lateness.runs(at + 10 * MS);
        }
        lateness.sleepUntil(1000 * MS - late, 1000 * MS - late, 1000 * MS - late);
        lateness.runs(1000 * MS);
        return lateness;
    }

    @Test
    void latenessOfLessThanAHundredthOfTheTimeDelaysNo99thPercentile() {
        assertEquals(new Late(9 * MS, 0), Lateness.late(List.of(secondWith(9 * MS))));
        assertEquals(new Late(0, 0), Lateness.late(List.of(new Lateness())), "no time");
    }

    @Test
    void whatCameSoonerWaitedLonger() {
        Late late = Lateness.late(List.of(secondWith(50 * MS)));
        assertEquals(50 * MS, late.maxNanos());
        // of 1000 packets, one in each millisecond, ten waited for 41 to 50 ms
        assertEquals(40, late.p99Nanos() / 1e6, 1);
    }

    @Test
    void threadsThatAreOnTimeCountToo() {
        Late late = Lateness.late(List.of(secondWith(50 * MS), secondWith(0), secondWith(0)));
        assertEquals(50 * MS, late.maxNanos());
        assertEquals(20, late.p99Nanos() / 1e6, 1);
    }

    @Test
    void idleTimeDoesNotDiluteLateness() {
        Lateness lateness = secondWith(50 * MS);
        lateness.sleepUntil(1000 * MS, WireLine.NEVER, 1000 * MS - Lateness.BUSY);
        lateness.runs(100 * Lateness.BUSY);
        assertEquals(40, Lateness.late(List.of(lateness)).p99Nanos() / 1e6, 1);
    }
}
