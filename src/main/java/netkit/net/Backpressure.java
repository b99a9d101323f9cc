package netkit.net;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Backpressure on senders that fill {@link OutboundQueue}s faster than their peers can read. A sender waits for a queue
 * that is draining, for a limited time, and never for a peer that does not read. Thread-safe.
 */
public final class Backpressure {
    /** The longest time without progress of a queue that is waited for: enough for the peer to be scheduled on a busy machine. */
    private static final Duration STALL = Duration.ofMillis(200);
    /** The longest wait for a queue that makes progress but does not get shorter. */
    private static final Duration BUDGET = Duration.ofSeconds(2);

    /** The queues that are more than half full, each with the end of the wait for it. */
    private final Map<OutboundQueue, Long> crowded = new ConcurrentHashMap<>();

    /** Records that something was offered to a queue. */
    public void offered(OutboundQueue queue) {
        if (queue.backlog() > queue.limit() / 2) {
            crowded.putIfAbsent(queue, System.nanoTime() + BUDGET.toNanos());
        }
    }

    /** Waits for the crowded queues to drain. The sender calls it, holding no lock, before it offers more. */
    public void awaitDrain() throws InterruptedException {
        for (Map.Entry<OutboundQueue, Long> entry : crowded.entrySet()) {
            OutboundQueue queue = entry.getKey();
            Duration left = Duration.ofNanos(entry.getValue() - System.nanoTime());
            if (queue.awaitBacklog(queue.limit() / 4, STALL, left) || queue.isClosed()) {
                crowded.remove(queue);
            } else {
                crowded.replace(queue, System.nanoTime()); // no more waiting until it has drained
            }
        }
    }
}
