package netkit.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit for the memory that a process holds because of its peers: messages that are being received, and what waits for
 * a peer that does not read. Each connection has an {@link Account}. When more is held than the limit allows, the
 * connections that hold most are evicted: their protocols close them with a message.
 *
 * <p>A quarter of the budget is for memory that is only kept for later, such as buffers for the next message. That
 * evicts no connection: when it is used up, nothing more is kept.
 */
public final class MemoryBudget {
    private static final int SHARE_OF_HEAP = 4;
    private static final int SHARE_OF_KEPT = 4;
    /** An eviction ends when this part of the limit is free again. */
    private static final int FREED = 8;
    private static final Duration EVICTION_INTERVAL = Duration.ofMillis(10);
    /** A flood has begun when this part of the limit is held, and is over when this part of that is. */
    private static final int FLOOD = 2;
    private static final int OVER = 4;
    /** How long after an eviction or a flood the heap is collected, so that the process gives memory back to the system. */
    private static final Duration COLLECTION_DELAY = Duration.ofSeconds(2);
    /** The longest wait for memory; longer than an evicted peer has to read its last message. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    /** No process can hold this much, so the accounts need not be compared; bytes. */
    private static final long UNLIMITED_FROM = Long.MAX_VALUE / 2;

    /** A budget that is never used up, for clients. */
    public static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE);
    /** A quarter of the largest heap, for the servers of this process that are given no other. */
    public static final MemoryBudget DEFAULT = new MemoryBudget(defaultLimit());

    private final long limit;
    private final long maxKept;
    private final Scheduler scheduler;
    private final Runnable collector;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean evictionScheduled = new AtomicBoolean();
    /** When the last eviction ran; used by evictions only. */
    private volatile long evictedAt = -EVICTION_INTERVAL.toNanos();
    private final AtomicBoolean collectionScheduled = new AtomicBoolean();
    private final AtomicBoolean flooded = new AtomicBoolean();
    /** Notified when memory is free again, and when an account is evicted. */
    private final Object freed = new Object();

    /** @param bytes the limit */
    public MemoryBudget(long bytes) {
        this(bytes, Scheduler.SYSTEM, System::gc);
    }

    /** @param collector collects the heap */
    MemoryBudget(long bytes, Scheduler scheduler, Runnable collector) {
        this.maxKept = bytes / SHARE_OF_KEPT;
        this.limit = bytes - maxKept;
        this.scheduler = scheduler;
        this.collector = collector;
    }

    /** Returns a quarter of the largest heap, bytes. */
    public static long defaultLimit() {
        return Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    }

    /** The memory that is held for one connection. Thread-safe. */
    public final class Account implements AutoCloseable {
        private volatile Runnable onEviction;
        private volatile boolean evicted;

        // All that follows is guarded by this.
        private long own;
        private long shared;
        private long lasting;
        private long keptByThis;
        private boolean closed;

        private Account(Runnable onEviction) {
            this.onEviction = onEviction;
        }

        /** Replaces what {@link MemoryBudget#open} has set: another protocol takes the connection over. */
        public void onEviction(Runnable action) {
            onEviction = action;
        }

        /** Counts memory that is allocated, or released if the number is negative. Never blocks. */
        public void add(long bytes) {
            if (bytes == 0) {
                return;
            }
            synchronized (this) {
                if (closed) {
                    return;
                }
                own += bytes;
            }
            change(bytes);
        }

        /**
         * Counts memory that the calling thread is about to allocate, and waits until that much is free. Must not be called
         * under a lock.
         *
         * @return false if the connection is evicted, and the memory must not be allocated
         */
        public boolean awaitMemory(long bytes) {
            add(bytes);
            if (!awaitFreed(this)) {
                evict();
            }
            return !evicted;
        }

        /**
         * Counts memory as {@link #add} does, but beyond the end of the account: what waits for a handler stays in memory when
         * its connection is gone. Never blocks.
         */
        public void addLasting(long bytes) {
            synchronized (this) {
                lasting += bytes;
            }
            change(bytes);
        }

        /** Counts bytes that wait for this connection, and perhaps for others. Never blocks. */
        void hold(SharedBytes bytes) {
            synchronized (this) {
                shared += bytes.size();
            }
            bytes.addHolder(MemoryBudget.this);
        }

        void release(SharedBytes bytes) {
            bytes.removeHolder();
            synchronized (this) {
                shared -= bytes.size();
            }
        }

        /**
         * Changes the number of bytes that are only kept for later.
         *
         * @return false, with nothing changed, if the budget does not allow that many
         */
        public synchronized boolean keep(long bytes) {
            long more = closed ? 0 : bytes - keptByThis;
            if (more == 0) {
                return true;
            }
            if (kept.addAndGet(more) > maxKept && more > 0) {
                kept.addAndGet(-more);
                return false;
            }
            keptByThis = bytes;
            return true;
        }

        /** Returns the bytes that would be free if this connection were closed and no other shared them. */
        public synchronized long bytes() {
            return own + shared + lasting;
        }

        /** Returns the budget that this is an account of. */
        public MemoryBudget budget() {
            return MemoryBudget.this;
        }

        /** Whether this connection is being closed because it held most. */
        public boolean isEvicted() {
            return evicted;
        }

        private void evict() {
            boolean first;
            synchronized (this) {
                first = !evicted && !closed;
                evicted = true;
            }
            if (first) {
                onEviction.run();
            }
            synchronized (freed) {
                freed.notifyAll();
            }
        }

        /**
         * Ends the account: what it counts is released, except for what still waits in an outbound queue, or for a handler.
         */
        @Override
        public void close() {
            keep(0);
            long bytes;
            synchronized (this) {
                bytes = own;
                own = 0;
                closed = true;
            }
            accounts.remove(this);
            change(-bytes);
        }
    }

    /**
     * Opens the account of a connection.
     *
     * @param onEviction closes the connection because it holds most; called once at most, under no lock, and must not block
     */
    public Account open(Runnable onEviction) {
        Account account = new Account(onEviction);
        if (limit < UNLIMITED_FROM) {
            accounts.add(account);
        }
        return account;
    }

    /** Returns the bytes held for all connections. */
    public long held() {
        return held.get();
    }

    /** Returns the bytes that may still be kept for later. */
    public long keepable() {
        return maxKept - kept.get();
    }

    void change(long bytes) {
        long now = held.addAndGet(bytes);
        if (bytes > 0 && now > limit / FLOOD) {
            flooded.set(true);
        } else if (bytes < 0 && now <= limit / FLOOD / OVER && flooded.compareAndSet(true, false)) {
            scheduleCollection();
        }
        if (bytes > 0 && now > limit) {
            scheduleEviction();
        } else if (bytes < 0 && now <= limit && now - bytes > limit) {
            synchronized (freed) {
                freed.notifyAll();
            }
        }
    }

    private boolean awaitFreed(Account account) {
        if (held.get() <= limit) {
            return true;
        }
        long deadline = System.nanoTime() + MAX_WAIT.toNanos();
        synchronized (freed) {
            try {
                long left = MAX_WAIT.toNanos();
                while (held.get() > limit && !account.isEvicted() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(freed, left);
                    left = deadline - System.nanoTime();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        return held.get() <= limit;
    }

    private void scheduleEviction() {
        if (evictionScheduled.compareAndSet(false, true)) {
            boolean scheduled = false;
            try {
                scheduler.at(Math.max(scheduler.now(), evictedAt + EVICTION_INTERVAL.toNanos()), this::evict);
                scheduled = true;
            } finally {
                if (!scheduled) { // not even for that there is memory
                    evictionScheduled.set(false);
                }
            }
        }
    }

    private void scheduleCollection() {
        if (collectionScheduled.compareAndSet(false, true)) {
            scheduler.after(COLLECTION_DELAY, this::collect);
        }
    }

    private void collect() {
        collectionScheduled.set(false);
        Thread.ofVirtual().name("collect").start(collector);
    }

    private record Holding(Account account, long bytes) {}

    private void evict() {
        evictedAt = scheduler.now();
        evictionScheduled.set(false);
        long leaving = 0;
        List<Holding> staying = new ArrayList<>();
        for (Account account : accounts) {
            if (account.isEvicted()) {
                leaving += account.bytes();
            } else {
                staying.add(new Holding(account, account.bytes()));
            }
        }
        if (held.get() - leaving <= limit) {
            return;
        }
        scheduleCollection();
        staying.sort(Comparator.comparingLong(Holding::bytes).reversed());
        for (Holding most : staying) {
            if (most.bytes() <= 0 || held.get() - leaving <= limit - limit / FREED) {
                return;
            }
            most.account().evict();
            leaving += most.account().bytes();
        }
    }
}
