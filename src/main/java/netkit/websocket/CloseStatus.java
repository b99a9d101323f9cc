package netkit.websocket;

import java.nio.charset.StandardCharsets;

/**
 * The payload of a close frame: a close code and a reason (RFC 6455 §5.5.1).
 *
 * @param code {@link CloseCode#NO_STATUS} when there is none
 * @param reason human-readable, at most 123 bytes of UTF-8; empty without a code
 */
public record CloseStatus(int code, String reason) {
    private static final int MAX_REASON = FrameHeader.MAX_SHORT_PAYLOAD - 2;
    public static final CloseStatus NONE = new CloseStatus(CloseCode.NO_STATUS, "");

    /** @throws WebSocketException when the payload is malformed */
    public static CloseStatus decode(byte[] payload, int from, int length) throws WebSocketException {
        if (length == 0) {
            return NONE;
        }
        if (length == 1) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 6455 §5.5.1",
                    "a close frame with half a close code");
        }
        int code = (payload[from] & 0xFF) << 8 | payload[from + 1] & 0xFF;
        if (!CloseCode.isSendable(code)) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 6455 §7.4",
                    "close code " + code + ", which no frame may carry");
        }
        Utf8Validator utf8 = new Utf8Validator();
        if (!utf8.accept(payload, from + 2, from + length) || !utf8.isComplete()) {
            throw new WebSocketException(CloseCode.INVALID_PAYLOAD, "RFC 6455 §5.5.1",
                    "a close reason that is not UTF-8");
        }
        return new CloseStatus(code, new String(payload, from + 2, length - 2, StandardCharsets.UTF_8));
    }

    /** Returns the payload of the close frame; too long a reason is cut at a character boundary. */
    byte[] encode() {
        if (code == CloseCode.NO_STATUS) {
            return new byte[0];
        }
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(utf8.length, MAX_REASON);
        while (length < utf8.length && (utf8[length] & 0xC0) == 0x80) {
            length--;
        }
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(utf8, 0, payload, 2, length);
        return payload;
    }

    @Override
    public String toString() {
        return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
    }
}
