package netkit.websocket;

import java.io.IOException;
import java.util.Arrays;

import netkit.net.MemoryBudget;

/**
 * The decoder of received bytes into messages and control frames (RFC 6455 §5 and §6.2), independent of sockets. A
 * message that is complete in the input is passed on as a view of it, unmasked in place; only a message that arrives in
 * pieces is copied.
 */
public final class MessageReader {
    /** The receiver of messages and control frames. The bytes are valid only during the call, and may be modified. */
    public interface Sink {
        /** Called with each complete message; a text is valid UTF-8. */
        void message(Opcode type, byte[] bytes, int from, int length) throws IOException;

        void ping(byte[] bytes, int from, int length) throws IOException;

        void pong(byte[] bytes, int from, int length) throws IOException;

        /** The last call. */
        void close(CloseStatus status) throws IOException;
    }

    private static final int FIRST_CAPACITY = 1024;
    /** A message buffer up to this size is kept for the next message. */
    private static final int MAX_KEPT = 1 << 20;
    private static final byte[] EMPTY = {};

    private final FrameRules rules;
    private final int maxMessage;
    private final MessageInflater inflater;
    private final MessageInflater.Output append = this::append;
    private final Sink sink;
    private final Frame.Observer observer;
    private final MemoryBudget.Account memory;
    private byte[] preview = EMPTY;
    /** Whether the current frame has been reported to the observer. */
    private boolean observed;
    private final FrameHeader header = new FrameHeader();
    private final Utf8Validator utf8 = new Utf8Validator();

    private boolean inFrame;
    /** Payload bytes of the current frame received so far. */
    private long arrived;
    /** The payload of a control frame; allocated for the first one. */
    private byte[] control = EMPTY;

    private Opcode type;
    private boolean compressed;
    private long compressedLength;
    private byte[] message = EMPTY;
    private int length;
    /** The part of the message buffer that is counted as held: all of it or, between messages, nothing. */
    private int counted;
    private boolean closed;
    /** Whether data is ignored; set by the thread that feeds this, or while it waits. */
    private volatile boolean discarding;
    /** The messages that have ended, and control frames between them. */
    private long ended;
    /** The bytes received since then. */
    private long received;

    /**
     * @param receiver the role of this end
     * @param inflater the decompressor, or null when permessage-deflate was not negotiated
     * @param maxMessage the largest message in bytes, after decompression
     * @param observer notified of each frame
     */
    public MessageReader(Role receiver, MessageInflater inflater, int maxMessage, Sink sink,
            Frame.Observer observer) {
        this(receiver, inflater, maxMessage, sink, observer, MemoryBudget.UNLIMITED.open(() -> {}));
    }

    /** @param memory counts the message that arrives in pieces; when it is evicted, further messages are ignored */
    MessageReader(Role receiver, MessageInflater inflater, int maxMessage, Sink sink,
            Frame.Observer observer, MemoryBudget.Account memory) {
        this.rules = new FrameRules(receiver, inflater == null ? 0 : FrameHeader.RSV1, maxMessage);
        this.inflater = inflater;
        this.maxMessage = maxMessage;
        this.sink = sink;
        this.observer = observer;
        this.memory = memory;
    }

    /**
     * Decodes received bytes, in pieces of any size.
     *
     * @return the number of bytes consumed; the rest, at most an incomplete frame header, must be passed again with the
     *         bytes that follow
     * @throws WebSocketException when the peer violates the protocol
     * @throws IOException from the sink
     */
    public int feed(byte[] bytes, int from, int to) throws IOException {
        try {
            return read(bytes, from, to);
        } catch (WebSocketException e) {
            if (observer != Frame.Observer.NONE) {
                reportFrame();
                observer.violation(e);
            }
            throw e;
        }
    }

    /** Returns the bytes of memory kept for the next message. */
    int retainedBytes() {
        return counted == 0 ? message.length : 0;
    }

    /** Returns the bytes of memory held for the incomplete message; other threads may see an older number. */
    int heldBytes() {
        return counted;
    }

    /** Releases the message buffer, unless a message is incomplete. */
    void releaseBuffers() {
        if (length == 0) {
            message = EMPTY;
            count(0);
        }
    }

    /** Releases the incomplete message, and ignores all data from now on: only control frames count. */
    void discard() {
        discarding = true;
        length = 0;
        releaseBuffers();
    }

    private void count(int bytes) {
        memory.add(bytes - counted);
        counted = bytes;
    }

    /** Whether a frame or message has begun and is not complete. */
    boolean isIncomplete() {
        return inFrame || rules.isFragmented();
    }

    /** Returns a number that is another one for each incomplete message. */
    long messageNumber() {
        return ended;
    }

    /** Returns the bytes received of the incomplete message. */
    long receivedBytes() {
        return received;
    }

    private int read(byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (!closed) {
            if (!inFrame) {
                int headerLength = header.decode(bytes, at, to);
                if (headerLength == 0) {
                    return at - from;
                }
                observed = false;
                rules.check(header);
                at += headerLength;
                begin();
            }
            int count = (int) Math.min(to - at, header.payloadLength() - arrived);
            if (header.isMasked()) {
                Masking.apply(bytes, at, count, header.maskingKey(), arrived);
            }
            if (observer != Frame.Observer.NONE) {
                observe(bytes, at, count);
            }
            payload(bytes, at, count);
            at += count;
            received += count;
            if (inFrame) {
                return at - from;
            }
            if (!rules.isFragmented()) {
                ended++;
                received = 0;
            }
        }
        return to - from; // RFC 6455 §5.5.1: bytes after a close frame are ignored
    }

    private void begin() {
        inFrame = true;
        arrived = 0;
        Opcode opcode = header.opcode();
        if (opcode == Opcode.TEXT || opcode == Opcode.BINARY) {
            type = opcode;
            compressed = (header.reserved() & FrameHeader.RSV1) != 0;
            compressedLength = 0;
            length = 0;
            utf8.reset();
        }
    }

    private void observe(byte[] bytes, int from, int count) {
        int kept = Math.min(count, Frame.PREVIEW - preview.length);
        byte[] longer = Arrays.copyOf(preview, preview.length + kept);
        System.arraycopy(bytes, from, longer, preview.length, kept);
        preview = longer;
        if (arrived + count == header.payloadLength()) {
            reportFrame();
        }
    }

    private void reportFrame() {
        if (!observed) {
            observed = true;
            observer.received(Frame.of(header, preview));
            preview = EMPTY;
        }
    }

    private void payload(byte[] bytes, int from, int count) throws IOException {
        boolean whole = count == header.payloadLength();
        if (header.opcode().isControl()) {
            control = control.length == 0 ? new byte[FrameHeader.MAX_SHORT_PAYLOAD] : control;
            System.arraycopy(bytes, from, control, (int) arrived, count);
        } else if (discarding) {
            // only control frames count
        } else if (whole && header.isFinal() && header.opcode() != Opcode.CONTINUATION && !compressed) {
            inFrame = false;
            validate(bytes, from, count, true);
            sink.message(type, bytes, from, count);
            return;
        } else if (compressed) {
            compressedLength += count;
            inflater.inflate(bytes, from, count, append);
        } else {
            append(bytes, from, count);
        }
        arrived += count;
        if (arrived == header.payloadLength()) {
            inFrame = false;
            end();
        }
    }

    private void end() throws IOException {
        int size = (int) header.payloadLength();
        switch (header.opcode()) {
            case PING -> sink.ping(control, 0, size);
            case PONG -> sink.pong(control, 0, size);
            case CLOSE -> {
                CloseStatus status = CloseStatus.decode(control, 0, size);
                closed = true;
                sink.close(status);
            }
            case CONTINUATION, TEXT, BINARY -> {
                if (header.isFinal() && !discarding) {
                    endMessage();
                }
            }
        }
    }

    private void endMessage() throws IOException {
        if (compressed) {
            inflater.end(compressedLength);
        }
        validate(message, length, 0, true);
        sink.message(type, message, 0, length);
        length = 0;
        count(0);
        if (message.length > MAX_KEPT) {
            message = EMPTY;
        }
    }

    private void append(byte[] bytes, int from, int count) throws WebSocketException {
        if (discarding) {
            return;
        }
        if (count > maxMessage - length) {
            throw FrameRules.tooBig(maxMessage);
        }
        if (count > message.length - length) {
            // A power of two, so that growth ends exactly at MAX_KEPT.
            long room = Long.highestOneBit(length + count - 1L) << 1;
            int capacity = (int) Math.min(maxMessage, Math.max(FIRST_CAPACITY, room));
            if (!memory.awaitMemory(capacity)) {
                memory.add(-capacity);
                discard();
                return;
            }
            message = Arrays.copyOf(message, capacity);
            memory.add(-counted);
            counted = capacity;
        } else if (counted == 0) {
            count(message.length);
        }
        System.arraycopy(bytes, from, message, length, count);
        validate(message, length, count, false);
        length += count;
    }

    private void validate(byte[] bytes, int from, int count, boolean last) throws WebSocketException {
        if (type == Opcode.TEXT && (!utf8.accept(bytes, from, from + count) || last && !utf8.isComplete())) {
            throw new WebSocketException(CloseCode.INVALID_PAYLOAD, "RFC 6455 §8.1",
                    "a text message is not UTF-8");
        }
    }
}
