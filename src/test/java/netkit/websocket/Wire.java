package netkit.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Frames as a peer puts them on the wire, legal or not. */
final class Wire {
    /** The first byte of a frame that is a whole message. */
    static final int TEXT = 0x81;
    static final int BINARY = 0x82;
    static final int CLOSE = 0x88;
    static final int PING = 0x89;
    static final int PONG = 0x8A;
    static final int KEY = 0x37FA_213D;

    private Wire() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A client's frame, masked. */
    static byte[] client(int first, byte[] payload) {
        return frame(first, payload, true);
    }

    static byte[] client(int first, String payload) {
        return client(first, utf8(payload));
    }

    /** A server's frame, not masked. */
    static byte[] server(int first, byte[] payload) {
        return frame(first, payload, false);
    }

    static byte[] server(int first, String payload) {
        return server(first, utf8(payload));
    }

    /** A client's close frame. */
    static byte[] clientClose(int code) {
        return client(CLOSE, new CloseStatus(code, "").encode());
    }

    private static byte[] frame(int first, byte[] payload, boolean masked) {
        byte[] head = new byte[FrameHeader.MAX_LENGTH];
        int length = FrameHeader.encodeRaw(head,
                new Frame(first & 0xF0, first & 0x0F, masked, KEY, payload));
        byte[] bytes = new byte[length + payload.length];
        System.arraycopy(head, 0, bytes, 0, length);
        Masking.copy(payload, 0, bytes, length, payload.length, masked ? KEY : 0, 0);
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
