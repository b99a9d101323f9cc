package netkit.net;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What waits to be written to one connection. Whoever has something to say offers it and goes on at once; a virtual
 * thread, started on demand, writes all that has gathered in one go. The queue is bounded, so that a peer who does
 * not read costs a known amount of memory and nobody's time.
 */
public final class OutboundQueue {
    /** The most that one write takes from the queue, bytes. */
    private static final int WRITE_SIZE = 64 * 1024;
    /** What is longer is written in slices, so that others see it move; Java writes no more to a socket at once anyway. */
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
     * @param limit the most bytes that may wait, those being written included
     * @param onFailure told once when a write fails; nothing is written after that
     */
    public OutboundQueue(OutputStream out, int limit, Consumer<IOException> onFailure) {
        this.out = out;
        this.limit = limit;
        this.onFailure = onFailure;
    }

    /**
     * Queues the bytes, which must not change any more. Never blocks.
     *
     * @return false when that would pass the limit or the queue is closed; then nothing was queued. When nothing else
     *         waits, even more than the limit is taken at once
     */
    public synchronized boolean offer(byte[] bytes) {
        if (closed || backlog > 0 && backlog + bytes.length > limit) {
            return false;
        }
        add(bytes);
        return true;
    }

    /**
     * Writes what the calling thread has by itself when nothing else is being written, which saves a copy; else waits for
     * room and queues a copy.
     *
     * @return false when the queue is closed; then nothing was written
     * @throws IOException when writing fails
     */
    public boolean write(byte[] bytes, int from, int count) throws IOException, InterruptedException {
        return write(NOTHING, 0, bytes, from, count);
    }

    /** As {@link #write(byte[], int, int)}, for a head that stands elsewhere than what belongs behind it. */
    public boolean write(byte[] head, int headCount, byte[] bytes, int from, int count)
            throws IOException, InterruptedException {
        int total = Math.addExact(headCount, count);
        synchronized (this) {
            if (!awaitRoom(total)) {
                return false;
            }
            if (writing) {
                // To wait until all is written could be for ever: others may go on offering.
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

    /** Waits until so many bytes may be offered; false when the queue has been closed meanwhile. */
    public synchronized boolean awaitRoom(int count) throws InterruptedException {
        while (!closed && backlog > 0 && backlog + count > limit) {
            wait();
        }
        return !closed;
    }

    /** Queues the last words, past the limit if need be, and takes nothing more. Without effect once closed. */
    public synchronized void close(byte[] lastWords) {
        if (!closed) {
            add(lastWords);
            closed = true;
            notifyAll(); // whoever waits for room need not any more
        }
    }

    /** As {@link #close(byte[])}, but gives up all that waits and has not begun to be written. */
    public synchronized void closeDiscarding(byte[] lastWords) {
        if (!closed) {
            for (byte[] bytes : waiting) {
                backlog -= bytes.length;
            }
            waiting.clear();
            close(lastWords);
        }
    }

    /** Bytes offered and not yet handed to the kernel. */
    public synchronized long backlog() {
        return backlog;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Waits until all that was queued is with the kernel.
     *
     * @param patience how long nothing may move; a slow peer that keeps reading is waited for
     * @return false when nothing moved for that long, or writing failed
     */
    public boolean awaitWritten(Duration patience) throws InterruptedException {
        return awaitBacklog(0, patience, Duration.ofNanos(Long.MAX_VALUE));
    }

    /** As {@link #awaitWritten}, until no more than {@code most} bytes wait, and not longer than {@code atMost}. */
    synchronized boolean awaitBacklog(long most, Duration patience, Duration atMost)
            throws InterruptedException {
        long before = backlog;
        long start = System.nanoTime();
        long movedAt = start;
        while (backlog > most && writing) {
            long now = System.nanoTime();
            long left = Math.min(patience.toNanos() - (now - movedAt), atMost.toNanos() - (now - start));
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

    /** The most bytes that may wait. */
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

    /** @return how many of the bytes that were written are still counted as backlog */
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

    /** As much as fits in one write, or null, and this thread's work is done. */
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
