package netkit.lesson.judge;

import java.io.IOException;
import java.time.Duration;

/** A thread that looks at something again and again, since nothing tells when it changes. */
final class Poller implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    /** A look at what may have changed. */
    @FunctionalInterface
    interface Look {
        void run() throws IOException, InterruptedException;
    }

    private final Look look;
    private final Thread thread;

    Poller(Look look) {
        this.look = look;
        thread = Thread.startVirtualThread(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    look.run();
                } catch (IOException _) {
                    // it is not there at the moment
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** Ends the thread; a look that has begun may still be under way. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
