package netkit.websocket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.IntSupplier;

import netkit.net.OutboundQueue;
import netkit.net.SharedBytes;

/**
 * The sending half of a connection: encodes messages and control frames, and queues them in order. The reading thread
 * sends with {@link #reply}, which gathers frames until a flush and may wait for a slow peer; all other threads send
 * with {@link #send}, which never waits. A close frame closes the queue, so that nothing follows it (RFC 6455 §5.5.1).
 */
final class FrameSender {
    private static final byte[] EMPTY = {};
    private static final Runnable NO_ACTION = () -> {};

    private final Role role;
    private final OutboundQueue queue;
    private final MessageDeflater deflater;
    private final IntSupplier maskingKeys;
    private final FrameTrace trace;
    /** The header of a reply, which only the reading thread uses. */
    private final byte[] head = new byte[FrameHeader.MAX_LENGTH];

    /** @param deflater compresses messages; null for no compression */
    FrameSender(Role role, OutboundQueue queue, MessageDeflater deflater, IntSupplier maskingKeys,
            FrameTrace trace) {
        this.role = role;
        this.queue = queue;
        this.deflater = deflater;
        this.maskingKeys = maskingKeys;
        this.trace = trace;
    }

    /**
     * Sends a complete message or a control frame from the reading thread.
     *
     * @return false when it was not sent: after a close frame
     */
    boolean reply(Opcode opcode, byte[] payload, int from, int length) throws IOException {
        try {
            if (deflater != null || trace.isOn()) {
                return awaitRoom(length) && send(opcode, payload, from, length);
            }
            if (role == Role.SERVER) { // RFC 6455 §5.1: a server does not mask, so no copy is needed
                int headLength = FrameHeader.encode(head, 0, FrameHeader.FIN, opcode, length);
                return queue.gather(head, headLength, payload, from, length);
            }
            byte[] frame = encode(FrameHeader.FIN, opcode, payload, from, length);
            return queue.gather(EMPTY, 0, frame, 0, frame.length);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    /** Writes the gathered replies. */
    void flush() throws IOException {
        try {
            queue.flush();
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while sending");
    }

    /**
     * Waits until a message of this size can be queued, and the observer knows of all before it.
     *
     * @return false after a close frame
     */
    boolean awaitRoom(int length) throws InterruptedException {
        trace.dispatch();
        return queue.awaitRoom(length + length / 1000 + FrameHeader.MAX_LENGTH); // incompressible data grows slightly
    }

    /**
     * Sends a complete message or a control frame from any thread. Never blocks.
     *
     * @return false when it was not sent: after a close frame, or because the queue is full
     */
    boolean send(Opcode opcode, byte[] payload, int from, int length) {
        boolean queued = deflater == null || opcode.isControl()
                ? enqueue(FrameHeader.FIN, opcode, payload, from, length)
                : deflate(opcode, payload, from, length);
        trace.dispatchAsync();
        return queued;
    }

    /** Messages must leave in the order in which they were compressed. */
    private synchronized boolean deflate(Opcode opcode, byte[] payload, int from, int length) {
        if (queue.isClosed()) {
            return false; // the deflater may be closed already
        }
        int compressed = deflater.deflate(payload, from, length);
        boolean queued = enqueue(FrameHeader.FIN | FrameHeader.RSV1, opcode, deflater.bytes(), 0, compressed);
        if (!queued) {
            deflater.resetContext(); // the peer never receives this message, so later ones must not refer to it
        }
        return queued;
    }

    private synchronized boolean enqueue(int flags, Opcode opcode, byte[] payload, int from, int length) {
        return enqueue(new SharedBytes(encode(flags, opcode, payload, from, length)));
    }

    private boolean enqueue(SharedBytes frame) {
        return queue.offer(frame, trace.isOn() ? () -> observe(frame.bytes()) : NO_ACTION);
    }

    /** Sends a message that is encoded already, as {@link #send(Opcode, byte[], int, int)} does. */
    boolean send(PreparedMessage message) {
        if (deflater != null || role == Role.CLIENT) {
            return send(message.type(), message.payload(), 0, message.payload().length);
        }
        return sendEncoded(message.frame());
    }

    /** Sends a frame as it is, legal or not; it must not be a close frame. Returns as {@code send} does. */
    boolean send(Frame frame) {
        return sendEncoded(new SharedBytes(frame.encode()));
    }

    private boolean sendEncoded(SharedBytes frame) {
        boolean queued;
        synchronized (this) {
            queued = enqueue(frame);
        }
        trace.dispatchAsync();
        return queued;
    }

    /**
     * Sends a close frame, after which nothing is sent. Never blocks.
     *
     * @param discarding whether the frames that wait for the peer are discarded
     * @param onWritten runs when it has been handed to the kernel
     */
    void close(CloseStatus status, boolean discarding, Runnable onWritten) {
        byte[] payload = status.encode();
        close(encode(FrameHeader.FIN, Opcode.CLOSE, payload, 0, payload.length), discarding, onWritten);
    }

    /** Sends the bytes of a close frame, legal or not. */
    synchronized void close(byte[] frame, boolean discarding, Runnable onWritten) {
        queue.close(frame, discarding, () -> observe(frame), onWritten);
        trace.dispatchAsync();
    }

    /** Returns the bytes of memory kept for later frames; exact while no other thread sends. */
    int retainedBytes() {
        return queue.retainedBytes() + (deflater == null ? 0 : deflater.bytes().length);
    }

    /** Releases the buffers. */
    synchronized void releaseBuffers() {
        queue.releaseBuffers();
        if (deflater != null) {
            deflater.releaseBuffers();
        }
    }

    /** Releases all memory; the queue must be closed. */
    synchronized void release() {
        if (deflater != null) {
            deflater.close();
        }
    }

    private byte[] encode(int flags, Opcode opcode, byte[] payload, int from, int length) {
        return switch (role) {
            case SERVER -> unmasked(flags, opcode, payload, from, length);
            case CLIENT -> masked(flags, opcode, payload, from, length, maskingKeys.getAsInt());
        };
    }

    static byte[] unmasked(int flags, Opcode opcode, byte[] payload, int from, int length) {
        byte[] frame = new byte[headLength(length) + length];
        int head = FrameHeader.encode(frame, 0, flags, opcode, length);
        System.arraycopy(payload, from, frame, head, length);
        return frame;
    }

    private static byte[] masked(int flags, Opcode opcode, byte[] payload, int from, int length, int key) {
        byte[] frame = new byte[headLength(length) + Integer.BYTES + length];
        int head = FrameHeader.encodeMasked(frame, 0, flags, opcode, length, key);
        Masking.copy(payload, from, frame, head, length, key, 0);
        return frame;
    }

    private static int headLength(int length) {
        return length <= FrameHeader.MAX_SHORT_PAYLOAD ? 2 : length <= 0xFFFF ? 4 : 10;
    }

    /** Notes a frame before it is written: a reply to it must not be noted first. */
    private void observe(byte[] frame) {
        if (trace.isOn()) {
            trace.sent(Frame.preview(frame));
        }
    }
}
