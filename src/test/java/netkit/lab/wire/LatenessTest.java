package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
