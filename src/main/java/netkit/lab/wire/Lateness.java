package netkit.lab.wire;

import java.util.List;

import org.HdrHistogram.Histogram;

/**
 * How much later than it should a thread of the wire ran, since other threads had the processor, or the whole program
 * stood still: a packet that it was to forward may have waited that long. Times are passed in, in nanoseconds.
 */
final class Lateness {
    /** How long the thread of a busy wire sleeps at most, so that lateness is noticed though no packet is due. */
    static final long INTERVAL = 20_000_000;
    /** How long after its last packet a wire is busy; an idle one is not woken. */
    static final long BUSY = 1_000_000_000;
    /** The time of a wire is counted in steps of this length: of each, how long a packet that came in it waited. */
    private static final long STEP = 1_000_000;
    private static final int DIGITS = 2;

    /** When the thread ran last, when it is to run again, and until when the wire is busy. */
    private long ran;
    private long expected = WireLine.NEVER;
    private long busyUntil;
    private final Histogram waits = new Histogram(DIGITS);
    private long max;
    /** Busy time in which no packet waited. */
    private long onTime;

    /**
     * Records that the thread runs.
     *
     * @param now at least the time given to {@link #sleepUntil} before
     */
    synchronized void runs(long now) {
        onTime += Math.max(0, Math.min(Math.min(now, expected), busyUntil) - ran);
        long late = now - expected;
        max = Math.max(max, late);
        if (late >= STEP) {
            waits.recordValueWithExpectedInterval(late, STEP); // what came a step later waited a step less
        }
    }

    /**
     * Returns when the thread has to run again if nothing wakes it before, or {@link WireLine#NEVER}.
     *
     * @param due when the next packet is due, or {@link WireLine#NEVER}
     * @param lastPacket when the last packet came
     */
    synchronized long sleepUntil(long now, long due, long lastPacket) {
        ran = now;
        busyUntil = lastPacket + BUSY;
        expected = now < busyUntil ? Math.min(due, now + INTERVAL) : due;
        return expected;
    }

    /** Returns the greatest lateness in nanoseconds. */
    synchronized long max() {
        return max;
    }

    private synchronized void addTo(Histogram all) {
        all.add(waits);
        all.recordValueWithCount(0, onTime / STEP);
    }

    /** Returns how late all these threads together were. */
    static Late late(List<Lateness> threads) {
        Histogram all = new Histogram(DIGITS);
        threads.forEach(thread -> thread.addTo(all));
        return new Late(threads.stream().mapToLong(Lateness::max).max().orElse(0),
                all.getValueAtPercentile(99));
    }

    /** Forgets what was before. */
    synchronized void forget() {
        max = 0;
        onTime = 0;
        waits.reset();
    }
}
