package netkit.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * A bounded queue of lines that wait to be written to a terminal, a file or a pipe. Adding a line never blocks: a
 * terminal that stands still must not stop a server, nor the heartbeats of a client. Lines that find no room are
 * dropped, and one line in their place tells how many.
 */
public final class LineQueue implements AutoCloseable {
    private static final int MAX_LINES = 10_000;
    /** How long {@link #close} waits for the reader of the lines. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final PrintWriter out;
    private final Thread writer;

    // All that follows is guarded by this.
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long dropped;
    private boolean closed;

    public LineQueue(PrintWriter out) {
        this.out = out;
        // A platform thread: on a virtual one, a write that blocks would occupy a carrier thread.
        writer = Thread.ofPlatform().daemon().name("line writer").start(this::writeAll);
    }

    /** Adds a line. Never blocks. */
    public void add(String line) {
        print(line + System.lineSeparator());
    }

    /** Adds text without a line end, such as a progress line that is redrawn in place. Never blocks. */
    public synchronized void print(String text) {
        if (lines.size() == MAX_LINES) {
            dropped++;
            return;
        }
        addDropped();
        lines.add(text);
        notifyAll();
    }

    private void addDropped() {
        if (dropped > 0) {
            lines.add("(" + dropped + (dropped == 1 ? " line" : " lines")
                    + " dropped: this output was not read fast enough)" + System.lineSeparator());
            dropped = 0;
        }
    }

    private void writeAll() {
        for (String line = next(); line != null; line = next()) {
            try {
                out.print(line);
                out.flush();
            } catch (RuntimeException | Error _) {
                // this line is lost; the next one may succeed, once there is memory again for example
            }
        }
    }

    private synchronized String next() {
        try {
            while (lines.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException _) {
            return null;
        }
        return lines.poll();
    }

    /** Writes what is queued, but waits no longer than a second for that. */
    @Override
    public void close() {
        synchronized (this) {
            addDropped();
            closed = true;
            notifyAll();
        }
        try {
            writer.join(CLOSE_TIMEOUT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
