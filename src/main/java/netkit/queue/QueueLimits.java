package netkit.queue;

import java.time.Duration;

/**
 * What all queues of a server allow.
 *
 * @param messageSize the largest body, bytes
 * @param length how many messages may be ready in a queue before producers have to wait; 0 for no limit
 * @param bytes the most that the bodies of all messages may take before producers have to wait; 0 for no limit
 * @param deliveries how often a message is delivered before it becomes a dead letter; 0 for no limit
 * @param ackTimeout how long a consumer may take to acknowledge before the message is taken back; zero for ever
 * @param timeToLive of a message that brings none of its own; zero for ever. Both times are rounded up to milliseconds
 */
public record QueueLimits(int messageSize, int length, long bytes, int deliveries, Duration ackTimeout,
        Duration timeToLive) {
    public static final QueueLimits DEFAULT = new QueueLimits(1 << 20, 0, 0, 0, Duration.ZERO, Duration.ZERO);
    private static final int LARGEST_MESSAGE = 64 << 20;

    /** @throws IllegalArgumentException with one line that says which limit is wrong */
    public QueueLimits {
        check(messageSize >= 1 && messageSize <= LARGEST_MESSAGE, "the largest message must be 1 byte to "
                + (LARGEST_MESSAGE >> 20) + "m");
        check(length >= 0, "the length of a queue cannot be less than 0");
        check(bytes >= 0, "the bytes of all messages cannot be less than 0");
        check(!ackTimeout.isNegative() && !timeToLive.isNegative(), "a time cannot be less than 0");
        ackTimeout = Duration.ofMillis(millis(ackTimeout));
        timeToLive = Duration.ofMillis(millis(timeToLive));
        check(deliveries >= 0, "the number of deliveries cannot be less than 0");
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Rounded up, for zero means for ever. */
    public static long millis(Duration time) {
        return time.plusNanos(999_999).toMillis();
    }

    public QueueLimits withBytes(long most) {
        return new QueueLimits(messageSize, length, most, deliveries, ackTimeout, timeToLive);
    }
}
