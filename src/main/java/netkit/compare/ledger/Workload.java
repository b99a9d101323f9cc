package netkit.compare.ledger;

import java.time.Duration;

/**
 * The workload of every trial: numbered messages of one size, sent in short bursts every few milliseconds, as real
 * programs do.
 *
 * @param messages 1 to {@link #MAX_MESSAGES}
 * @param size bytes in a message, header included, from {@link NumberedMessage#HEADER_SIZE} to {@link #MAX_SIZE}
 * @param perSecond messages a second, at least {@link #MIN_PER_SECOND}
 */
public record Workload(int messages, int size, double perSecond) {
    public static final int MAX_MESSAGES = 1_000_000;
    public static final int MAX_SIZE = 16 << 20;
    public static final double MIN_PER_SECOND = 0.01;

    private static final double SECONDS_BETWEEN_BURSTS = 0.05;
    private static final int MAX_BURST = 64;

    /** @throws IllegalArgumentException with one line, if a value is out of range */
    public Workload {
        if (messages < 1 || messages > MAX_MESSAGES) {
            throw new IllegalArgumentException(
                    "the number of messages must be 1 to " + MAX_MESSAGES + ", not " + messages);
        }
        if (size < NumberedMessage.HEADER_SIZE || size > MAX_SIZE) {
            throw new IllegalArgumentException("the size of a message must be " + NumberedMessage.HEADER_SIZE
                    + " (its header) to " + MAX_SIZE + " bytes, not " + size);
        }
        if (!(perSecond >= MIN_PER_SECOND)) {
            throw new IllegalArgumentException("the rate must be at least " + MIN_PER_SECOND
                    + " messages a second, not " + perSecond);
        }
    }

    /** Returns how many messages are offered back to back. */
    public int burst() {
        return Math.clamp(Math.round(perSecond * SECONDS_BETWEEN_BURSTS), 1, MAX_BURST);
    }

    /** Returns when the message is to be offered, from the start: half a burst off the round times that schedules name. */
    public Duration offset(int number) {
        return time((long) number / burst() * burst() + burst() / 2.0);
    }

    /** Returns how long it takes to offer this many messages. */
    public Duration time(double count) {
        return Duration.ofNanos((long) (count / perSecond * 1e9));
    }

    public long bytes() {
        return (long) messages * size;
    }
}
