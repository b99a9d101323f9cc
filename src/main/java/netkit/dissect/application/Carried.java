package netkit.dissect.application;

import java.util.List;

/**
 * The bytes of a message, and how they came.
 *
 * @param fromLow whether the end that comes first in the key of the conversation sent them
 * @param streamFrom position of the first byte in this direction of the connection; 0 for a datagram
 * @param streamTo position after the last byte
 * @param bytes as sent, or what they mean without masks and codings; possibly only the first ones
 * @param packets the numbers of the packets that carried them, in order
 * @param isDecoded whether the bytes are not those of the stream
 */
public record Carried(boolean fromLow, long streamFrom, long streamTo, byte[] bytes, List<Long> packets,
        boolean isDecoded) {
    /** Returns other bytes that the same packets carried. */
    Carried decoded(byte[] content) {
        return new Carried(fromLow, streamFrom, streamTo, content, packets, true);
    }
}
