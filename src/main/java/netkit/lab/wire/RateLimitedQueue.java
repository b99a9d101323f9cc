package netkit.lab.wire;

import java.util.ArrayDeque;

/** The queue of a rate limit: computes when packets leave it and whether another one fits. Times are nanoseconds. */
final class RateLimitedQueue {
    /** The queue is full. */
    static final long FULL = -1;

    private record Queued(long departs, int size) {}

    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private long bytes;
    private long freeAt;

    /** @return when the last bit of the packet has been serialized, or {@link #FULL} */
    long enter(int size, RateLimit limit, long now) {
        return roomAt(size, limit, now) == now ? append(size, limit, now) : FULL;
    }

    /** @return {@code now} if the packet fits, else the time of the next departure, after which it may still not fit */
    long roomAt(int size, RateLimit limit, long now) {
        while (!queue.isEmpty() && queue.peek().departs <= now) {
            bytes -= queue.poll().size;
        }
        return queue.isEmpty() || fits(size, limit.queue()) ? now : queue.peek().departs;
    }

    private boolean fits(int size, QueueLimit limit) {
        return switch (limit) {
            case QueueLimit.Bytes(int most) -> bytes + size <= most;
            case QueueLimit.Packets(int most) -> queue.size() < most;
        };
    }

    /** Enters the packet even if the queue is full. */
    long append(int size, RateLimit limit, long now) {
        freeAt = Math.max(freeAt, now) + limit.nanosFor(size);
        queue.add(new Queued(freeAt, size));
        bytes += size;
        return freeAt;
    }

    void clear() {
        queue.clear();
        bytes = 0;
        freeAt = 0;
    }
}
