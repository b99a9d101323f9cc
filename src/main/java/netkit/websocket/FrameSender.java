package netkit.websocket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.function.IntSupplier;

import netkit.net.OutboundQueue;

/**
 * The sending half of a connection: makes frames and lets them out in the right order. What the connection's reading
 * thread sends is gathered until it flushes, and may wait for the peer; what other threads send is queued and never
 * waits.
 */
final class FrameSender {
    private static final int FIRST_GATHERED = 256;
    /** More than this is not gathered but written. */
    private static final int MAX_GATHERED = 64 * 1024;
    /** A buffer that a large message has left is kept for the next one up to this size. */
    private static final int MAX_KEPT = 2 << 20;
    private static final byte[] EMPTY = {};

    private final Role role;
    private final OutboundQueue queue;
    private final MessageDeflater deflater;
    private final IntSupplier maskingKeys;
    private final Frame.Observer observer;

    private volatile Thread reader;
    // All that follows is guarded by this.
    private byte[] gathered = EMPTY;
    private int gatheredLength;
    /** The reading thread is about to write what it has gathered, and may have to wait for the peer. */
    private boolean flushing;
    /** Nothing may follow a close frame (RFC 6455 §5.5.1). */
    private boolean closed;
    /** The close frame, until what the reading thread is writing is out. */
    private byte[] pendingClose;

    /** @param deflater how messages are compressed, or null when they are not */
    FrameSender(Role role, OutboundQueue queue, MessageDeflater deflater, IntSupplier maskingKeys,
            Frame.Observer observer) {
        this.role = role;
        this.queue = queue;
        this.deflater = deflater;
        this.maskingKeys = maskingKeys;
        this.observer = observer;
    }

    /** Names the thread whose frames are gathered. */
    void setReader(Thread thread) {
        reader = thread;
    }

    /**
     * Sends a whole message, or a control frame.
     *
     * @return false when it was not sent: after a close frame, or for want of room in the queue
     */
    boolean send(Opcode opcode, byte[] payload, int from, int length) throws IOException {
        if (Thread.currentThread() != reader) {
            return offer(opcode, payload, from, length);
        }
        if (deflater == null) {
            return gather(FrameHeader.FIN, opcode, payload, from, length);
        }
        if (!opcode.isControl()) {
            // what cannot be compressed becomes a little longer
            awaitRoom(length + length / 1000 + FrameHeader.MAX_LENGTH);
        }
        return offer(opcode, payload, from, length);
    }

    /** As {@link #send}, but never waits, not even when the reading thread calls. */
    boolean offer(Opcode opcode, byte[] payload, int from, int length) {
        if (deflater == null || opcode.isControl()) {
            return enqueue(FrameHeader.FIN, opcode, payload, from, length);
        }
        synchronized (this) { // messages must leave in the order in which they were compressed
            if (closed) {
                return false; // and the memory of the compression is given back, perhaps
            }
            int compressed = deflater.deflate(payload, from, length);
            boolean queued = enqueue(FrameHeader.FIN | FrameHeader.RSV1, opcode, deflater.bytes(), 0,
                    compressed);
            if (!queued) {
                deflater.resetContext(); // the peer never sees this message, so no later one may refer to it
            }
            return queued;
        }
    }

    /** Sends a frame as it is, whether or not it is legal. */
    boolean send(Frame frame) {
        flushIfReader();
        return enqueue(frame.encode(), frame);
    }

    /** Lets out what was gathered. */
    void flush() throws IOException {
        synchronized (this) {
            if (gatheredLength == 0) {
                return;
            }
            flushing = true;
        }
        write(EMPTY, 0, 0);
    }

    /** Writes what was gathered, and then these bytes; while it waits for the peer others may send. */
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

    /** What the reading thread sent before comes before. */
    private void flushIfReader() {
        if (Thread.currentThread() == reader) {
            try {
                flush();
            } catch (IOException _) {
                // whoever reads learns it, and what follows isn't sent either
            }
        }
    }

    /** Sends a close frame, the last frame there is; without effect the second time. Never waits. */
    void close(CloseStatus status) {
        byte[] payload = status.encode();
        synchronized (this) {
            if (!closed) {
                close(frame(FrameHeader.FIN, Opcode.CLOSE, payload, 0, payload.length));
            }
        }
    }

    /** Whoever closes: what the reading thread was told is sent comes before the close frame. */
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

    /** As {@link #close}, giving up what waits for a peer who does not read. */
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

    /** Bytes of memory kept for what is sent next; for the reading thread to ask, what others keep is a guess. */
    int retainedBytes() {
        return gathered.length + (deflater == null ? 0 : deflater.bytes().length);
    }

    /** Gives them back; for the reading thread, when it has flushed. */
    synchronized void releaseBuffers() {
        gathered = EMPTY;
        if (deflater != null) {
            deflater.releaseBuffers();
        }
    }

    /** The connection is over: gives memory back. */
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
        // A server has nothing to mask, so what is large can leave from where it lies.
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
