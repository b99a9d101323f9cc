package netkit.cli.terminal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Blocking work on a thread of its own, so that Ctrl-C or a time limit can end it at once. */
public final class StoppableWork implements AutoCloseable {
    @FunctionalInterface
    public interface Body {
        void run() throws IOException, InterruptedException;
    }

    public static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    /** Work that waits for a key to be pressed cannot be interrupted, and is not waited for longer than this. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final StopSignal stop = new StopSignal();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private final Duration patience;

    public StoppableWork(Body body) {
        this(body, PATIENCE);
    }

    /** @param patience how long the work may take to end after it was interrupted */
    public StoppableWork(Body body, Duration patience) {
        this.patience = patience;
        // Not a virtual thread: one that waits in the kernel itself measured half the round-trip time.
        thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                body.run();
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
     * @throws IOException when the work has failed
     */
    public void await(Duration atMost) throws IOException {
        stop.await(atMost);
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Exception e -> throw new IllegalStateException(e);
        }
    }

    /** Ends the work, for which an interrupt closes its socket, and gives the signals back. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        stop.close();
    }
}
