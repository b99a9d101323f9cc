package netkit.websocket;

import java.util.Arrays;

/**
 * One frame for display: what {@code --frames} and {@code ws-frame} show. Connections themselves do not create any.
 *
 * @param flags {@link FrameHeader#FIN} and the RSV bits, at their positions in the first byte
 * @param opcodeBits 0 to 15, reserved ones included
 * @param masked whether it has a masking key
 * @param maskingKey its first byte most significant
 * @param shortLength the 7-bit length field; 126 or 127 when an extended length follows
 * @param payloadLength as stated in the header; negative when the most significant of 64 bits is set
 * @param payload unmasked, possibly truncated
 */
public record Frame(int flags, int opcodeBits, boolean masked, int maskingKey, int shortLength,
        long payloadLength, byte[] payload) {
    /** The most payload bytes kept for an observer. */
    static final int PREVIEW = 256;

    /** Creates a complete frame with its length in the shortest form. */
    public Frame(int flags, int opcodeBits, boolean masked, int maskingKey, byte[] payload) {
        this(flags, opcodeBits, masked, maskingKey, FrameHeader.shortLength(payload.length), payload.length,
                payload);
    }

    /** An observer of the frames of one connection. */
    public interface Observer {
        Observer NONE = new Observer() {
            @Override
            public void received(Frame frame) {}

            @Override
            public void violation(WebSocketException violation) {}

            @Override
            public void sent(Frame frame) {}
        };

        /** Called with each received frame, unmasked: complete, or as much of an illegal one as was read. */
        void received(Frame frame);

        /** Called when the last received frame, or the message it completes, violates the protocol. */
        void violation(WebSocketException violation);

        /** Called with each frame that is sent. */
        void sent(Frame frame);
    }

    static Frame of(FrameHeader head, byte[] preview) {
        return new Frame(head.isFinal() ? FrameHeader.FIN | head.reserved() : head.reserved(),
                head.opcodeBits(),
                head.isMasked(), head.maskingKey(), head.shortLength(), head.payloadLength(), preview);
    }

    /** Decodes a frame; returns null when it is incomplete. */
    public static Frame decode(byte[] bytes, int from, int to) {
        FrameHeader head = new FrameHeader();
        int length = head.decode(bytes, from, to);
        if (length == 0 || head.payloadLength() < 0 || head.payloadLength() > to - from - length) {
            return null;
        }
        byte[] payload = Arrays.copyOfRange(bytes, from + length, from + length + (int) head.payloadLength());
        Masking.apply(payload, 0, payload.length, head.maskingKey(), 0);
        return of(head, payload);
    }

    /** Decodes a frame, legal or not, with at most {@link #PREVIEW} bytes of its payload. */
    static Frame preview(byte[] frame) {
        FrameHeader head = new FrameHeader();
        int length = head.decode(frame, 0, frame.length);
        byte[] payload = Arrays.copyOfRange(frame, length, Math.min(frame.length, length + PREVIEW));
        Masking.apply(payload, 0, payload.length, head.maskingKey(), 0);
        return of(head, payload);
    }

    /** Encodes the frame, legal or not, with the actual length of the payload. */
    public byte[] encode() {
        byte[] bytes = new byte[FrameHeader.MAX_LENGTH + payload.length];
        int head = FrameHeader.encodeRaw(bytes, this);
        Masking.copy(payload, 0, bytes, head, payload.length, masked ? maskingKey : 0, 0);
        return Arrays.copyOf(bytes, head + payload.length);
    }

    public boolean isFinal() {
        return (flags & FrameHeader.FIN) != 0;
    }

    /** Returns null when the opcode is reserved. */
    public Opcode opcode() {
        return Opcode.of(opcodeBits);
    }
}
