package netkit.net;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A bounded queue of bytes waiting to be written to one connection. A sender offers bytes and continues at once; a
 * virtual thread, started on demand, writes everything that is queued. A peer that does not read therefore costs a
 * bounded amount of memory and blocks no sender. Thread-safe.
 */
public final class OutboundQueue {
    /** Longer arrays are written in slices of this many bytes, so that the backlog shows the progress. */
    private static final int SLICE = 128 * 1024;
    /** More bytes than this are written without being gathered. */
    private static final int MAX_GATHERED = 64 * 1024;
    private static final int FIRST_GATHERED = 256;
    /** The thread that writes more bytes than this itself holds them, as a waiting queue would. */
    private static final int UNCOUNTED = 4 * 1024;
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final byte[] NOTHING = {};
    private static final Runnable NO_ACTION = () -> {};

    private final OutputStream out;
    private final Consumer<IOException> onFailure;
    private final MemoryBudget.Account memory;

    // All that follows is guarded by this.
    private int limit;
    private final WaitingBytes waiting;
    /** What {@link #gather} has added since the last flush. */
    private byte[] gathered = NOTHING;
    private int gatheredLength;
    private long backlog;
    private long written;
    private boolean writing;
    private boolean closed;
    private Runnable onClosedAndWritten = NO_ACTION;

    /**
     * @param limit the most bytes that may be queued, including those being written
     * @param onFailure called once, when a write fails; nothing is written after that
     */
    public OutboundQueue(OutputStream out, int limit, Consumer<IOException> onFailure) {
        this(out, limit, MemoryBudget.UNLIMITED.open(NO_ACTION), onFailure);
    }

    /** @param memory counts what waits */
    public OutboundQueue(OutputStream out, int limit, MemoryBudget.Account memory,
            Consumer<IOException> onFailure) {
        this.out = out;
        this.limit = limit;
        this.memory = memory;
        this.waiting = new WaitingBytes(memory);
        this.onFailure = onFailure;
    }

    /**
     * Queues the bytes, which must not be changed afterwards. Never blocks.
     *
     * @return false, with nothing queued, if the limit would be exceeded or the queue is closed; an empty queue
     *         accepts an array that is longer than the limit
     */
    public boolean offer(byte[] bytes) {
        return offer(new SharedBytes(bytes), NO_ACTION);
    }

    /**
     * Queues bytes that other queues may have, too, as {@link #offer(byte[])} does.
     *
     * @param onQueued runs before any of the bytes is written, and only if they are queued; it holds the queue's lock,
     *        so it may only note them
     */
    public synchronized boolean offer(SharedBytes bytes, Runnable onQueued) {
        if (closed || backlog > 0 && backlog + bytes.length() > limit) {
            return false;
        }
        onQueued.run();
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

    /**
     * Copies a header and a payload, which the next {@link #flush} writes together with what else was gathered; what
     * another thread queues before that comes after it. May write already, and wait as {@link #write} does, if there
     * is much to gather. Only one thread at a time may gather and flush.
     *
     * @return false, with nothing written, if the queue is closed
     * @throws IOException if writing fails
     */
    public boolean gather(byte[] head, int headCount, byte[] bytes, int from, int count)
            throws IOException, InterruptedException {
        if (gatheredLength + headCount + count > MAX_GATHERED) { // other threads only set it to 0
            flush();
            if (headCount + count > MAX_GATHERED) {
                return write(head, headCount, bytes, from, count);
            }
        }
        synchronized (this) {
            if (closed) {
                return false;
            }
            int needed = gatheredLength + headCount + count;
            if (needed > gathered.length) {
                int capacity = Math.max(needed, Math.max(FIRST_GATHERED, 2 * gathered.length));
                gathered = Arrays.copyOf(gathered, capacity);
            }
            System.arraycopy(head, 0, gathered, gatheredLength, headCount);
            System.arraycopy(bytes, from, gathered, gatheredLength + headCount, count);
            gatheredLength = needed;
            return true;
        }
    }

    /** Writes what was gathered; it waits, returns and throws as {@link #write} does. */
    public boolean flush() throws IOException, InterruptedException {
        return gatheredLength == 0 || write(gathered, gatheredLength, NOTHING, 0, 0);
    }

    private boolean write(byte[] head, int headCount, byte[] bytes, int from, int count)
            throws IOException, InterruptedException {
        int total = Math.addExact(headCount, count);
        synchronized (this) {
            if (!awaitRoom(total)) {
                return false;
            }
            gatheredLength = 0;
            if (writing) {
                // waiting until everything is written could take forever: other threads may keep offering
                byte[] copy = new byte[total];
                System.arraycopy(head, 0, copy, 0, headCount);
                System.arraycopy(bytes, from, copy, headCount, count);
                add(new SharedBytes(copy));
                return true;
            }
            writing = true;
            backlog += total;
        }
        int held = total > UNCOUNTED ? total : 0;
        memory.add(held);
        int left;
        try {
            left = writeOut(head, 0, headCount) + writeOut(bytes, from, count);
        } catch (Throwable e) { // such as a lack of memory
            failed(e);
            throw e;
        } finally {
            memory.add(-held);
        }
        synchronized (this) {
            writing = false;
            moved(left);
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
    public void close(byte[] finalBytes) {
        close(finalBytes, false, NO_ACTION, NO_ACTION);
    }

    /** Discards everything queued that is not being written yet, and closes with the final bytes. */
    public void closeDiscarding(byte[] finalBytes) {
        close(finalBytes, true, NO_ACTION, NO_ACTION);
    }

    /**
     * Closes as {@link #close(byte[])} or {@link #closeDiscarding} does.
     *
     * @param onQueued runs before any of the final bytes is written; it holds the queue's lock, so it may only note them
     * @param onWritten runs when everything is handed to the kernel, not if that fails; neither runs if the queue is
     *        closed already
     */
    public synchronized void close(byte[] finalBytes, boolean discarding, Runnable onQueued,
            Runnable onWritten) {
        if (closed) {
            return;
        }
        onQueued.run();
        if (discarding) {
            backlog -= waiting.discard();
            gatheredLength = 0;
        }
        onClosedAndWritten = onWritten;
        add(new SharedBytes(finalBytes));
        closed = true;
        notifyAll(); // releases the threads in awaitRoom
    }

    /** Returns the number of bytes queued and not yet handed to the kernel. */
    public synchronized long backlog() {
        return backlog;
    }

    /** Returns the number of bytes handed to the kernel so far. */
    public synchronized long written() {
        return written;
    }

    /** Returns the bytes of memory kept for what is gathered next; exact on the thread that gathers. */
    public int retainedBytes() {
        return gathered.length;
    }

    /** Releases the memory kept for what is gathered next. */
    public synchronized void releaseBuffers() {
        if (gatheredLength == 0) {
            gathered = NOTHING;
        }
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Waits until everything queued is handed to the kernel; returns false if writing failed. */
    public boolean awaitWritten() throws InterruptedException {
        return awaitWritten(FOREVER);
    }

    /**
     * Waits until everything queued is handed to the kernel.
     *
     * @param stall the longest time without progress; a slow peer that keeps reading is waited for
     * @return false if there was no progress for that long, or writing failed
     */
    public boolean awaitWritten(Duration stall) throws InterruptedException {
        return awaitBacklog(0, stall, FOREVER);
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
    synchronized int limit() {
        return limit;
    }

    /** Changes the most bytes that may be queued; what is queued already stays. */
    public synchronized void limit(int max) {
        limit = max;
        notifyAll(); // releases the threads in awaitRoom
    }

    private void add(SharedBytes bytes) {
        if (gatheredLength > 0) { // it came first
            int length = gatheredLength;
            gatheredLength = 0;
            add(new SharedBytes(Arrays.copyOf(gathered, length)));
        }
        waiting.add(bytes);
        backlog += bytes.length();
        if (!writing) {
            startWriting();
        }
    }

    private void startWriting() {
        Thread.ofVirtual().name("write").start(this::writeAll);
        writing = true; // not if there was no memory for the thread
    }

    private void writeAll() {
        SharedBytes chunk = null;
        try {
            for (chunk = nextChunk(); chunk != null; chunk = nextChunk()) {
                moved(writeOut(chunk.bytes(), 0, chunk.length()));
                memory.release(chunk);
                chunk = null;
            }
            takeFinalAction().run();
        } catch (Throwable e) { // such as a lack of memory
            if (chunk != null) {
                memory.release(chunk);
            }
            failed(e);
        }
    }

    /** Returns the action that follows the final bytes, once. */
    private synchronized Runnable takeFinalAction() {
        if (!closed || writing) {
            return NO_ACTION;
        }
        Runnable action = onClosedAndWritten;
        onClosedAndWritten = NO_ACTION;
        return action;
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
        written += length;
        notifyAll();
    }

    private void failed(Throwable e) {
        synchronized (this) {
            writing = false;
            closed = true;
            onClosedAndWritten = NO_ACTION;
            waiting.discard();
            notifyAll();
        }
        onFailure.accept(e instanceof IOException known ? known : new IOException("cannot write: " + e, e));
    }

    /** Returns the bytes for one write, or null when the queue is empty and the writing thread ends. */
    private synchronized SharedBytes nextChunk() {
        SharedBytes chunk = waiting.take();
        writing = chunk != null;
        return chunk;
    }
}
