package netkit.lab.namespace;

import java.io.Closeable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A platform thread that runs tasks in one network namespace. A namespace belongs to a kernel thread,
 * network_namespaces(7); a virtual thread has none of its own.
 */
public final class NamespaceThread implements Closeable {
    private final BlockingQueue<FutureTask<?>> work = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    public NamespaceThread(String name) {
        thread = Thread.ofPlatform().daemon().name(name).start(this::work);
    }

    private void work() {
        while (!closed) {
            try {
                work.take().run();
            } catch (InterruptedException _) {
                // the interrupted task has ended
            }
        }
        for (FutureTask<?> task : work) {
            task.cancel(false);
        }
    }

    /** Runs the task on the thread, and returns its result or throws its exception. */
    public <T> T call(Callable<T> task) throws Exception {
        if (Thread.currentThread() == thread) {
            return task.call();
        }
        FutureTask<T> submitted = new FutureTask<>(task);
        work.add(submitted);
        if (closed) {
            submitted.cancel(false);
        }
        try {
            return submitted.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw e;
            }
        } catch (InterruptedException e) {
            submitted.cancel(true);
            throw e;
        }
    }

    /** Finishes the current task, and waits for the thread to end. */
    @Override
    public void close() {
        closed = true;
        work.add(new FutureTask<>(() -> null));
        boolean interrupted = false;
        while (Thread.currentThread() != thread && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
