package netkit.queue;

import java.time.Duration;

/**
 * The limits that a server applies to each of its queues, and the one on the memory of all messages.
 *
 * @param messageSize the largest body, in bytes, from 1 to 64 MiB
 * @param length the most ready messages in a queue before its producers wait; 0 for no limit
 * @param bytes the most bytes that the bodies of all messages may take before producers wait; 0 for no limit
 * @param deliveries the most deliveries of a message before it is dead-lettered; 0 for no limit
 * @param ackTimeout how long a consumer may hold a message unacknowledged before it is requeued; zero for no limit
 * @param timeToLive the default for messages published without one; zero for no expiry. Both durations are rounded up to
 *        milliseconds
 */
public record QueueLimits(int messageSize, int length, long bytes, int deliveries, Duration ackTimeout,
        Duration timeToLive) {
    public static final QueueLimits DEFAULT = new QueueLimits(1 << 20, 0, 0, 0, Duration.ZERO, Duration.ZERO);
    private static final int MAX_MESSAGE_SIZE = 64 << 20;

    /** @throws IllegalArgumentException if a limit is out of range; the message is one line that names it */
    public QueueLimits {
        check(messageSize >= 1 && messageSize <= MAX_MESSAGE_SIZE,
                "the maximum message size must be from 1 byte to " + (MAX_MESSAGE_SIZE >> 20) + "m");
        check(length >= 0, "the maximum queue length must not be negative");
        check(bytes >= 0, "the maximum total size of messages must not be negative");
        check(!ackTimeout.isNegative() && !timeToLive.isNegative(), "a duration must not be negative");
        ackTimeout = Duration.ofMillis(millis(ackTimeout));
        timeToLive = Duration.ofMillis(millis(timeToLive));
        check(deliveries >= 0, "the maximum number of deliveries must not be negative");
    }

    private static void check(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Returns the duration in milliseconds, rounded up because zero means "no limit". */
    public static long millis(Duration duration) {
        return duration.plusNanos(999_999).toMillis();
    }

    /** Returns these limits with another one on the bytes of all messages. */
    public QueueLimits withBytes(long max) {
        return new QueueLimits(messageSize, length, max, deliveries, ackTimeout, timeToLive);
    }
}
