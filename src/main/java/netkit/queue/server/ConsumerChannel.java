package netkit.queue.server;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import netkit.net.Scheduler;
import netkit.queue.store.MessageStore;
import netkit.queue.store.QueueMessage;

/** The channel through which one consumer takes the messages that the rules assign to it. */
final class ConsumerChannel {
    private final ReentrantLock lock;
    private final Queues queues;
    private final MessageStore store;
    private final Scheduler scheduler;
    private final Condition changed;
    private final Consumer consumer;
    private boolean closed;

    /**
     * Subscribes a consumer; to be called with the lock held.
     *
     * @param lock the broker's lock, which guards the queues
     * @param name identifies the consumer in the log
     * @param now the time of day, in milliseconds since 1970
     */
    ConsumerChannel(ReentrantLock lock, Queues queues, MessageStore store, Scheduler scheduler,
            QueueState queue,
            String name, int prefetch, long now) {
        this.lock = lock;
        this.queues = queues;
        this.store = store;
        this.scheduler = scheduler;
        this.changed = lock.newCondition();
        this.consumer = queues.subscribe(queue, name, prefetch, changed::signal, now);
    }

    /** The consumer's state; guarded by the broker's lock. */
    Consumer consumer() {
        return consumer;
    }

    /** Waits for messages and takes them: they count as delivered from now. Returns an empty list once closed. */
    List<QueueMessage> take() throws InterruptedException, IOException {
        List<QueueMessage> taken;
        lock.lock();
        try {
            while (!consumer.hasAssigned() && !closed) {
                changed.await();
            }
            taken = closed ? List.of() : queues.take(consumer, scheduler.now());
        } finally {
            lock.unlock();
        }
        if (!taken.isEmpty()) {
            store.noteDeliveries(taken);
        }
        return taken;
    }

    /** Ends {@link #take}; to be called with the lock held. */
    void close() {
        closed = true;
        changed.signal();
    }
}
