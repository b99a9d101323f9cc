package netkit.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Builds frames, legal or not, as they are on the wire. */
final class Wire {
    // The first bytes of unfragmented, uncompressed frames.
    static final int TEXT = 0x81;
    static final int BINARY = 0x82;
    static final int CLOSE = 0x88;
    static final int PING = 0x89;
    static final int PONG = 0x8A;
    /** The masking key of each client frame, from RFC 6455 §5.7. */
    static final int KEY = 0x37FA_213D;

    private Wire() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a client's frame, which is masked. */
    static byte[] client(int first, byte[] payload) {
        return frame(first, payload, true);
    }

    static byte[] client(int first, String payload) {
        return client(first, utf8(payload));
    }

    /** Returns a server's frame, which is not masked. */
    static byte[] server(int first, byte[] payload) {
        return frame(first, payload, false);
    }

    static byte[] server(int first, String payload) {
        return server(first, utf8(payload));
    }

    /** Returns a client's close frame without a reason. */
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
