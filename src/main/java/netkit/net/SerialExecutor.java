package netkit.net;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * An executor that runs its tasks one after the other, in the order in which they were added, and never under a lock of
 * the thread that added them. Any thread may add tasks.
 *
 * <p>A task runs on a virtual thread that lives while tasks are waiting, or on a thread that called {@link #dispatch}.
 * A task that throws does not stop the ones behind it.
 */
public final class SerialExecutor implements Executor {
    /** Total size of the tasks that may wait; a single larger task is accepted alone. */
    private static final int MAX_SIZE = 4 << 20;
    /** Added to the size of each task for its own memory. */
    private static final int OVERHEAD = 200;

    private record Task(int size, Runnable work) {}

    private final ThreadFactory threads;
    private final Consumer<Throwable> onError;

    // All that follows is guarded by this.
    private final ArrayDeque<Task> queue = new ArrayDeque<>();
    private long queuedSize;
    private long added;
    private long done;
    private boolean running;

    /** Creates an executor whose tasks' errors go to the thread's {@link Thread.UncaughtExceptionHandler}. */
    public SerialExecutor(String name) {
        this(name, SerialExecutor::uncaught);
    }

    /**
     * Creates an executor with threads of its own.
     *
     * @param threads platform threads, for tasks that block in writes to a terminal or a file: those would occupy the
     *        carrier of a virtual thread
     */
    public SerialExecutor(ThreadFactory threads) {
        this(threads, SerialExecutor::uncaught);
    }

    /**
     * @param name of the virtual thread
     * @param onError receives what a task throws, on the thread that ran it
     */
    public SerialExecutor(String name, Consumer<Throwable> onError) {
        this(Thread.ofVirtual().name(name).factory(), onError);
    }

    private SerialExecutor(ThreadFactory threads, Consumer<Throwable> onError) {
        this.threads = threads;
        this.onError = onError;
    }

    private static void uncaught(Throwable e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }

    /** Adds a task and has it run on a virtual thread. Never blocks. */
    @Override
    public synchronized void execute(Runnable task) {
        enqueue(task);
        dispatchAsync();
    }

    /**
     * Does the same as {@link #execute}, but first waits until the queue has room, so that a reader of the network
     * slows its sender down.
     *
     * @param size of what the task carries, in characters or bytes
     */
    public synchronized void executeBlocking(int size, Runnable task) {
        Task entry = new Task(size + OVERHEAD, task);
        try {
            while (!hasRoomFor(entry)) {
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        add(entry);
        dispatchAsync();
    }

    /**
     * Does the same as {@link #execute}, unless the queue is full. Never blocks.
     *
     * @param size of what the task carries, in characters or bytes
     * @return false, with nothing added, if the queue is full
     */
    public synchronized boolean tryExecute(int size, Runnable task) {
        Task entry = new Task(size + OVERHEAD, task);
        boolean added = hasRoomFor(entry);
        if (added) {
            add(entry);
            dispatchAsync();
        }
        return added;
    }

    /**
     * Discards the waiting tasks that were added with a size, to free what they carry.
     *
     * @return the sum of their sizes
     */
    public synchronized long discardSized() {
        long discarded = 0;
        for (Iterator<Task> tasks = queue.iterator(); tasks.hasNext();) {
            int size = tasks.next().size;
            if (size > 0) {
                tasks.remove();
                queuedSize -= size;
                discarded += size - OVERHEAD;
                done++;
            }
        }
        notifyAll();
        return discarded;
    }

    private boolean hasRoomFor(Task task) {
        return queuedSize == 0 || queuedSize + task.size <= MAX_SIZE;
    }

    /**
     * Adds a task for {@link #dispatch} or {@link #dispatchAsync}, one of which must follow. Never blocks and runs
     * nothing, so it may be called under a lock.
     */
    public synchronized void enqueue(Runnable task) {
        add(new Task(0, task));
    }

    private void add(Task task) {
        queue.add(task);
        queuedSize += task.size;
        added++;
    }

    /**
     * Returns when every task added so far has run: this thread runs them, or waits for the thread that does. Must not
     * be called under a lock.
     */
    public void dispatch() throws InterruptedException {
        synchronized (this) {
            long last = added;
            while (running && done < last) {
                wait();
            }
            if (done >= last || queue.isEmpty()) {
                return;
            }
            running = true;
        }
        runAll();
    }

    /** Has every task added so far run on a virtual thread. Never blocks. */
    public synchronized void dispatchAsync() {
        if (!running && !queue.isEmpty()) {
            running = true;
            boolean started = false;
            try {
                threads.newThread(this::runAll).start();
                started = true;
            } finally {
                running = started; // without memory for a thread, the next task or dispatch tries again
            }
        }
    }

    private void runAll() {
        for (Task task = first(); task != null; task = next(task)) {
            try {
                task.work.run();
            } catch (Throwable e) {
                report(e);
            }
        }
    }

    private void report(Throwable e) {
        try {
            onError.accept(e);
        } catch (Throwable _) {
            // a handler of errors that fails itself must not keep the other tasks from running
        }
    }

    private synchronized Task first() {
        Task task = queue.poll();
        running = task != null;
        return task;
    }

    private synchronized Task next(Task finished) {
        queuedSize -= finished.size;
        done++;
        notifyAll();
        return first();
    }
}
