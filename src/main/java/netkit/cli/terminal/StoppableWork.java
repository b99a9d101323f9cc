package netkit.cli.terminal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Blocking work in a thread of its own, so that Ctrl-C or a time limit can end it at once. */
public final class StoppableWork implements AutoCloseable {
    @FunctionalInterface
    public interface Body {
        void run() throws IOException, InterruptedException;
    }

    /** Why the wait for the work was over. */
    public enum Ending {
        DONE, TIME_OVER, INTERRUPTED
    }

    public static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    /** Time for the work to end: work that reads from a terminal cannot be interrupted. */
    private static final Duration END_TIMEOUT = Duration.ofMillis(200);

    private final StopSignal stop = new StopSignal();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean done;
    private final Thread thread;
    private final Duration endTimeout;

    public StoppableWork(Body body) {
        this(body, END_TIMEOUT);
    }

    /** @param endTimeout time for the work to end after it was interrupted */
    public StoppableWork(Body body, Duration endTimeout) {
        this.endTimeout = endTimeout;
        // not a virtual thread: a platform thread, which waits in the kernel, measured half the round-trip time
        thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                body.run();
                done = true;
            } catch (IOException | InterruptedException | RuntimeException e) {
                failure.set(e);
            } finally {
                stop.stop();
            }
        });
    }

    /**
     * Waits until the work is done, the time is over, or Ctrl-C is pressed, whichever is first.
     *
     * @throws IOException if the work has failed
     */
    public Ending await(Duration atMost) throws IOException {
        boolean stopped = stop.await(atMost);
        Exception failed = failure.get();
        if (failed instanceof IOException e) {
            throw e;
        } else if (failed instanceof RuntimeException e) {
            throw e;
        } else if (failed != null) {
            throw new IllegalStateException(failed);
        }
        return done ? Ending.DONE : stopped ? Ending.INTERRUPTED : Ending.TIME_OVER;
    }

    /** Interrupts the work, which closes its socket, and restores the signal handlers. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(endTimeout);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        stop.close();
    }
}
