package netkit.queue.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import netkit.queue.store.MessageStore;
import netkit.queue.store.QueueMessage;

/**
 * The thread that writes changes to the store. Changes that arrive while it writes form the next batch, which lets producers
 * share one {@code fsync}. Methods are called with the broker's lock held, unless they say otherwise.
 */
final class StoreWriter {
    static final String CLOSING = "the server is shutting down";
    /** While all messages take fewer bytes than this, their bodies are also kept in memory. */
    private static final long MAX_RESIDENT_BYTES = 64 << 20;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

    private final ReentrantLock lock;
    private final MessageStore store;
    private final Queues queues;
    private final BrokerLog log;
    private final Runnable onBatchTaken;
    private final Condition changed;
    private final Thread thread;
    private Batch pending = new Batch();
    /** Bytes of the batch that is being written. */
    private long writingBytes;
    private boolean closed;
    private volatile IOException closeFailure;

    /**
     * @param lock the broker's lock, which guards the queues
     * @param onBatchTaken called with the lock held when the pending batch becomes empty
     */
    StoreWriter(ReentrantLock lock, MessageStore store, Queues queues, BrokerLog log, Runnable onBatchTaken) {
        this.lock = lock;
        this.store = store;
        this.queues = queues;
        this.log = log;
        this.onBatchTaken = onBatchTaken;
        this.changed = lock.newCondition();
        this.thread = Thread.ofPlatform().name("queue writer").daemon().unstarted(this::run);
    }

    /** Starts the thread. Called without the lock. */
    void start() {
        thread.start();
    }

    void store(QueueMessage message) {
        if (store.isDurable()) {
            pending.store(message);
            changed.signal();
        }
    }

    void delete(QueueMessage message) {
        if (store.isDurable()) {
            pending.delete(message);
            changed.signal();
        }
    }

    /** Completes a request when all changes so far are written: at once if the store is not durable. */
    void whenWritten(Batch.Completion completion) {
        if (!store.isDurable()) {
            completion.stored();
        } else if (closed) {
            completion.failed(CLOSING);
        } else {
            pending.whenWritten(completion);
            changed.signal();
        }
    }

    /** Returns the bytes that wait to be written, without those being written. */
    long pendingBytes() {
        return pending.bytes();
    }

    /** Returns the bytes that are not on disk yet. */
    long unwrittenBytes() {
        return pending.bytes() + writingBytes;
    }

    /** Makes the thread write what is pending, close the store and end. */
    void close() {
        closed = true;
        changed.signal();
    }

    /**
     * Waits until the thread has ended. Called without the lock.
     *
     * @throws IOException if the store could not be closed
     */
    void awaitClosed() throws IOException {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closeFailure != null) {
            throw closeFailure;
        }
    }

    private void run() {
        try {
            for (Batch batch = next(); batch != null; batch = next()) {
                try {
                    write(batch);
                } catch (RuntimeException | Error e) {
                    log.failed("storing messages", e);
                }
            }
        } catch (InterruptedException _) {
            // no other thread has a reference to this one
        } finally {
            closeStore();
        }
    }

    /** Closes the store on this thread: interrupting a thread closes its file channels, and the caller's may be interrupted. */
    private void closeStore() {
        try {
            store.close();
        } catch (IOException | RuntimeException | Error e) {
            closeFailure = e instanceof IOException known ? known
                    : new IOException("the store failed: " + e, e);
        }
    }

    /** Waits for changes and returns them; null if the thread must end. */
    private Batch next() throws InterruptedException {
        lock.lock();
        try {
            while (pending.isEmpty() && !closed) {
                changed.await();
            }
            if (pending.isEmpty() || closed && log.isFailing()) {
                pending.failed(CLOSING);
                return null;
            }
            Batch batch = pending;
            pending = new Batch();
            writingBytes = batch.bytes();
            onBatchTaken.run();
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
            written(batch);
        } catch (IOException | RuntimeException | Error e) { // whatever failed, the requests must be completed
            failed(batch, e instanceof IOException ? e.getMessage() : "the store failed: " + e);
            Thread.sleep(PAUSE_AFTER_FAILURE); // changes to be retried would otherwise fail in a busy loop
            return;
        }
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

    private void written(Batch batch) {
        lock.lock();
        try {
            writingBytes = 0;
            if (batch.hasPublishedMessages()) {
                log.writeSucceeded();
            }
            for (QueueMessage message : batch.stored()) {
                if (queues.bytes() > MAX_RESIDENT_BYTES) {
                    message.forgetBody(); // the store has it
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void failed(Batch batch, String reason) {
        lock.lock();
        try {
            writingBytes = 0;
            for (QueueMessage message : batch.stored()) {
                if (message.deadLetter().isEmpty()) {
                    queues.withdraw(message);
                }
            }
            pending.retry(batch);
            log.writeFailed(reason);
        } finally {
            lock.unlock();
        }
        batch.failed(reason);
    }
}
