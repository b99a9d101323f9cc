package netkit.net;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A bounded queue of bytes waiting to be written to one connection. A sender offers bytes and continues at once; a
 * virtual thread, started on demand, writes everything that is queued. A peer that does not read therefore costs a
 * bounded amount of memory and blocks no sender. Thread-safe.
 */
public final class OutboundQueue {
    /** The most bytes that are merged into one write. */
    private static final int WRITE_SIZE = 64 * 1024;
    /** Longer arrays are written in slices of this many bytes, so that the backlog shows the progress. */
    private static final int SLICE = 128 * 1024;
    private static final byte[] NOTHING = {};

    private final OutputStream out;
    private final int limit;
    private final Consumer<IOException> onFailure;

    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private long backlog;
    private boolean writing;
    private boolean closed;

    /**
     * @param limit the most bytes that may be queued, including those being written
     * @param onFailure called once, when a write fails; nothing is written after that
     */
    public OutboundQueue(OutputStream out, int limit, Consumer<IOException> onFailure) {
        this.out = out;
        this.limit = limit;
        this.onFailure = onFailure;
    }

    /**
     * Queues the bytes, which must not be changed afterwards. Never blocks.
     *
     * @return false, with nothing queued, if the limit would be exceeded or the queue is closed; an empty queue
     *         accepts an array that is longer than the limit
     */
    public synchronized boolean offer(byte[] bytes) {
        if (closed || backlog > 0 && backlog + bytes.length > limit) {
            return false;
        }
        add(bytes);
        return true;
    }

    /**
     * Writes the bytes in the calling thread if nothing else is being written, which saves a copy; otherwise waits for
     * room and queues a copy.
     *
     * @return false, with nothing written, if the queue is closed
     * @throws IOException if writing fails
     */
    public boolean write(byte[] bytes, int from, int count) throws IOException, InterruptedException {
        return write(NOTHING, 0, bytes, from, count);
    }

    /** Writes a header and then a payload, which are in two arrays, as {@link #write(byte[], int, int)} does. */
    public boolean write(byte[] head, int headCount, byte[] bytes, int from, int count)
            throws IOException, InterruptedException {
        int total = Math.addExact(headCount, count);
        synchronized (this) {
            if (!awaitRoom(total)) {
                return false;
            }
            if (writing) {
                // waiting until everything is written could take forever: other threads may keep offering
                byte[] copy = new byte[total];
                System.arraycopy(head, 0, copy, 0, headCount);
                System.arraycopy(bytes, from, copy, headCount, count);
                add(copy);
                return true;
            }
            writing = true;
            backlog += total;
        }
        int left;
        try {
            left = writeOut(head, 0, headCount) + writeOut(bytes, from, count);
        } catch (IOException e) {
            failed(e);
            throw e;
        }
        synchronized (this) {
            writing = false;
            backlog -= left;
            notifyAll();
            if (!waiting.isEmpty()) {
                startWriting();
            }
        }
        return true;
    }

    /** Waits until {@code count} bytes may be offered; returns false if the queue was closed meanwhile. */
    public synchronized boolean awaitRoom(int count) throws InterruptedException {
        while (!closed && backlog > 0 && backlog + count > limit) {
            wait();
        }
        return !closed;
    }

    /** Queues the final bytes, even beyond the limit, and accepts nothing more. No effect if already closed. */
    public synchronized void close(byte[] finalBytes) {
        if (!closed) {
            add(finalBytes);
            closed = true;
            notifyAll(); // releases the threads in awaitRoom
        }
    }

    /** Discards everything queued that is not being written yet, and closes with the final bytes. */
    public synchronized void closeDiscarding(byte[] finalBytes) {
        if (!closed) {
            for (byte[] bytes : waiting) {
                backlog -= bytes.length;
            }
            waiting.clear();
            close(finalBytes);
        }
    }

    /** Returns the number of bytes queued and not yet handed to the kernel. */
    public synchronized long backlog() {
        return backlog;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Waits until everything queued is handed to the kernel.
     *
     * @param stall the longest time without progress; a slow peer that keeps reading is waited for
     * @return false if there was no progress for that long, or writing failed
     */
    public boolean awaitWritten(Duration stall) throws InterruptedException {
        return awaitBacklog(0, stall, Duration.ofNanos(Long.MAX_VALUE));
    }

    /** Waits, for at most {@code timeout}, until no more than {@code most} bytes are queued. */
    synchronized boolean awaitBacklog(long most, Duration stall, Duration timeout)
            throws InterruptedException {
        long before = backlog;
        long start = System.nanoTime();
        long movedAt = start;
        while (backlog > most && writing) {
            long now = System.nanoTime();
            long left = Math.min(stall.toNanos() - (now - movedAt), timeout.toNanos() - (now - start));
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
            if (backlog < before) {
                before = backlog;
                movedAt = System.nanoTime();
            }
        }
        return backlog <= most;
    }

    /** Returns the most bytes that may be queued. */
    int limit() {
        return limit;
    }

    private void add(byte[] bytes) {
        waiting.add(bytes);
        backlog += bytes.length;
        if (!writing) {
            startWriting();
        }
    }

    private void startWriting() {
        writing = true;
        Thread.ofVirtual().name("write").start(this::writeAll);
    }

    private void writeAll() {
        try {
            byte[] chunk = nextChunk();
            while (chunk != null) {
                chunk = written(writeOut(chunk, 0, chunk.length));
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** @return how many of the written bytes are still counted in the backlog */
    private int writeOut(byte[] bytes, int from, int count) throws IOException {
        int at = from;
        int left = count;
        while (left > SLICE) {
            out.write(bytes, at, SLICE);
            at += SLICE;
            left -= SLICE;
            moved(SLICE);
        }
        if (left > 0) {
            out.write(bytes, at, left);
        }
        return left;
    }

    private synchronized void moved(int length) {
        backlog -= length;
        notifyAll();
    }

    private void failed(IOException e) {
        synchronized (this) {
            writing = false;
            closed = true;
            waiting.clear();
            notifyAll();
        }
        onFailure.accept(e);
    }

    private synchronized byte[] written(int length) {
        moved(length);
        return nextChunk();
    }

    /** Returns the bytes for one write, or null when the queue is empty and the writing thread ends. */
    private synchronized byte[] nextChunk() {
        byte[] first = waiting.poll();
        if (first == null) {
            writing = false;
            return null;
        }
        byte[] next = waiting.peek();
        if (next == null || first.length + next.length > WRITE_SIZE) {
            return first;
        }
        byte[] chunk = new byte[(int) Math.min(backlog, WRITE_SIZE)];
        int length = 0;
        for (byte[] bytes = first; bytes != null; bytes = waiting.poll()) {
            System.arraycopy(bytes, 0, chunk, length, bytes.length);
            length += bytes.length;
            next = waiting.peek();
            if (next == null || length + next.length > chunk.length) {
                break;
            }
        }
        return length == chunk.length ? chunk : Arrays.copyOf(chunk, length);
    }
}
