package netkit.lab.wire;

/**
 * A rate limit and the queue in front of it.
 *
 * @param bitsPerSecond of IP packets, including their headers but not the link header; at least 1
 */
public record RateLimit(long bitsPerSecond, QueueLimit queue) {
    public RateLimit {
        if (bitsPerSecond < 1) {
            throw new IllegalArgumentException("a rate of " + bitsPerSecond + " bit/s lets nothing through");
        }
    }

    /** Returns the serialization time of this many bytes, in nanoseconds. */
    long nanosFor(int bytes) {
        return bytes * 8_000_000_000L / bitsPerSecond;
    }

    @Override
    public String toString() {
        return "rate " + Amount.rateText(bitsPerSecond) + " queue " + queue;
    }
}
