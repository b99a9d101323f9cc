package netkit.udp;

import java.time.Instant;
import java.util.function.LongSupplier;

/** A monotonic clock in nanoseconds since the Unix epoch: it reads the wall clock once and counts from there. */
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
