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
 * How a message becomes frames: as it should, in fragments, or with a rule broken on purpose, for class.
 *
 * @param unmasked without a mask, which RFC 6455 §5.1 forbids a client
 * @param reservedBit with RSV2 set, which no extension here gives a meaning to (RFC 6455 §5.2)
 * @param fragment the most bytes of payload in a frame (RFC 6455 §5.4); 0 for all of it in one
 * @param badUtf8 with a byte behind it that is never part of UTF-8 (RFC 3629 §1)
 */
record SendOptions(boolean unmasked, boolean reservedBit, int fragment, boolean badUtf8) {
    /** A rule that is broken: in words, and the close code with which a server has to answer. */
    record Breach(String words, int closeCode) {}

    private static final byte NEVER_UTF8 = (byte) 0xFF;

    /** Whether the connection's own way of sending will do. */
    boolean isUsual() {
        return fragment == 0 && breaches().isEmpty();
    }

    List<Breach> breaches() {
        List<Breach> breaches = new ArrayList<>();
        if (unmasked) {
            breaches.add(
                    new Breach("a client's frame without a mask (RFC 6455 §5.1)", CloseCode.PROTOCOL_ERROR));
        }
        if (reservedBit) {
            breaches.add(new Breach("a reserved bit set, RSV2 (RFC 6455 §5.2)", CloseCode.PROTOCOL_ERROR));
        }
        if (badUtf8) {
            breaches.add(new Breach("a text with the byte ff, never in UTF-8 (RFC 6455 §8.1)",
                    CloseCode.INVALID_PAYLOAD));
        }
        return breaches;
    }

    /** @param maskingKeys draws the key of each frame */
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
