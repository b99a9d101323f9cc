package netkit.net;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Backpressure on threads that fill {@link OutboundQueue}s faster than their peers can read. A thread waits for the
 * queues that it fills itself while they drain, for a limited time, and never for a peer that does not read.
 */
public final class Backpressure {
    /** The longest time without progress of a queue that is waited for: enough for the peer to be scheduled on a busy machine. */
    private static final Duration STALL = Duration.ofMillis(200);
    /** The longest wait for a queue that makes progress but does not get shorter. */
    private static final Duration BUDGET = Duration.ofSeconds(2);
    /** The bytes that a thread may add to a crowded queue before it waits for that queue. */
    private static final int FREE_BYTES = 4096;

    /** A write, however short, takes about the time in which this many bytes are copied. */
    private static final int WRITE_COST = 2048;

    /** A queue that is more than half full. */
    private static final class Crowded {
        /** The bytes that this thread has added since then. */
        private long added;
        private final long waitUntil = System.nanoTime() + BUDGET.toNanos();
        private boolean stalled;
    }

    /** What the current thread has offered. */
    private static final class Offered {
        private final Turns turns = new Turns();
        private final Map<OutboundQueue, Crowded> crowded = new HashMap<>();
    }

    /** Null for threads that have offered nothing yet. */
    private final ThreadLocal<Offered> ofThread = new ThreadLocal<>();

    /** Records that the current thread has offered bytes to a queue. */
    public void offered(OutboundQueue queue, int bytes) {
        Offered offered = ofThread.get();
        if (offered == null) {
            offered = new Offered();
            ofThread.set(offered);
        }
        offered.turns.use(bytes + WRITE_COST);
        if (queue.backlog() > queue.limit() / 2) {
            offered.crowded.computeIfAbsent(queue, _ -> new Crowded()).added += bytes;
        }
    }

    /**
     * Waits for the queues that the current thread fills, and lets other threads run if it has offered much; it calls this,
     * holding no lock, before it offers more.
     */
    public void awaitDrain() throws InterruptedException {
        Offered offered = ofThread.get();
        if (offered == null) {
            return;
        }
        offered.turns.yieldAtEnd();
        Map<OutboundQueue, Crowded> crowded = offered.crowded;
        for (var entries = crowded.entrySet().iterator(); entries.hasNext();) {
            Map.Entry<OutboundQueue, Crowded> entry = entries.next();
            if (isDrained(entry.getKey(), entry.getValue())) {
                entries.remove();
            }
        }
    }

    private static boolean isDrained(OutboundQueue queue, Crowded crowded) throws InterruptedException {
        int low = queue.limit() / 4;
        boolean waits = crowded.added > FREE_BYTES && !crowded.stalled;
        Duration left = waits ? Duration.ofNanos(crowded.waitUntil - System.nanoTime()) : Duration.ZERO;
        boolean drained = queue.awaitBacklog(low, STALL, left);
        crowded.stalled |= waits && !drained; // no more waiting until it has drained
        return drained || queue.isClosed();
    }
}
