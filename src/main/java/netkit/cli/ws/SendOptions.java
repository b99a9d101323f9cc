package netkit.cli.ws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

import netkit.websocket.CloseCode;
import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;

/**
 * How messages are framed: correctly, fragmented, or with deliberate violations of the protocol for demonstration.
 *
 * @param unmasked without masking, which is illegal for a client (RFC 6455 §5.1)
 * @param reservedBit with RSV2 set, which no supported extension defines (RFC 6455 §5.2)
 * @param fragment the most payload bytes per fragment (RFC 6455 §5.4); 0 for no fragmentation
 * @param badUtf8 with an appended byte that never occurs in UTF-8 (RFC 3629 §1)
 */
record SendOptions(boolean unmasked, boolean reservedBit, int fragment, boolean badUtf8) {
    /** A deliberate violation, in words, and the close code that a server must fail the connection with. */
    record Violation(String words, int closeCode) {}

    private static final byte NEVER_UTF8 = (byte) 0xFF;

    /** Whether messages are sent unfragmented and correct. */
    boolean isStandard() {
        return fragment == 0 && violations().isEmpty();
    }

    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        if (unmasked) {
            violations.add(
                    new Violation("an unmasked client frame (RFC 6455 §5.1)", CloseCode.PROTOCOL_ERROR));
        }
        if (reservedBit) {
            violations.add(new Violation("a frame with RSV2 set (RFC 6455 §5.2)", CloseCode.PROTOCOL_ERROR));
        }
        if (badUtf8) {
            violations.add(new Violation("a text that is not UTF-8, with the byte ff (RFC 6455 §8.1)",
                    CloseCode.INVALID_PAYLOAD));
        }
        return violations;
    }

    /** @param maskingKeys supplies the masking key of each frame */
    List<Frame> frames(Opcode type, byte[] message, IntSupplier maskingKeys) {
        byte[] payload = message;
        if (badUtf8) {
            payload = Arrays.copyOf(message, message.length + 1);
            payload[message.length] = NEVER_UTF8;
        }
        int most = fragment == 0 ? Math.max(1, payload.length) : fragment;
        List<Frame> frames = new ArrayList<>();
        int from = 0;
        do {
            int to = (int) Math.min(payload.length, (long) from + most);
            int flags = (to == payload.length ? FrameHeader.FIN : 0)
                    | (from == 0 && reservedBit ? FrameHeader.RSV2 : 0);
            Opcode opcode = from == 0 ? type : Opcode.CONTINUATION;
            frames.add(new Frame(flags, opcode.code(), !unmasked, unmasked ? 0 : maskingKeys.getAsInt(),
                    Arrays.copyOfRange(payload, from, to)));
            from = to;
        } while (from < payload.length);
        return frames;
    }
}
