package netkit.websocket;

/** Says of each frame whether it may come now, and if not, with which close code the connection ends. */
final class FrameRules {
    /** What even the smallest message may take when it is compressed badly. */
    private static final int SMALL = 1024;

    private final Role receiver;
    private final int allowedReserved;
    private final long maxMessage;
    /** Bytes of payload in the fragments so far, or -1 when no message has begun. */
    private long fragmented = -1;
    /** Most bytes of payload in the message that has begun. */
    private long limit;

    /**
     * @param receiver which end we are; the frames are the peer's
     * @param allowedReserved the RSV bits that an extension has given a meaning to
     * @param maxMessage most bytes in a message, after inflating
     */
    FrameRules(Role receiver, int allowedReserved, long maxMessage) {
        this.receiver = receiver;
        this.allowedReserved = allowedReserved;
        this.maxMessage = maxMessage;
    }

    /** Checks the next frame by its head, before any of its payload is read or room is made for it. */
    void check(FrameHeader frame) throws WebSocketException {
        Opcode opcode = frame.opcode();
        if (opcode == null) {
            throw violation("§5.2", String.format("opcode 0x%X is reserved", frame.opcodeBits()));
        }
        if ((frame.reserved() & ~allowedReserved) != 0) {
            throw violation("§5.2", "a reserved bit is set that no extension was agreed on for");
        }
        if (receiver == Role.SERVER && !frame.isMasked()) {
            throw violation("§5.1", "a client's frame is not masked");
        }
        if (receiver == Role.CLIENT && frame.isMasked()) {
            throw violation("§5.1", "a server's frame is masked");
        }
        if (frame.payloadLength() < 0) {
            throw violation("§5.2", "the topmost bit of a 64-bit length is set");
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
            // RFC 7692 §6: only the first fragment of a data message says that it is compressed
            throw violation("§5.2", "a reserved bit is set on a control frame");
        }
    }

    private void checkData(FrameHeader frame, Opcode opcode) throws WebSocketException {
        if (opcode == Opcode.CONTINUATION) {
            if (fragmented < 0) {
                throw violation("§5.4", "a continuation frame comes where no message has begun");
            }
            if (frame.reserved() != 0) {
                throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 7692 §6.1",
                        "a reserved bit is set on a continuation frame");
            }
        } else if (fragmented >= 0) {
            throw violation("§5.4", "a new message begins before the last one has ended");
        } else {
            // What does not compress becomes larger. It is not kept, and what it inflates to is checked as it comes.
            limit = frame.reserved() == 0 ? maxMessage : 2 * maxMessage + SMALL;
        }
        long total = Math.max(0, fragmented) + frame.payloadLength();
        if (total > limit || total < 0) {
            throw tooBig(maxMessage);
        }
        fragmented = frame.isFinal() ? -1 : total;
    }

    static WebSocketException tooBig(long maxMessage) {
        return new WebSocketException(CloseCode.TOO_BIG, "RFC 6455 §7.4.1",
                "a message is larger than the limit of " + maxMessage + " bytes");
    }

    private static WebSocketException violation(String section, String what) {
        return new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 6455 " + section, what);
    }
}
