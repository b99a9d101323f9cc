package netkit.net;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Slows down those who fill the queues of others faster than even a good reader can empty them. They wait for who is
 * catching up, and only for a while: nobody waits for one who does not read. Safe for many threads.
 */
public final class Backpressure {
    /** How long a queue may stand still and be waited for: processes of a busy machine get their turn within this. */
    private static final Duration STALL = Duration.ofMillis(200);
    /** How long a queue that moves, but does not get emptier, is waited for. */
    private static final Duration BUDGET = Duration.ofSeconds(2);

    /** The queues that are half full, each with the time until which it is waited for. */
    private final Map<OutboundQueue, Long> crowded = new ConcurrentHashMap<>();

    /** To be told after something was offered to a queue. */
    public void offered(OutboundQueue queue) {
        if (queue.backlog() > queue.limit() / 2) {
            crowded.putIfAbsent(queue, System.nanoTime() + BUDGET.toNanos());
        }
    }

    /** To be called, with no lock held, by who has offered and would offer more. */
    public void awaitDrain() throws InterruptedException {
        for (Map.Entry<OutboundQueue, Long> entry : crowded.entrySet()) {
            OutboundQueue queue = entry.getKey();
            Duration left = Duration.ofNanos(entry.getValue() - System.nanoTime());
            if (queue.awaitBacklog(queue.limit() / 4, STALL, left) || queue.isClosed()) {
                crowded.remove(queue);
            } else {
                crowded.replace(queue, System.nanoTime()); // its time is over, until it has got emptier
            }
        }
    }
}
