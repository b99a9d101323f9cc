package netkit.lab.namespace;

import java.io.Closeable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A platform thread that stays in one network namespace and does there what others ask it to: a namespace belongs to a
 * thread of the kernel, network_namespaces(7), and a virtual thread has none of its own.
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
                // whatever was interrupted is done
            }
        }
        for (FutureTask<?> task : work) {
            task.cancel(false);
        }
    }

    /** Waits until the thread has done it, and returns or throws what it did. */
    public <T> T call(Callable<T> task) throws Exception {
        if (Thread.currentThread() == thread) {
            return task.call();
        }
        FutureTask<T> asked = new FutureTask<>(task);
        work.add(asked);
        if (closed) {
            asked.cancel(false);
        }
        try {
            return asked.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw e;
            }
        } catch (InterruptedException e) {
            asked.cancel(true);
            throw e;
        }
    }

    /** Lets it finish what it does, and waits for its end. */
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
