package netkit.websocket;

/** The rules of framing and fragmentation: which frame is legal next, and the close code otherwise (RFC 6455 §5). */
final class FrameRules {
    /** Compressed size allowed on top of twice the limit: DEFLATE expands short incompressible messages. */
    private static final int SMALL = 1024;

    private final Role receiver;
    private final int allowedReserved;
    private final long maxMessage;
    /** Payload bytes of the current message so far; -1 between messages. */
    private long fragmented = -1;
    /** Limit for the payload bytes of the current message. */
    private long limit;

    /**
     * @param receiver the role of this end, which receives the frames
     * @param allowedReserved the RSV bits that a negotiated extension defines
     * @param maxMessage the largest message in bytes, after decompression
     */
    FrameRules(Role receiver, int allowedReserved, long maxMessage) {
        this.receiver = receiver;
        this.allowedReserved = allowedReserved;
        this.maxMessage = maxMessage;
    }

    /** Checks the next frame by its header, before its payload is read or memory is allocated for it. */
    void check(FrameHeader frame) throws WebSocketException {
        Opcode opcode = frame.opcode();
        if (opcode == null) {
            throw violation("§5.2", String.format("opcode 0x%X is reserved", frame.opcodeBits()));
        }
        if ((frame.reserved() & ~allowedReserved) != 0) {
            throw violation("§5.2", "a reserved bit is set without a negotiated extension");
        }
        if (receiver == Role.SERVER && !frame.isMasked()) {
            throw violation("§5.1", "a client's frame is not masked");
        }
        if (receiver == Role.CLIENT && frame.isMasked()) {
            throw violation("§5.1", "a server's frame is masked");
        }
        if (frame.payloadLength() < 0) {
            throw violation("§5.2", "the most significant bit of a 64-bit length is set");
        }
        if (!frame.isLengthMinimal()) {
            throw violation("§5.2",
                    "the payload length " + frame.payloadLength() + " is not in its shortest form");
        }
        if (opcode.isControl()) {
            checkControl(frame);
        } else {
            checkData(frame, opcode);
        }
    }

    private static void checkControl(FrameHeader frame) throws WebSocketException {
        if (!frame.isFinal()) {
            throw violation("§5.5", "a control frame is fragmented");
        }
        if (frame.payloadLength() > FrameHeader.MAX_SHORT_PAYLOAD) {
            throw violation("§5.5", "a control frame has more than 125 bytes of payload");
        }
        if (frame.reserved() != 0) {
            // RFC 7692 §6: only the first fragment of a data message has RSV1 set
            throw violation("§5.2", "a reserved bit is set on a control frame");
        }
    }

    private void checkData(FrameHeader frame, Opcode opcode) throws WebSocketException {
        if (opcode == Opcode.CONTINUATION) {
            if (fragmented < 0) {
                throw violation("§5.4", "a continuation frame without a fragmented message");
            }
            if (frame.reserved() != 0) {
                throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 7692 §6.1",
                        "a reserved bit is set on a continuation frame");
            }
        } else if (fragmented >= 0) {
            throw violation("§5.4", "a new message begins within a fragmented message");
        } else {
            // Incompressible data grows. It is not stored, and the inflated size is checked as it arrives.
            limit = frame.reserved() == 0 ? maxMessage : 2 * maxMessage + SMALL;
        }
        long total = Math.max(0, fragmented) + frame.payloadLength();
        if (total > limit || total < 0) {
            throw tooBig(maxMessage);
        }
        fragmented = frame.isFinal() ? -1 : total;
    }

    /** Whether a message has begun whose last frame has not. */
    boolean isFragmented() {
        return fragmented >= 0;
    }

    static WebSocketException tooBig(long maxMessage) {
        return new WebSocketException(CloseCode.TOO_BIG, "RFC 6455 §7.4.1",
                "a message is larger than the limit of " + maxMessage + " bytes");
    }

    private static WebSocketException violation(String section, String what) {
        return new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 6455 " + section, what);
    }
}
