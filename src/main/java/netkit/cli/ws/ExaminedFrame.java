package netkit.cli.ws;

import java.util.Arrays;
import java.util.Optional;

import netkit.net.PrintableText;
import netkit.websocket.FrameHeader;
import netkit.websocket.Masking;
import netkit.websocket.Opcode;
import netkit.websocket.Role;
import netkit.websocket.WebSocketException;

/**
 * A frame to be explained, perhaps without its last bytes.
 *
 * @param bytes those that are there, from the frame's first to at most its last
 * @param head read as if the missing bytes were 0
 * @param headLength bytes of the head; when only the first byte is there, 2
 * @param from whose frame it is taken for
 * @param message the message that is whole with this frame
 * @param violation the rule that it breaks
 */
record ExaminedFrame(byte[] bytes, FrameHeader head, int headLength, Role from, Optional<Message> message,
        Optional<WebSocketException> violation) {
    /** A whole message, and in how many frames it came. */
    record Message(Opcode type, byte[] bytes, int frames, boolean compressed) {}

    /** Whether the two bytes are there that say how long the head is. */
    boolean knowsItsHead() {
        return bytes.length > 1;
    }

    boolean isHeadWhole() {
        return knowsItsHead() && bytes.length >= headLength;
    }

    boolean isWhole() {
        return isHeadWhole() && head.payloadLength() >= 0 && payloadAtHand() == head.payloadLength();
    }

    boolean isLegal() {
        return violation.isEmpty();
    }

    int payloadAtHand() {
        return Math.max(0, bytes.length - headLength);
    }

    /** As much of the payload as is there, unmasked. */
    byte[] payload() {
        byte[] payload = Arrays.copyOfRange(bytes, headLength, headLength + payloadAtHand());
        Masking.apply(payload, 0, payload.length, head.maskingKey(), 0);
        return payload;
    }

    /** The payload as text that is safe to print, when it is a text's own bytes. */
    Optional<String> text() {
        boolean readable = head.opcode() != null && head.opcode() != Opcode.BINARY
                && head.opcode() != Opcode.CLOSE && head.reserved() == 0;
        byte[] payload = payload();
        return readable ? PrintableText.of(payload, 0, payload.length) : Optional.empty();
    }
}
