package netkit.websocket;

import java.util.Arrays;

/**
 * One frame to look at: what {@code --frames} and {@code ws-frame} show. Connections do without such objects.
 *
 * @param flags {@link FrameHeader#FIN} and the RSV bits, as they stand in the first byte
 * @param opcodeBits 0 to 15, perhaps a reserved one
 * @param masked whether it has a masking key
 * @param maskingKey the first byte on top
 * @param shortLength the seven bits that are the length, or say by 126 or 127 where it is
 * @param payloadLength as its head says; negative when the topmost of 64 bits is set
 * @param payload unmasked; perhaps only the beginning of it
 */
public record Frame(int flags, int opcodeBits, boolean masked, int maskingKey, int shortLength,
        long payloadLength, byte[] payload) {
    /** How much of a payload is kept to look at. */
    static final int PREVIEW = 256;

    /** A frame that is whole, its length in the shortest form. */
    public Frame(int flags, int opcodeBits, boolean masked, int maskingKey, byte[] payload) {
        this(flags, opcodeBits, masked, maskingKey, FrameHeader.shortLength(payload.length), payload.length,
                payload);
    }

    /** Told of each frame of a connection. */
    public interface Observer {
        Observer NONE = new Observer() {
            @Override
            public void received(Frame frame) {}

            @Override
            public void violation(WebSocketException violation) {}

            @Override
            public void sent(Frame frame) {}
        };

        /** A frame has arrived, as it was on the wire but for the mask: whole, or as far as an illegal one was read. */
        void received(Frame frame);

        /** The frame told last, or the message that ends with it, breaks a rule; the connection is about to end. */
        void violation(WebSocketException violation);

        /** A frame is on its way. */
        void sent(Frame frame);
    }

    static Frame of(FrameHeader head, byte[] preview) {
        return new Frame(head.isFinal() ? FrameHeader.FIN | head.reserved() : head.reserved(),
                head.opcodeBits(),
                head.isMasked(), head.maskingKey(), head.shortLength(), head.payloadLength(), preview);
    }

    /** A frame decoded from its bytes, of which all have to be there; null when some are missing. */
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

    /** The frame as it goes over the wire, whether or not it is legal; the length it states is the payload's. */
    public byte[] encode() {
        byte[] bytes = new byte[FrameHeader.MAX_LENGTH + payload.length];
        int head = FrameHeader.encodeRaw(bytes, this);
        Masking.copy(payload, 0, bytes, head, payload.length, masked ? maskingKey : 0, 0);
        return Arrays.copyOf(bytes, head + payload.length);
    }

    public boolean isFinal() {
        return (flags & FrameHeader.FIN) != 0;
    }

    /** Null when the opcode is reserved. */
    public Opcode opcode() {
        return Opcode.of(opcodeBits);
    }
}
