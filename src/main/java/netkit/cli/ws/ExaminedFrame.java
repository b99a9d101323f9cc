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
 * A frame to be explained, possibly incomplete.
 *
 * @param bytes the available bytes of the frame
 * @param header read as if the missing bytes were 0
 * @param headerLength in bytes; 2 when only the first byte is available
 * @param from the sender
 * @param message the message that this frame completes
 * @param violation of the protocol by this frame
 */
record ExaminedFrame(byte[] bytes, FrameHeader header, int headerLength, Role from, Optional<Message> message,
        Optional<WebSocketException> violation) {
    /** A complete message, and the number of its frames. */
    record Message(Opcode type, byte[] bytes, int frames, boolean compressed) {}

    /** Whether the two bytes that determine the length of the header are available. */
    boolean hasLengthByte() {
        return bytes.length > 1;
    }

    boolean isHeaderComplete() {
        return hasLengthByte() && bytes.length >= headerLength;
    }

    boolean isComplete() {
        return isHeaderComplete() && header.payloadLength() >= 0
                && availablePayload() == header.payloadLength();
    }

    boolean isLegal() {
        return violation.isEmpty();
    }

    int availablePayload() {
        return Math.max(0, bytes.length - headerLength);
    }

    /** Returns the available part of the payload, unmasked. */
    byte[] payload() {
        byte[] payload = Arrays.copyOfRange(bytes, headerLength, headerLength + availablePayload());
        Masking.apply(payload, 0, payload.length, header.maskingKey(), 0);
        return payload;
    }

    /** Returns the payload as printable text, when it is uncompressed text. */
    Optional<String> text() {
        boolean readable = header.opcode() != null && header.opcode() != Opcode.BINARY
                && header.opcode() != Opcode.CLOSE && header.reserved() == 0;
        byte[] payload = payload();
        return readable ? PrintableText.of(payload, 0, payload.length) : Optional.empty();
    }
}
