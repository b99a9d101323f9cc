package netkit.lab.wire;

import java.time.Instant;

/** A monotonic clock shared by all packets of a lab, with conversion to the time of day for captures. */
public final class WireClock {
    private static final long SECOND = 1_000_000_000;

    private final long origin = System.nanoTime();
    private final long epochNanos;

    public WireClock() {
        Instant now = Instant.now();
        epochNanos = now.getEpochSecond() * SECOND + now.getNano();
    }

    /** Returns the nanoseconds since the clock was created. */
    public long now() {
        return System.nanoTime() - origin;
    }

    /** Converts a time of this clock to nanoseconds since 1970-01-01T00:00Z. */
    long epochNanos(long now) {
        return epochNanos + now;
    }

    /** Converts nanoseconds since 1970-01-01T00:00Z to the value of {@link System#nanoTime} at that moment. */
    public long nanoTime(long epochTime) {
        return epochTime - epochNanos + origin;
    }
}
