package netkit.lab;

import java.time.Duration;

/**
 * What a relay does to a byte stream above the socket. A stream is reliable and in order there (RFC 9293 §2.2): no
 * byte can be lost, doubled or moved without ceasing to be TCP, so there is no such fault here.
 *
 * @param delay added to every byte
 * @param slice the most bytes that go on in one write; {@link Integer#MAX_VALUE} for as they come
 * @param stallAt how many bytes pass before nothing does for a while; {@link #NEVER}
 * @param stall how long nothing passes
 * @param resetAt how many bytes pass before the connection is reset; {@link #NEVER}
 */
public record StreamFaults(Duration delay, int slice, long stallAt, Duration stall, long resetAt) {
    public static final long NEVER = Long.MAX_VALUE;

    /** Every byte goes through as it came. */
    public static final StreamFaults NONE = new StreamFaults(Duration.ZERO, Integer.MAX_VALUE, NEVER,
            Duration.ZERO, NEVER);

    public StreamFaults {
        if (delay.isNegative() || stall.isNegative()) {
            throw new IllegalArgumentException("a time must not be negative");
        }
        if (slice < 1 || stallAt < 0 || resetAt < 0) {
            throw new IllegalArgumentException(
                    "slice " + slice + ", stall at " + stallAt + ", reset at " + resetAt);
        }
    }

    public StreamFaults delaying(Duration time) {
        return new StreamFaults(time, slice, stallAt, stall, resetAt);
    }

    public StreamFaults slicing(int bytes) {
        return new StreamFaults(delay, bytes, stallAt, stall, resetAt);
    }

    public StreamFaults stalling(long offset, Duration time) {
        return new StreamFaults(delay, slice, offset, time, resetAt);
    }

    public StreamFaults resetting(long offset) {
        return new StreamFaults(delay, slice, stallAt, stall, offset);
    }
}
