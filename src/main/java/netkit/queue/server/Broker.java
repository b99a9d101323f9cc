package netkit.queue.server;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

import netkit.queue.QueueLimits;
import netkit.queue.QueueStats;
import netkit.queue.Settlement;
import netkit.queue.store.FullDisk;
import netkit.queue.store.QueueMessage;
import netkit.queue.store.MessageStore;

/**
 * The queues at work: their rules under one lock, and a thread that writes to the store what has gathered while it wrote
 * before, so that many producers share one {@code fsync}. Safe for many threads.
 */
final class Broker implements Closeable {
    /** Whoever publishes a message: told the id when it is stored. */
    interface Producer {
        void stored(long id);

        void refused(String why);

        /** Whether it is still there, as far as was seen so lately; asked of one that has to wait, without the lock. */
        boolean isThere(Duration lately);
    }

    private static final String GOING_AWAY = "the server is going away";
    /** How much may wait to be written before producers wait too. */
    private static final long MAX_PENDING_BYTES = 32 << 20;
    /** While there are fewer bytes of messages, they are kept in memory too. */
    private static final long MAX_RESIDENT_BYTES = 64 << 20;
    private static final String PRODUCER_GONE = "its producer is gone";
    /** A producer that waits is asked so often whether it is still there. */
    private static final Duration LATELY = Duration.ofSeconds(1);
    /** Once it has waited so long, it is asked before its message is taken too. */
    private static final Duration LONG_WAIT = Duration.ofMillis(100);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

    private final MessageStore store;
    private final Duration ackTimeout;
    private final LongSupplier clock;
    /** Used with the lock held. */
    private final BrokerLog log;
    private final Queues queues;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition shorter = lock.newCondition();
    private final Condition pendingChanged = lock.newCondition();
    private final Thread writer;
    private final Thread ticker;
    private Batch pending = new Batch();
    private final Set<Feed> feeds = new HashSet<>();
    /** Bytes of the messages that are being written. */
    private long writing;
    private boolean closed;
    private volatile IOException closingFailure;

    /** @param clock milliseconds since 1970: messages expire though the server is not running */
    Broker(MessageStore store, QueueLimits limits, LongSupplier clock,
            java.util.function.Consumer<String> log) {
        this.store = store;
        this.ackTimeout = limits.ackTimeout();
        this.clock = clock;
        this.log = new BrokerLog(log);
        this.queues = new Queues(limits, store.nextId(), new Work());
        store.recover().forEach(queues::recover);
        this.writer = Thread.ofPlatform().name("queue writer").daemon().start(this::writeAll);
        this.ticker = Thread.ofVirtual().name("queue ticker").start(this::tick);
    }

    /** What the rules want done; called with the lock held. */
    private final class Work implements Queues.Effects {
        @Override
        public void store(QueueMessage message) {
            if (store.isDurable()) {
                pending.store(message);
            }
        }

        @Override
        public void delete(QueueMessage message) {
            if (store.isDurable()) {
                pending.delete(message);
            }
        }

        @Override
        public void shorter() {
            shorter.signalAll();
        }

        @Override
        public void takenBack(Consumer receiver, List<QueueMessage> late) {
            log.takenBack(receiver, late, ackTimeout);
        }
    }

    /**
     * Puts a message into a queue, and waits while that is full; the producer is told when it is stored. The message of one
     * that does not live to see that there is room is forgotten.
     *
     * @throws IllegalArgumentException in one line, when there are too many queues
     */
    void publish(String name, byte[] body, long timeToLive, Producer producer) throws InterruptedException {
        lock.lock();
        try {
            QueueState queue = queues.admit(name);
            if (!awaitRoom(queue, producer)) {
                producer.refused(PRODUCER_GONE);
                return;
            }
            if (closed) {
                producer.refused(GOING_AWAY);
                return;
            }
            Optional<FullDisk> lacking = store.lacking(pending.bytes() + writing + body.length);
            log.disk(lacking);
            if (lacking.isPresent()) {
                producer.refused(lacking.get().refusal()); // before it is in its queue, where a consumer would get it
                return;
            }
            QueueMessage message = queues.publish(queue, body, timeToLive, clock.getAsLong());
            if (!store.isDurable()) {
                producer.stored(message.id());
                return;
            }
            pending.await(new Batch.Done() {
                @Override
                public void stored() {
                    producer.stored(message.id());
                }

                @Override
                public void failed(String why) {
                    producer.refused(why);
                }
            });
            pendingChanged.signal();
        } finally {
            lock.unlock();
        }
    }

    /** @return false when the producer is gone */
    private boolean awaitRoom(QueueState queue, Producer producer) throws InterruptedException {
        if (hasRoom(queue)) {
            return true;
        }
        if (!queues.hasRoomForBytes()) {
            log.memoryFull(queues.bytes());
        }
        long began = System.nanoTime();
        queue.blocked(1);
        try {
            while (true) {
                boolean hadRoom = hasRoom(queue);
                boolean waitedLong = System.nanoTime() - began > LONG_WAIT.toNanos();
                if (!isThere(producer, hadRoom && waitedLong ? LONG_WAIT : LATELY)) {
                    return false;
                }
                if (!hasRoom(queue)) {
                    shorter.awaitNanos(LATELY.toNanos());
                } else if (hadRoom) {
                    return true;
                }
            }
        } finally {
            queue.blocked(-1);
        }
    }

    private boolean isThere(Producer producer, Duration lately) {
        lock.unlock();
        try {
            return producer.isThere(lately);
        } finally {
            lock.lock();
        }
    }

    private boolean hasRoom(QueueState queue) {
        return closed || queues.hasRoom(queue) && pending.bytes() < MAX_PENDING_BYTES;
    }

    /** What a consumer is given. */
    final class Feed {
        private final Condition changed = lock.newCondition();
        private Consumer receiver;
        private boolean ended;

        /** Waits for messages; they count as delivered from now. Empty when there will be no more. */
        List<QueueMessage> take() throws InterruptedException, IOException {
            List<QueueMessage> taken;
            lock.lock();
            try {
                while (!receiver.isAwaited() && !ended) {
                    changed.await();
                }
                taken = ended ? List.of() : queues.take(receiver, clock.getAsLong());
            } finally {
                lock.unlock();
            }
            if (!taken.isEmpty()) {
                store.noteDeliveries(taken);
            }
            return taken;
        }

        /** Called with the lock held. */
        private void changed() {
            changed.signal();
        }

        /** @return how many messages go to others */
        int end() {
            lock.lock();
            try {
                ended = true;
                changed.signal();
                feeds.remove(this);
                int unacked = receiver.unacked();
                queues.unsubscribe(receiver, clock.getAsLong());
                pendingChanged.signal();
                return unacked;
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * @param consumer what it is called in the log
     * @throws IllegalArgumentException in one line, when there are too many queues
     */
    Feed subscribe(String queue, String consumer, int prefetch) {
        lock.lock();
        try {
            Feed feed = new Feed();
            feed.ended = closed;
            feed.receiver = queues.subscribe(queue, consumer, prefetch, feed::changed, clock.getAsLong());
            feeds.add(feed);
            return feed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The body of a message that was taken.
     *
     * @return null when it is deleted meanwhile
     */
    byte[] body(QueueMessage message) throws IOException {
        byte[] body = message.body();
        return body != null ? body : store.body(message.id());
    }

    /**
     * What a consumer says of a message.
     *
     * @param done told when that is on disk
     * @throws IllegalArgumentException in one line, when the consumer does not have this message
     */
    void settle(Feed feed, long id, Settlement settlement, Batch.Done done) {
        lock.lock();
        try {
            boolean overdue = feed.receiver.isOverdue(id);
            if (!queues.settle(feed.receiver, id, settlement, clock.getAsLong())) {
                throw new IllegalArgumentException(overdue
                        ? "the time to acknowledge message " + id + " is over: it was taken back"
                        : "this consumer does not have message " + id);
            }
            await(done);
        } finally {
            lock.unlock();
        }
    }

    /** @param done is given how many messages were deleted, and makes what is told when that is on disk */
    void purge(String queue, IntFunction<Batch.Done> done) {
        lock.lock();
        try {
            await(done.apply(queues.purge(queue)));
        } finally {
            lock.unlock();
        }
    }

    private void await(Batch.Done done) {
        if (!store.isDurable()) {
            done.stored();
        } else if (closed) {
            done.failed(GOING_AWAY);
        } else {
            pending.await(done);
            pendingChanged.signal();
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

    private void tick() {
        try {
            while (!isClosed()) {
                Thread.sleep(TICK);
                lock.lock();
                try {
                    queues.tick(clock.getAsLong());
                    if (queues.isHalfEmpty()) {
                        log.memoryFreed();
                    }
                    pendingChanged.signal();
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        try {
            for (Batch batch = next(); batch != null; batch = next()) {
                write(batch);
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        } finally {
            closeStore();
        }
    }

    /** On this thread: a file is closed under the hands of a thread that is interrupted, and whoever closes us may be. */
    private void closeStore() {
        try {
            store.close();
        } catch (IOException | RuntimeException e) {
            closingFailure = e instanceof IOException known ? known
                    : new IOException("the store failed: " + e, e);
        }
    }

    /** All that has gathered, or null when there will be no more. */
    private Batch next() throws InterruptedException {
        lock.lock();
        try {
            while (pending.isEmpty() && !closed) {
                pendingChanged.await();
            }
            if (pending.isEmpty() || closed && log.isFailing()) {
                pending.failed(GOING_AWAY);
                return null;
            }
            Batch batch = pending;
            pending = new Batch();
            writing = batch.bytes();
            shorter.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(Batch batch) throws InterruptedException {
        try {
            if (batch.hasChanges()) {
                store.write(batch.stored(), batch.deleted(), nextId());
            }
        } catch (IOException | RuntimeException e) { // whatever it is, those who wait must hear of it
            failed(batch, e instanceof IOException ? e.getMessage() : "the store failed: " + e);
            Thread.sleep(PAUSE_AFTER_FAILURE); // what has to be done all the same would be tried again and again
            return;
        }
        written(batch);
        batch.succeeded();
    }

    private long nextId() {
        lock.lock();
        try {
            return queues.nextId();
        } finally {
            lock.unlock();
        }
    }

    /** Bodies that are on disk need not be in memory. */
    private void written(Batch batch) {
        lock.lock();
        try {
            writing = 0;
            if (batch.hasNewMessages()) {
                log.stored();
            }
            for (QueueMessage message : batch.stored()) {
                if (queues.bytes() > MAX_RESIDENT_BYTES) {
                    message.forgetBody();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void failed(Batch batch, String why) {
        lock.lock();
        try {
            writing = 0;
            for (QueueMessage message : batch.stored()) {
                if (message.death().isEmpty()) {
                    queues.withdraw(message);
                }
            }
            pending.inherit(batch);
            log.failed(why);
        } finally {
            lock.unlock();
        }
        batch.failed(why);
    }

    /** Writes what is still to be written, and closes the store. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            shorter.signalAll();
            feeds.forEach(feed -> {
                feed.ended = true;
                feed.changed.signal();
            });
            pendingChanged.signal();
        } finally {
            lock.unlock();
        }
        ticker.interrupt();
        awaitWriter();
        if (closingFailure != null) {
            throw closingFailure;
        }
    }

    private void awaitWriter() {
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
