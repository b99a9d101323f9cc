package netkit.lesson.judge;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import netkit.lesson.check.Expectation;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Observation.ReceivedFrame;
import netkit.websocket.FrameHeader;

/** Compares a WebSocket frame with what is expected, field by field (RFC 6455 §5.2), as early as its bytes are there. */
final class FrameExpecting {
    private static final Map<Integer, String> OPCODES = Map.of(0, "continuation", 1, "text", 2, "binary", 8,
            "close", 9, "ping", 10, "pong");
    private static final long MAX_PAYLOAD = 64 << 20;
    private static final int CLOSE = 8;

    private final Expecting expecting;
    private final Expectation.Frame wanted;
    private final FieldBytes payload;

    FrameExpecting(Expecting expecting, Expectation.Frame wanted) {
        this.expecting = expecting;
        this.wanted = wanted;
        payload = wanted.payload().map(expression -> expression.value(expecting.names())).orElse(null);
    }

    byte[] run() throws CheckFailedException, InterruptedException {
        if (!expecting.await(2)) {
            throw expecting.incomplete(payload(), 2);
        }
        checkFirstBytes(expecting.pending());
        FrameHeader header = new FrameHeader();
        int length;
        while ((length = header.decode(expecting.pending(), 0, expecting.pending().length)) == 0) {
            int have = expecting.pending().length;
            if (!expecting.await(have + 1)) {
                throw expecting.incomplete(payload(), have + 1);
            }
        }
        if (!header.isLengthMinimal()) {
            throw wrong(1, "length", "the length " + header.payloadLength()
                    + " is not in its shortest form (RFC 6455 §5.2)");
        }
        if (payload != null && header.payloadLength() != payload.length()) {
            throw wrong(1, "length", "the length is " + Long.toUnsignedString(header.payloadLength())
                    + " instead of " + payload.length() + " (RFC 6455 §5.2)");
        }
        if (header.payloadLength() < 0 || header.payloadLength() > MAX_PAYLOAD) {
            throw wrong(1, "length", "the length is " + Long.toUnsignedString(header.payloadLength()));
        }
        int size = length + (int) header.payloadLength();
        if (!expecting.await(size)) {
            throw expecting.incomplete(payload(), size);
        }
        ReceivedFrame frame = decode(expecting.pending()).orElseThrow();
        checkPayload(frame, length);
        expecting.take(size);
        return frame.payload();
    }

    private FieldBytes payload() {
        return payload == null ? FieldBytes.of(new byte[0]) : payload;
    }

    private void checkFirstBytes(byte[] bytes) throws CheckFailedException, InterruptedException {
        int opcode = bytes[0] & 0x0F;
        boolean fin = (bytes[0] & FrameHeader.FIN) != 0;
        boolean masked = (bytes[1] & 0x80) != 0;
        if ((bytes[0] & 0x70) != 0) {
            throw wrong(0, "RSV bits",
                    "a reserved bit is set: without an extension they are 0 (RFC 6455 §5.2)");
        }
        if (wanted.opcode().isPresent() && wanted.opcode().getAsInt() != opcode) {
            throw wrong(0, "opcode", "%s instead of %s (RFC 6455 §5.2)".formatted(name(opcode),
                    name(wanted.opcode().getAsInt())));
        }
        if (wanted.fin().orElse(true) != fin) {
            throw wrong(0, "FIN bit", fin ? "it is set, but more fragments are expected (RFC 6455 §5.4)"
                    : "it is not set, but this frame is the whole message (RFC 6455 §5.4)");
        }
        if (wanted.masked().orElse(false) != masked) {
            throw wrong(1, "MASK bit", masked ? "a server's frame must not be masked (RFC 6455 §5.1)"
                    : "a client's frame must be masked (RFC 6455 §5.1)");
        }
    }

    private void checkPayload(ReceivedFrame frame, int header)
            throws CheckFailedException, InterruptedException {
        if (wanted.code().isPresent() && frame.code() != wanted.code().getAsInt()) {
            throw wrong(header, "close code", (frame.code() < 0 ? "none" : String.valueOf(frame.code()))
                    + " instead of " + (wanted.code().getAsInt() < 0 ? "none" : wanted.code().getAsInt())
                    + " (RFC 6455 §7.4)");
        }
        if (payload != null && !Arrays.equals(frame.payload(), payload.bytes())) {
            int wrong = Arrays.mismatch(frame.payload(), payload.bytes());
            throw wrong(header + wrong, "payload", "its byte " + wrong + " is "
                    + Expecting.hex(frame.payload()[wrong]) + " instead of "
                    + Expecting.hex(payload.bytes()[wrong]));
        }
    }

    private CheckFailedException wrong(int index, String field, String message) throws InterruptedException {
        expecting.settle(payload().length() + 2);
        byte[] received = expecting.pending();
        Failure failure = Failure.wrong("byte " + index + ", " + field + ": " + message, payload(), received,
                index, field);
        return new CheckFailedException(decode(received).map(failure::with).orElse(failure));
    }

    /** Returns the first frame if it is complete. */
    static Optional<ReceivedFrame> decode(byte[] bytes) {
        FrameHeader header = new FrameHeader();
        int length = header.decode(bytes, 0, bytes.length);
        if (length == 0 || header.payloadLength() < 0 || header.payloadLength() > bytes.length - length) {
            return Optional.empty();
        }
        byte[] data = Arrays.copyOfRange(bytes, length, length + (int) header.payloadLength());
        for (int i = 0; i < data.length && header.isMasked(); i++) {
            data[i] ^= (byte) (header.maskingKey() >>> 24 - 8 * (i % 4));
        }
        return Optional.of(new ReceivedFrame(header.isFinal(), header.reserved() >> 4, header.opcodeBits(),
                header.isMasked(), data));
    }

    static String name(int opcode) {
        return opcode == CLOSE ? "close" : OPCODES.getOrDefault(opcode, "opcode " + opcode);
    }

    /** Returns a frame in words: {@code text, 5 bytes, masked}. */
    static String described(ReceivedFrame frame) {
        return java.util.stream.Stream.of(name(frame.opcode()), frame.fin() ? "" : "not final",
                frame.masked() ? "masked" : "",
                frame.opcode() == CLOSE && frame.code() >= 0 ? "code " + frame.code() : "",
                frame.payload().length + " bytes").filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
