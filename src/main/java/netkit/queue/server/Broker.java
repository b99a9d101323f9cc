package netkit.queue.server;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

import netkit.net.Scheduler;
import netkit.queue.QueueLimits;
import netkit.queue.QueueStats;
import netkit.queue.Settlement;
import netkit.queue.store.FullDisk;
import netkit.queue.store.MessageStore;
import netkit.queue.store.QueueMessage;

/**
 * The message broker: applies the rules of {@link Queues} under one lock, makes producers wait with {@link FlowControl},
 * writes changes with {@link StoreWriter} and delivers through {@link ConsumerChannel}s. Safe for many threads.
 */
final class Broker implements Closeable {
    private static final String PRODUCER_DISCONNECTED = "its producer has disconnected";
    private static final Duration TICK = Duration.ofMillis(50);

    private final MessageStore store;
    private final Duration ackTimeout;
    private final Scheduler scheduler;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final BrokerLog log;
    private final Queues queues;
    private final StoreWriter writer;
    private final FlowControl flowControl;
    private final Set<ConsumerChannel> channels = new HashSet<>();
    private boolean closed;
    /** Why the last tick failed; empty if it did not. */
    private String tickFailure = "";

    /**
     * @param scheduler times acknowledgements; changes of the time of day do not matter to it
     * @param clock the time of day in milliseconds since 1970, because messages also expire while the server is down
     * @param log called with the lock held: must not block
     */
    Broker(MessageStore store, QueueLimits limits, Scheduler scheduler, LongSupplier clock,
            java.util.function.Consumer<String> log) {
        this.store = store;
        this.ackTimeout = limits.ackTimeout();
        this.scheduler = scheduler;
        this.clock = clock;
        this.log = new BrokerLog(log);
        BrokerEffects effects = new BrokerEffects();
        this.queues = new Queues(limits, store.nextId(), effects);
        this.writer = new StoreWriter(lock, store, queues, this.log, effects::roomFreed);
        this.flowControl = new FlowControl(lock, queues, writer, this.log);
        store.recover().forEach(queues::recover);
        writer.start();
        scheduler.after(TICK, this::tick);
    }

    /** Carries out what the rules require; called with the lock held. */
    private final class BrokerEffects implements Queues.Effects {
        @Override
        public void store(QueueMessage message) {
            writer.store(message);
        }

        @Override
        public void delete(QueueMessage message) {
            writer.delete(message);
        }

        @Override
        public void roomFreed() {
            flowControl.roomFreed();
        }

        @Override
        public void ackTimedOut(Consumer consumer, List<QueueMessage> overdue) {
            log.ackTimedOut(consumer, overdue, ackTimeout);
        }
    }

    /**
     * Publishes a message to a queue. Waits while the queue is full, and discards the message if its producer disconnects
     * meanwhile; confirms it to the producer when it is stored.
     *
     * @param timeToLive in milliseconds; 0 for the server's default
     * @throws IllegalArgumentException if there are too many queues; the message is one line
     */
    void publish(String name, byte[] body, long timeToLive, Producer producer) throws InterruptedException {
        lock.lock();
        try {
            QueueState queue = queues.declare(name, producer.address());
            if (!flowControl.awaitRoom(queue, producer)) {
                producer.refused(PRODUCER_DISCONNECTED);
                return;
            }
            if (closed) {
                producer.refused(StoreWriter.CLOSING);
                return;
            }
            Optional<FullDisk> fullDisk = store.shortage(writer.unwrittenBytes() + body.length);
            log.disk(fullDisk);
            if (fullDisk.isPresent()) {
                producer.refused(fullDisk.get().refusal()); // before a consumer can take it from its queue
                return;
            }
            QueueMessage message = queues.publish(queue, body, timeToLive, clock.getAsLong());
            writer.whenWritten(new Batch.Completion() {
                @Override
                public void stored() {
                    producer.confirmed(message.id());
                }

                @Override
                public void failed(String reason) {
                    producer.refused(reason);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /**
     * Subscribes a consumer to a queue.
     *
     * @param name identifies the consumer in the log
     * @param address of its client, without a port
     * @throws IllegalArgumentException if there are too many queues; the message is one line
     */
    ConsumerChannel subscribe(String queue, String name, String address, int prefetch) {
        lock.lock();
        try {
            ConsumerChannel channel = new ConsumerChannel(lock, queues, store, scheduler,
                    queues.declare(queue, address), name, prefetch, clock.getAsLong());
            channels.add(channel);
            if (closed) {
                channel.close();
            }
            return channel;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a consumer's subscription and requeues the messages that it has not acknowledged.
     *
     * @return the number of those messages
     */
    int unsubscribe(ConsumerChannel channel) {
        lock.lock();
        try {
            channel.close();
            channels.remove(channel);
            int unacked = channel.consumer().unacked();
            queues.unsubscribe(channel.consumer(), clock.getAsLong());
            return unacked;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the body of a message that a consumer has taken; null if the message has been deleted since. */
    byte[] body(QueueMessage message) throws IOException {
        byte[] body = message.body();
        return body != null ? body : store.body(message);
    }

    /**
     * Settles a message that a consumer has taken.
     *
     * @param completion called when the change is on disk
     * @throws IllegalArgumentException if the consumer does not hold this message; the message is one line
     */
    void settle(ConsumerChannel channel, long id, Settlement settlement, Batch.Completion completion) {
        lock.lock();
        try {
            boolean overdue = channel.consumer().isOverdue(id);
            if (!queues.settle(channel.consumer(), id, settlement, clock.getAsLong())) {
                throw new IllegalArgumentException(overdue
                        ? "the acknowledgement of message " + id + " timed out: it was requeued"
                        : "this consumer does not hold message " + id);
            }
            writer.whenWritten(completion);
        } finally {
            lock.unlock();
        }
    }

    /** @param completion receives the number of deleted messages and returns what is called when that is on disk */
    void purge(String queue, IntFunction<Batch.Completion> completion) {
        lock.lock();
        try {
            writer.whenWritten(completion.apply(queues.purge(queue)));
        } finally {
            lock.unlock();
        }
    }

    List<QueueStats> stats() {
        lock.lock();
        try {
            return queues.stats();
        } finally {
            lock.unlock();
        }
    }

    /** Requeues and dead-letters what is due, and schedules itself again even if that fails. */
    private void tick() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            scheduler.after(TICK, this::tick);
            queues.tick(scheduler.now(), clock.getAsLong());
            if (queues.isHalfEmpty()) {
                log.memoryFreed();
            }
            tickFailure = "";
        } catch (Throwable e) { // such as a lack of memory
            if (!tickFailure.equals(e.toString())) {
                log.failed("requeueing and expiry of messages", e);
            }
            tickFailure = e.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Writes the pending changes and closes the store. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            flowControl.close();
            channels.forEach(ConsumerChannel::close);
            writer.close();
        } finally {
            lock.unlock();
        }
        writer.awaitClosed();
    }
}
