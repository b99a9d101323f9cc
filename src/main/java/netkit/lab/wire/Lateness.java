package netkit.lab.wire;

/**
 * How much later than it should a thread of the wire ran, since other threads had the processor, or the whole program
 * stood still: a packet that it was to forward may have waited that long. Times are passed in, in nanoseconds. Used by one
 * thread, apart from {@link #max} and {@link #forget}.
 */
final class Lateness {
    /** How long the thread of a busy wire sleeps at most, so that lateness is noticed though no packet is due. */
    static final long INTERVAL = 20_000_000;
    /** How long after its last packet a wire is busy; an idle one is not woken. */
    static final long BUSY = 1_000_000_000;

    /** When the thread is to run again. */
    private long expected = WireLine.NEVER;
    private volatile long max;

    /**
     * Records that the thread runs.
     *
     * @param now at least the time given to {@link #sleepUntil} before
     */
    void runs(long now) {
        if (now > expected) {
            max = Math.max(max, now - expected); // only this thread adds
        }
    }

    /**
     * Returns when the thread has to run again if nothing wakes it before, or {@link WireLine#NEVER}.
     *
     * @param due when the next packet is due, or {@link WireLine#NEVER}
     * @param lastPacket when the last packet came
     */
    long sleepUntil(long now, long due, long lastPacket) {
        expected = now - lastPacket < BUSY ? Math.min(due, now + INTERVAL) : due;
        return expected;
    }

    /** Returns the greatest lateness in nanoseconds. */
    long max() {
        return max;
    }

    /** Forgets what was before; called by any thread. */
    void forget() {
        max = 0;
    }
}
