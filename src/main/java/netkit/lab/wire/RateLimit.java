package netkit.lab.wire;

/**
 * A slow line and the queue in front of it.
 *
 * @param bitsPerSecond of IP packets, their headers counted and the link's own not; at least 1
 */
public record RateLimit(long bitsPerSecond, QueueLimit queue) {
    public RateLimit {
        if (bitsPerSecond < 1) {
            throw new IllegalArgumentException("a rate of " + bitsPerSecond + " bit/s lets nothing through");
        }
    }

    /** How long the line is busy with so many bytes. */
    long nanosFor(int bytes) {
        return bytes * 8_000_000_000L / bitsPerSecond;
    }

    @Override
    public String toString() {
        return "rate " + Amount.rateText(bitsPerSecond) + " queue " + queue;
    }
}
