package netkit.udp;

import java.time.Instant;
import java.util.function.LongSupplier;

/** A clock in nanoseconds since the Unix epoch that never jumps: the wall clock is read once, then time is counted. */
public final class MonotonicEpochClock implements LongSupplier {
    private final long offset;

    public MonotonicEpochClock() {
        Instant now = Instant.now();
        offset = now.getEpochSecond() * 1_000_000_000 + now.getNano() - System.nanoTime();
    }

    @Override
    public long getAsLong() {
        return offset + System.nanoTime();
    }
}
