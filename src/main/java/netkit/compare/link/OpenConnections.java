package netkit.compare.link;

import java.io.IOException;
import java.time.Duration;

/** Counts the connections that a server reads from: when none is open, nothing more can arrive. Thread-safe. */
final class OpenConnections {
    private int count;

    synchronized void opened() {
        count++;
    }

    synchronized void closed() {
        count--;
        notifyAll();
    }

    /**
     * Waits until none is open.
     *
     * @throws IOException if that takes longer
     */
    synchronized void awaitNone(Duration atMost) throws IOException, InterruptedException {
        if (!Monitor.await(this, () -> count == 0, atMost)) {
            throw new IOException("the server has not seen the end within " + atMost.toSeconds() + " s");
        }
    }
}
