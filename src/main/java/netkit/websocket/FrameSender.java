package netkit.websocket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.function.IntSupplier;

import netkit.net.OutboundQueue;

/**
 * The sending half of a connection: encodes frames and sends them in order. Frames of the connection's reading thread are
 * gathered until it flushes, and may block on a slow peer; those of other threads are queued and never block.
 */
final class FrameSender {
    private static final int FIRST_GATHERED = 256;
    /** Larger payloads are written without being gathered. */
    private static final int MAX_GATHERED = 64 * 1024;
    /** A buffer up to this size is kept for the next message. */
    private static final int MAX_KEPT = 2 << 20;
    private static final byte[] EMPTY = {};

    private final Role role;
    private final OutboundQueue queue;
    private final MessageDeflater deflater;
    private final IntSupplier maskingKeys;
    private final Frame.Observer observer;

    private volatile Thread reader;
    // All fields below are guarded by this.
    private byte[] gathered = EMPTY;
    private int gatheredLength;
    /** The reading thread is writing what it has gathered, and may be blocked. */
    private boolean flushing;
    /** A close frame has been sent (no frame may follow it, RFC 6455 §5.5.1), or a write has failed. */
    private boolean closed;
    /** The close frame to send when the reading thread's write ends. */
    private byte[] pendingClose;

    /** @param deflater compresses messages; null for no compression */
    FrameSender(Role role, OutboundQueue queue, MessageDeflater deflater, IntSupplier maskingKeys,
            Frame.Observer observer) {
        this.role = role;
        this.queue = queue;
        this.deflater = deflater;
        this.maskingKeys = maskingKeys;
        this.observer = observer;
    }

    /** Sets the thread whose frames are gathered. */
    void setReader(Thread thread) {
        reader = thread;
    }

    /**
     * Sends a complete message or a control frame.
     *
     * @return false when it was not sent: after a close frame, or because the queue is full
     */
    boolean send(Opcode opcode, byte[] payload, int from, int length) throws IOException {
        if (Thread.currentThread() != reader) {
            return offer(opcode, payload, from, length);
        }
        if (deflater == null) {
            return gather(FrameHeader.FIN, opcode, payload, from, length);
        }
        if (!opcode.isControl()) {
            // incompressible data grows slightly
            awaitRoom(length + length / 1000 + FrameHeader.MAX_LENGTH);
        }
        return offer(opcode, payload, from, length);
    }

    /** Sends like {@link #send}, but never blocks, on the reading thread either. */
    boolean offer(Opcode opcode, byte[] payload, int from, int length) {
        if (deflater == null || opcode.isControl()) {
            return enqueue(FrameHeader.FIN, opcode, payload, from, length);
        }
        synchronized (this) { // messages must leave in the order in which they were compressed
            if (closed) {
                return false; // the deflater may be closed already
            }
            int compressed = deflater.deflate(payload, from, length);
            boolean queued = enqueue(FrameHeader.FIN | FrameHeader.RSV1, opcode, deflater.bytes(), 0,
                    compressed);
            if (!queued) {
                deflater.resetContext(); // the peer never receives this message, so later ones must not refer to it
            }
            return queued;
        }
    }

    /**
     * Sends a frame as it is, legal or not.
     *
     * @return false when it was not sent: after a close frame, or because the queue is full
     */
    boolean send(Frame frame) {
        flushIfReader();
        return enqueue(frame.encode(), frame);
    }

    /** Writes the gathered frames. */
    void flush() throws IOException {
        synchronized (this) {
            if (gatheredLength == 0) {
                return;
            }
            flushing = true;
        }
        write(EMPTY, 0, 0);
    }

    /** Writes the gathered frames and then these bytes; other threads may send while it blocks. */
    private boolean write(byte[] bytes, int from, int length) throws IOException {
        boolean written = false;
        try {
            written = queue.write(gathered, gatheredLength, bytes, from, length);
            return written;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sending");
        } finally {
            flushed(written);
        }
    }

    private synchronized void flushed(boolean written) {
        flushing = false;
        gatheredLength = 0;
        if (gathered.length > MAX_KEPT) {
            gathered = EMPTY;
        }
        closed |= !written;
        if (pendingClose != null) {
            queue.close(pendingClose);
        }
    }

    /** Flushes on the reading thread, so that its earlier frames are sent first. */
    private void flushIfReader() {
        if (Thread.currentThread() == reader) {
            try {
                flush();
            } catch (IOException _) {
                // the next read reports it, and the queue rejects what follows
            }
        }
    }

    /** Sends a close frame, after which nothing is sent; without effect after another one. Never blocks. */
    void close(CloseStatus status) {
        byte[] payload = status.encode();
        synchronized (this) {
            if (!closed) {
                close(frame(FrameHeader.FIN, Opcode.CLOSE, payload, 0, payload.length));
            }
        }
    }

    /** Queues a close frame after the frames that the reading thread has gathered; called by any thread. */
    private synchronized void close(byte[] frame) {
        closed = true;
        if (flushing) {
            pendingClose = frame;
        } else {
            byte[] all = Arrays.copyOf(gathered, gatheredLength + frame.length);
            System.arraycopy(frame, 0, all, gatheredLength, frame.length);
            gatheredLength = 0;
            queue.close(all);
        }
    }

    /** Sends a close frame and discards the frames that wait for a peer that does not read. */
    void closeDiscarding(CloseStatus status) {
        byte[] payload = status.encode();
        synchronized (this) {
            if (!closed) {
                closed = true;
                gatheredLength = flushing ? gatheredLength : 0;
                queue.closeDiscarding(frame(FrameHeader.FIN, Opcode.CLOSE, payload, 0, payload.length));
            }
        }
    }

    /** Returns the bytes of memory kept for later frames; exact on the reading thread only. */
    int retainedBytes() {
        return gathered.length + (deflater == null ? 0 : deflater.bytes().length);
    }

    /** Releases the buffers; called by the reading thread after a flush. */
    synchronized void releaseBuffers() {
        gathered = EMPTY;
        if (deflater != null) {
            deflater.releaseBuffers();
        }
    }

    /** Releases all memory at the end of the connection. */
    synchronized void release() {
        closed = true;
        if (deflater != null) {
            deflater.close();
        }
    }

    private boolean gather(int flags, Opcode opcode, byte[] payload, int from, int length)
            throws IOException {
        if (gatheredLength > 0 && gatheredLength + length + FrameHeader.MAX_LENGTH > MAX_GATHERED) {
            flush();
        }
        // A server does not mask, so that a large payload can be written without a copy.
        boolean uncopied = role == Role.SERVER && length > MAX_GATHERED;
        synchronized (this) {
            if (closed) {
                return false;
            }
            int needed = gatheredLength + FrameHeader.MAX_LENGTH + (uncopied ? 0 : length);
            if (needed > gathered.length) {
                gathered = Arrays.copyOf(gathered,
                        Math.max(needed, Math.max(FIRST_GATHERED, 2 * gathered.length)));
            }
            if (uncopied) {
                gatheredLength = FrameHeader.encode(gathered, 0, flags, opcode, length);
                observe(flags, opcode, 0, payload, from, length);
                flushing = true;
            } else {
                gatheredLength += encode(gathered, gatheredLength, flags, opcode, payload, from, length);
            }
        }
        return !uncopied || write(payload, from, length);
    }

    private synchronized boolean enqueue(int flags, Opcode opcode, byte[] payload, int from, int length) {
        return !closed && queue.offer(frame(flags, opcode, payload, from, length));
    }

    private synchronized boolean enqueue(byte[] bytes, Frame frame) {
        if (closed) {
            return false;
        }
        observer.sent(frame);
        if (frame.opcode() == Opcode.CLOSE) {
            close(bytes);
            return true;
        }
        return queue.offer(bytes);
    }

    private byte[] frame(int flags, Opcode opcode, byte[] payload, int from, int length) {
        byte[] bytes = new byte[headLength(length) + length];
        encode(bytes, 0, flags, opcode, payload, from, length);
        return bytes;
    }

    private int headLength(int length) {
        int extended = length <= FrameHeader.MAX_SHORT_PAYLOAD ? 0 : length <= 0xFFFF ? 2 : 8;
        return 2 + extended + (role == Role.CLIENT ? 4 : 0);
    }

    private int encode(byte[] target, int at, int flags, Opcode opcode, byte[] payload, int from,
            int length) {
        int key = 0;
        int head = switch (role) {
            case SERVER -> FrameHeader.encode(target, at, flags, opcode, length);
            case CLIENT -> {
                key = maskingKeys.getAsInt();
                yield FrameHeader.encodeMasked(target, at, flags, opcode, length, key);
            }
        };
        switch (role) {
            case SERVER -> System.arraycopy(payload, from, target, at + head, length);
            case CLIENT -> Masking.copy(payload, from, target, at + head, length, key, 0);
        }
        observe(flags, opcode, key, payload, from, length);
        return head + length;
    }

    private void observe(int flags, Opcode opcode, int key, byte[] payload, int from, int length) {
        if (observer != Frame.Observer.NONE) {
            observer.sent(new Frame(flags, opcode.code(), role == Role.CLIENT, key,
                    FrameHeader.shortLength(length), length,
                    Arrays.copyOfRange(payload, from, from + Math.min(length, Frame.PREVIEW))));
        }
    }

    private void awaitRoom(int length) throws InterruptedIOException {
        try {
            queue.awaitRoom(length);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to send");
        }
    }
}
