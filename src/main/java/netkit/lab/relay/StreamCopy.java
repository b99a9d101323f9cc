package netkit.lab.relay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import netkit.net.Sockets;

/**
 * The copier of one direction of one connection: one thread reads from a socket, another writes what has passed the
 * wire to the other socket. A reset is passed on like the end of the stream, behind the bytes; bytes that a reset
 * receiver cannot take are discarded.
 */
final class StreamCopy implements RelayWire.Receiver, Closeable {
    /**
     * Maximum number of bytes read and not yet written; beyond it reading stops, and TCP's flow control stops the
     * sender.
     */
    static final int WINDOW = 4 << 20;
    private static final int MAX_READ = 64 * 1024;
    /**
     * Payload bytes of a TCP segment that fills an Ethernet frame, and bytes of its IPv4 and TCP headers with
     * timestamps (RFC 7323 §3).
     */
    private static final int SEGMENT = 1_448;
    private static final int HEADERS = 52;
    private static final int WRITE_CHECK_TIMEOUT_MILLIS = 50;

    private sealed interface StreamEvent {
        record Bytes(byte[] bytes) implements StreamEvent {}

        /** The sender has closed its direction (RFC 9293 §3.6); the opposite direction stays open. */
        record EndOfStream() implements StreamEvent {}

        /** The connection was reset. */
        record Reset() implements StreamEvent {}
    }

    private final Socket from;
    private final Socket to;
    private final CountDownLatch ended;
    /** The wire, and the opposite direction of the same connection. */
    private RelayWire.Flow flow;
    private StreamCopy reverse;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean failed;

    private final Queue<StreamEvent> events = new ConcurrentLinkedQueue<>();
    /** Bytes that may be read until some have been written. */
    private final Semaphore room = new Semaphore(WINDOW);
    /** The events at the head of the queue that have passed the wire. */
    private final Semaphore passed = new Semaphore(0);
    private final AtomicBoolean resetSeen = new AtomicBoolean();

    /** @param ended counted down when the end of the stream, or a reset, has been passed on */
    StreamCopy(Socket from, Socket to, CountDownLatch ended) {
        this.from = from;
        this.to = to;
        this.ended = ended;
    }

    /** Must be called before any other method. */
    void connect(RelayWire.Flow newFlow, StreamCopy newReverse) {
        flow = newFlow;
        reverse = newReverse;
    }

    boolean isIdle() {
        return events.isEmpty() && room.availablePermits() == WINDOW;
    }

    void awaitHeal() throws InterruptedException {
        flow.awaitHeal();
    }

    /** Reads until the stream ends. */
    Void read() throws InterruptedException {
        byte[] buffer = new byte[MAX_READ];
        try {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                enter(buffer, n);
            }
        } catch (IOException _) {
            enterReset();
            return null;
        }
        if (reverse.hasFailed()) {
            enterReset();
        } else {
            enter(new StreamEvent.EndOfStream(), HEADERS);
        }
        return null;
    }

    private void enter(byte[] buffer, int length) throws InterruptedException {
        room.acquire(length);
        int step = flow.isRateLimited() ? SEGMENT : length; // so that the queue of a rate limit fills segment by segment
        for (int at = 0; at < length; at += step) {
            byte[] bytes = Arrays.copyOfRange(buffer, at, Math.min(at + step, length));
            enter(new StreamEvent.Bytes(bytes), bytes.length + HEADERS * Math.ceilDiv(bytes.length, SEGMENT));
        }
    }

    private void enter(StreamEvent event, int size) throws InterruptedException {
        events.add(event);
        flow.offerWhenThereIsRoom(size);
    }

    private void enterReset() throws InterruptedException {
        if (resetSeen.compareAndSet(false, true)) {
            enter(new StreamEvent.Reset(), HEADERS);
        }
    }

    /**
     * Whether a write to the socket has failed. If so, an end of stream read from it is in fact a reset: the kernel
     * reports a reset once (SO_ERROR in socket(7)) and an end of stream after that. Waits briefly for a write in
     * progress, which may merely be slow.
     */
    private boolean hasFailed() throws InterruptedException {
        if (writing.tryLock(WRITE_CHECK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
            writing.unlock();
        }
        return failed;
    }

    /** Called when the next event has passed the wire. */
    @Override
    public void delivered(byte[] bytes, int length) {
        passed.release();
    }

    /** Writes what has passed the wire until the thread is interrupted. */
    Void write() throws InterruptedException {
        while (true) {
            passed.acquire();
            StreamEvent event = events.peek();
            flow.awaitHeal();
            int written = 0;
            switch (event) {
                case StreamEvent.Bytes(byte[] bytes) -> {
                    write(bytes);
                    written = bytes.length;
                }
                case StreamEvent.EndOfStream _ -> {
                    end();
                    ended.countDown();
                }
                case StreamEvent.Reset _ -> {
                    Sockets.reset(to);
                    ended.countDown();
                }
            }
            events.remove();
            room.release(written);
        }
    }

    private void write(byte[] bytes) throws InterruptedException {
        if (failed) {
            return;
        }
        writing.lock();
        try {
            to.getOutputStream().write(bytes);
        } catch (IOException _) {
            failed = true;
        } finally {
            writing.unlock();
        }
        if (failed) {
            reverse.enterReset();
        }
    }

    private void end() {
        try {
            to.shutdownOutput();
        } catch (IOException _) {
            // already closed
        }
    }

    @Override
    public void close() {
        flow.close();
        Sockets.closeQuietly(to);
    }
}
