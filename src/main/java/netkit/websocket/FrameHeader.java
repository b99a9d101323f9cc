package netkit.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A frame header: everything before the payload (RFC 6455 §5.2). Mutable, so that a connection reuses one object for all
 * frames.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-------+-+-------------+-------------------------------+
 *  |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
 *  |I|S|S|S|  (4)  |A|     (7)     |   (16 if it is 126, 64 if     |
 *  |N|V|V|V|       |S|             |            it is 127)         |
 *  | |1|2|3|       |K|             |                               |
 *  +-+-+-+-+-------+-+-------------+ - - - - - - - - - - - - - - - +
 *  |               Masking key, 32 bits, if MASK is set            |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class FrameHeader {
    /** The longest header: 2 bytes, 8 of extended length, 4 of masking key. */
    public static final int MAX_LENGTH = 14;

    public static final int FIN = 0x80;
    public static final int RSV1 = 0x40;
    public static final int RSV2 = 0x20;
    public static final int RSV3 = 0x10;
    static final int RSV = RSV1 | RSV2 | RSV3;
    static final int MASK = 0x80;
    /** The largest payload that needs no extended length; also the largest of a control frame (RFC 6455 §5.5). */
    static final int MAX_SHORT_PAYLOAD = 125;
    static final int LENGTH_16 = 126;
    static final int LENGTH_64 = 127;
    private static final int MAX_16_BIT = 0xFFFF;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class,
            ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.BIG_ENDIAN);

    private int first;
    private int second;
    private int maskingKey;
    private long payloadLength;

    /**
     * Decodes the header at {@code from}, legal or not; {@link FrameRules} checks it.
     *
     * @param to the end of the available bytes
     * @return the length of the header in bytes; 0 when it is incomplete
     */
    public int decode(byte[] bytes, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        first = bytes[from] & 0xFF;
        second = bytes[from + 1] & 0xFF;
        int length = length(second);
        if (to - from < length) {
            return 0;
        }
        payloadLength = switch (second & 0x7F) {
            case LENGTH_16 -> (short) SHORT.get(bytes, from + 2) & MAX_16_BIT;
            case LENGTH_64 -> (long) LONG.get(bytes, from + 2);
            default -> second & 0x7F;
        };
        maskingKey = isMasked() ? (int) INT.get(bytes, from + length - 4) : 0;
        return length;
    }

    private static int length(int second) {
        int extended = switch (second & 0x7F) {
            case LENGTH_16 -> 2;
            case LENGTH_64 -> 8;
            default -> 0;
        };
        return 2 + extended + ((second & MASK) != 0 ? 4 : 0);
    }

    /**
     * Encodes a header without a masking key, with the shortest form of the length (RFC 6455 §5.2).
     *
     * @param flags {@link #FIN} and the RSV bits
     * @return the length of the header, 2 to 10 bytes
     */
    public static int encode(byte[] bytes, int at, int flags, Opcode opcode, int payloadLength) {
        bytes[at] = (byte) (flags | opcode.code());
        if (payloadLength <= MAX_SHORT_PAYLOAD) {
            bytes[at + 1] = (byte) payloadLength;
            return 2;
        }
        if (payloadLength <= MAX_16_BIT) {
            bytes[at + 1] = LENGTH_16;
            SHORT.set(bytes, at + 2, (short) payloadLength);
            return 4;
        }
        bytes[at + 1] = LENGTH_64;
        LONG.set(bytes, at + 2, (long) payloadLength);
        return 10;
    }

    /** Returns the 7-bit length field for the shortest form of a length. */
    static int shortLength(int payloadLength) {
        return payloadLength <= MAX_SHORT_PAYLOAD ? payloadLength
                : payloadLength <= MAX_16_BIT ? LENGTH_16 : LENGTH_64;
    }

    /** Encodes a header with a masking key, which a client must send (RFC 6455 §5.1). */
    public static int encodeMasked(byte[] bytes, int at, int flags, Opcode opcode, int payloadLength,
            int maskingKey) {
        int length = encode(bytes, at, flags, opcode, payloadLength);
        bytes[at + 1] |= (byte) MASK;
        INT.set(bytes, at + length, maskingKey);
        return length + 4;
    }

    /** Encodes the header of a frame, legal or not, with the actual length of the payload. */
    static int encodeRaw(byte[] bytes, Frame frame) {
        int length = frame.masked()
                ? encodeMasked(bytes, 0, frame.flags(), Opcode.CONTINUATION, frame.payload().length,
                        frame.maskingKey())
                : encode(bytes, 0, frame.flags(), Opcode.CONTINUATION, frame.payload().length);
        bytes[0] |= (byte) frame.opcodeBits();
        return length;
    }

    public boolean isFinal() {
        return (first & FIN) != 0;
    }

    /** Returns the RSV bits, at their positions in the first byte. */
    public int reserved() {
        return first & RSV;
    }

    public int opcodeBits() {
        return first & 0x0F;
    }

    /** Returns null when the opcode is reserved. */
    public Opcode opcode() {
        return Opcode.of(opcodeBits());
    }

    public boolean isMasked() {
        return (second & MASK) != 0;
    }

    /** Returns the 7-bit length field: the length up to 125; 126 or 127 when an extended length follows. */
    public int shortLength() {
        return second & 0x7F;
    }

    /** Returns the payload length in bytes; negative when the most significant of 64 bits is set. */
    public long payloadLength() {
        return payloadLength;
    }

    /** Returns the masking key, its first byte most significant; 0 when the frame is not masked. */
    public int maskingKey() {
        return maskingKey;
    }

    /** Whether the length has the shortest of its three forms. */
    public boolean isLengthMinimal() {
        return switch (shortLength()) {
            case LENGTH_16 -> payloadLength > MAX_SHORT_PAYLOAD;
            case LENGTH_64 -> payloadLength > MAX_16_BIT || payloadLength < 0;
            default -> true;
        };
    }
}
