package netkit.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread that accepts the connections of a listening socket, of any kind, until it is closed. A failure, such as a
 * lack of file descriptors or of memory, does not end it: it pauses and tries again.
 */
public final class AcceptLoop implements Closeable {
    /** Accepts one connection and passes it on. */
    @FunctionalInterface
    public interface Acceptor {
        /** Blocks until a client connects; what serves the connection runs on another thread. */
        void acceptOne() throws IOException;
    }

    private static final Duration THREAD_TIMEOUT = Duration.ofSeconds(1);
    private static final long PAUSE_AFTER_FAILURE_NANOS = 100_000_000;

    private final Closeable listening;
    private final Acceptor acceptor;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    private volatile boolean closed;

    private AcceptLoop(String name, Closeable listening, Acceptor acceptor, Consumer<Throwable> onFailure) {
        this.listening = listening;
        this.acceptor = acceptor;
        this.onFailure = onFailure;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::acceptAll);
    }

    /**
     * Starts the thread.
     *
     * @param listening the bound socket, which {@link #close} closes
     * @param onFailure called with the first of several failures in a row
     */
    public static AcceptLoop start(String name, Closeable listening, Acceptor acceptor,
            Consumer<Throwable> onFailure) {
        AcceptLoop loop = new AcceptLoop(name, listening, acceptor, onFailure);
        loop.thread.start();
        return loop;
    }

    private void acceptAll() {
        boolean failing = false;
        while (!closed) {
            try {
                acceptor.acceptOne();
                failing = false;
            } catch (Throwable e) {
                if (!closed) {
                    report(e, failing);
                    failing = true;
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
                }
            }
        }
    }

    private void report(Throwable e, boolean again) {
        try {
            if (!again) {
                onFailure.accept(e);
            }
        } catch (Throwable _) {
            // the loop goes on, whatever the report needs
        }
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Stops accepting and frees the port. */
    @Override
    public void close() throws IOException {
        closed = true;
        listening.close();
        try {
            thread.join(THREAD_TIMEOUT); // the port is in use until the thread has left accept()
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
