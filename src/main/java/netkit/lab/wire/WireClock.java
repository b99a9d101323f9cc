package netkit.lab.wire;

import java.time.Instant;

/** One clock for all packets of a lab: it never goes back, and tells the time of day for captures. */
public final class WireClock {
    private static final long SECOND = 1_000_000_000;

    private final long origin = System.nanoTime();
    private final long epochNanos;

    public WireClock() {
        Instant now = Instant.now();
        epochNanos = now.getEpochSecond() * SECOND + now.getNano();
    }

    /** Nanoseconds since the clock was made. */
    public long now() {
        return System.nanoTime() - origin;
    }

    /** Nanoseconds since 1970-01-01T00:00Z at that time. */
    long epochNanos(long now) {
        return epochNanos + now;
    }

    /** What {@link System#nanoTime} said at that time of day. */
    public long nanoTime(long epochTime) {
        return epochTime - epochNanos + origin;
    }
}
