package netkit.lab.relay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of one connection: one thread reads a socket, another writes to the other socket what has come through
 * the wire. A reset travels as the end does, behind the bytes; what the dead receiver does not take is thrown away.
 */
final class StreamCopy implements RelayWire.Receiver, Closeable {
    /** What is read and not yet written; at so many bytes the sender has to wait, as TCP has it. */
    static final int WINDOW = 4 << 20;
    private static final int MAX_READ = 64 * 1024;
    /** The bytes of a full Ethernet frame's segment, and its IPv4 and TCP headers with timestamps (RFC 7323 §3). */
    private static final int SEGMENT = 1_448;
    private static final int HEADERS = 52;
    private static final int WRITE_CHECK_TIMEOUT_MILLIS = 50;

    private sealed interface StreamEvent {
        record Bytes(byte[] bytes) implements StreamEvent {}

        /** The sender sends nothing more (RFC 9293 §3.6): the other direction stays open. */
        record EndOfStream() implements StreamEvent {}

        /** The connection is gone. */
        record Reset() implements StreamEvent {}
    }

    private final Socket from;
    private final Socket to;
    private final CountDownLatch ended;
    /** The wire, and the other direction of the same connection. */
    private RelayWire.Flow flow;
    private StreamCopy reverse;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean failed;

    // guarded by this
    private final ArrayDeque<StreamEvent> events = new ArrayDeque<>();
    /** How many of them have come through the wire. */
    private int due;
    private long waiting;
    private boolean isReset;

    /** @param ended counted down when the end, or a reset, has been passed on */
    StreamCopy(Socket from, Socket to, CountDownLatch ended) {
        this.from = from;
        this.to = to;
        this.ended = ended;
    }

    /** Before it is used. */
    void connect(RelayWire.Flow newFlow, StreamCopy newReverse) {
        flow = newFlow;
        reverse = newReverse;
    }

    synchronized boolean isIdle() {
        return events.isEmpty() && waiting == 0;
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
        synchronized (this) {
            while (waiting >= WINDOW) {
                wait();
            }
            waiting += length;
        }
        int step = flow.isSlow() ? SEGMENT : length; // so that the queue in front of a slow line is filled bit by bit
        for (int at = 0; at < length; at += step) {
            byte[] bytes = Arrays.copyOfRange(buffer, at, Math.min(at + step, length));
            enter(new StreamEvent.Bytes(bytes), bytes.length + HEADERS * Math.ceilDiv(bytes.length, SEGMENT));
        }
    }

    private void enter(StreamEvent event, int size) throws InterruptedException {
        synchronized (this) {
            events.add(event);
        }
        flow.offerWhenThereIsRoom(size);
    }

    private void enterReset() throws InterruptedException {
        synchronized (this) {
            if (isReset) {
                return;
            }
            isReset = true;
        }
        enter(new StreamEvent.Reset(), HEADERS);
    }

    /**
     * Whether a write has failed, so that an end read from the same socket is none: the kernel tells of a reset once
     * (SO_ERROR in socket(7)), and of an end after that. So a write that is going on is waited for, but not for long: it may
     * just be slow.
     */
    private boolean hasFailed() throws InterruptedException {
        if (writing.tryLock(WRITE_CHECK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
            writing.unlock();
        }
        return failed;
    }

    /** The next event has come through the wire. */
    @Override
    public synchronized void delivered(byte[] bytes, int length) {
        due++;
        notifyAll();
    }

    /** Writes what comes through the wire, until the thread is interrupted. */
    Void write() throws InterruptedException {
        while (true) {
            StreamEvent event = next();
            flow.awaitHeal();
            switch (event) {
                case StreamEvent.Bytes(byte[] bytes) -> write(bytes);
                case StreamEvent.EndOfStream _ -> {
                    end();
                    ended.countDown();
                }
                case StreamEvent.Reset _ -> {
                    reset(to);
                    ended.countDown();
                }
            }
            written(event);
        }
    }

    private synchronized StreamEvent next() throws InterruptedException {
        while (due == 0) {
            wait();
        }
        return events.peek();
    }

    private synchronized void written(StreamEvent event) {
        due--;
        events.poll();
        if (event instanceof StreamEvent.Bytes(byte[] bytes)) {
            waiting -= bytes.length;
            notifyAll();
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
            // gone already
        }
    }

    /** RFC 9293 §3.10.5: ABORT sends a RST, where CLOSE sends a FIN. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException _) {
            // gone already
        }
    }

    @Override
    public void close() {
        flow.close();
        try {
            to.close();
        } catch (IOException _) {
            // it is closed all the same
        }
    }
}
