package netkit.engineio;

import java.util.Base64;

/**
 * An Engine.IO packet (Engine.IO v4, "Packet encoding").
 *
 * <pre>
 * text, over either transport        binary, over polling      binary, over WebSocket
 * +------+-------------+             +---+-----------+         +----------------+
 * | 0..6 | data        |             | b | base64    |         | the bytes      |
 * +------+-------------+             +---+-----------+         +----------------+
 * </pre>
 */
public sealed interface EnginePacket {
    /** Ignores line breaks and missing padding, as the reference does; the official Java client ends with a line break. */
    Base64.Decoder BASE64 = Base64.getMimeDecoder();
    /** At least the size of a WebSocket frame header, bytes. */
    int OVERHEAD = 16;

    /** @param data empty for most types */
    record Text(EnginePacketType type, String data) implements EnginePacket {
        @Override
        public String encode() {
            return type.digit() + data;
        }

        @Override
        public long encodedLength() {
            return 1 + data.chars()
                    .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3)
                    .sum();
        }
    }

    /** A binary message; its bytes must not change. */
    record Binary(byte[] data) implements EnginePacket {
        @Override
        public EnginePacketType type() {
            return EnginePacketType.MESSAGE;
        }

        @Override
        public String encode() {
            return "b" + Base64.getEncoder().encodeToString(data);
        }

        @Override
        public long encodedLength() {
            return 1 + (data.length + 2L) / 3 * 4;
        }

        @Override
        public String toString() {
            return "Binary[" + data.length + " bytes]";
        }
    }

    EnginePacketType type();

    /** Returns the packet as text, with a binary message in base64: the form for polling. */
    String encode();

    /** Returns the length of {@link #encode} in UTF-8, bytes. */
    long encodedLength();

    /** Returns the number of bytes to count while the packet waits: at least its size on either transport. */
    default long size() {
        return encodedLength() + OVERHEAD;
    }

    static EnginePacket message(String text) {
        return new Text(EnginePacketType.MESSAGE, text);
    }

    /** @param bytes must not change afterwards */
    static EnginePacket message(byte[] bytes) {
        return new Binary(bytes);
    }

    static EnginePacket of(EnginePacketType type) {
        return new Text(type, "");
    }

    /**
     * Decodes one packet from text.
     *
     * @throws EngineException if the text is not a packet
     */
    static EnginePacket decode(String text) throws EngineException {
        if (text.isEmpty()) {
            throw new EngineException("an empty packet");
        }
        if (text.charAt(0) == 'b') {
            try {
                return new Binary(BASE64.decode(text.substring(1).replace('-', '+').replace('_', '/')));
            } catch (IllegalArgumentException _) {
                throw new EngineException("a binary packet that is not base64");
            }
        }
        EnginePacketType type = EnginePacketType.of(text.charAt(0));
        if (type == null) {
            throw new EngineException("a packet of unknown type: it starts with neither 0 to 6 nor b");
        }
        return new Text(type, text.substring(1));
    }
}
