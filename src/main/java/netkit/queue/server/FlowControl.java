package netkit.queue.server;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Flow control of producers: makes them wait while their queue, the memory for messages or the batch to be written is full.
 * Its methods are called with the broker's lock held.
 */
final class FlowControl {
    /** The most bytes that may wait to be written before producers wait too. */
    private static final long MAX_PENDING_BYTES = 32 << 20;
    /** The interval at which a waiting producer's connection is probed. */
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    /** A producer that has waited for longer than this is probed before its message is accepted, too. */
    private static final Duration LONG_WAIT = Duration.ofMillis(100);

    private final ReentrantLock lock;
    private final Queues queues;
    private final StoreWriter writer;
    private final BrokerLog log;
    private final Condition roomFreed;
    private boolean closed;

    FlowControl(ReentrantLock lock, Queues queues, StoreWriter writer, BrokerLog log) {
        this.lock = lock;
        this.queues = queues;
        this.writer = writer;
        this.log = log;
        this.roomFreed = lock.newCondition();
    }

    /**
     * Waits until the queue has room for a message of this producer, or the broker closes. Releases the lock meanwhile.
     *
     * @return false if the producer has disconnected
     */
    boolean awaitRoom(QueueState queue, Producer producer) throws InterruptedException {
        if (hasRoom(queue)) {
            return true;
        }
        if (!queues.hasRoomForBytes()) {
            log.memoryFull(queues.bytes());
        }
        long start = System.nanoTime();
        queue.producerBlocked();
        try {
            while (true) {
                boolean hadRoom = hasRoom(queue);
                boolean waitedLong = System.nanoTime() - start > LONG_WAIT.toNanos();
                if (!isConnected(producer, hadRoom && waitedLong ? LONG_WAIT : PROBE_INTERVAL)) {
                    return false;
                }
                if (!hasRoom(queue)) {
                    roomFreed.awaitNanos(PROBE_INTERVAL.toNanos());
                } else if (hadRoom) {
                    return true;
                }
            }
        } finally {
            queue.producerUnblocked();
        }
    }

    private boolean isConnected(Producer producer, Duration maxAge) {
        lock.unlock(); // the probe may block on the producer's socket
        try {
            return producer.isConnected(maxAge);
        } finally {
            lock.lock();
        }
    }

    private boolean hasRoom(QueueState queue) {
        return closed || queues.hasRoom(queue) && writer.pendingBytes() < MAX_PENDING_BYTES;
    }

    /** Lets the waiting producers check again. */
    void roomFreed() {
        roomFreed.signalAll();
    }

    void close() {
        closed = true;
        roomFreed();
    }
}
