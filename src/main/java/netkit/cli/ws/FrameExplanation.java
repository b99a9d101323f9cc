package netkit.cli.ws;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import picocli.CommandLine.Help.Ansi;

import netkit.cli.option.HexText;
import netkit.cli.option.QuotedText;
import netkit.cli.terminal.Paragraph;
import netkit.net.HexDump;
import netkit.net.PrintableText;
import netkit.report.Numbers;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;
import netkit.websocket.WebSocketException;

/** The explanation of a frame: its fields, the unmasked payload, and whether it is legal. */
final class FrameExplanation {
    private static final int PER_LINE = 16;
    private static final int MAX_BYTES = 3 * PER_LINE;
    private static final int COLUMNS = 80;

    private final ExaminedFrame frame;
    private final FrameHeader header;
    private final Ansi ansi;
    private final List<String> lines = new ArrayList<>();

    private FrameExplanation(ExaminedFrame frame, Ansi ansi) {
        this.frame = frame;
        this.header = frame.header();
        this.ansi = ansi;
    }

    static List<String> lines(ExaminedFrame frame, Ansi ansi) {
        return new FrameExplanation(frame, ansi).lines();
    }

    private List<String> lines() {
        addFirstByte();
        if (frame.hasLengthByte()) {
            addSecondByte();
        }
        if (frame.isHeaderComplete() && frame.availablePayload() > 0) {
            addPayload();
        }
        frame.message().filter(message -> message.frames() > 1 || message.compressed())
                .ifPresent(this::addMessage);
        lines.add("");
        addVerdict();
        return lines.stream().flatMap(line -> Paragraph.fit(line, COLUMNS).stream()).toList();
    }

    private void addFirstByte() {
        Opcode opcode = header.opcode();
        if (opcode != null && opcode.isControl()) {
            field("FIN", bit(header.isFinal()), "a control frame is never a fragment (§5.5)");
        } else if (header.isFinal()) {
            field("FIN", "1", opcode == Opcode.CONTINUATION ? "the last fragment of its message"
                    : "the message ends with this frame");
        } else {
            field("FIN", "0", "more fragments of this message follow (§5.4)");
        }
        boolean deflated = header.reserved() == FrameHeader.RSV1 && frame.isLegal();
        field("RSV1 to RSV3", reserved(header.reserved()),
                deflated ? "RSV1: the message is compressed (RFC 7692 §6)"
                        : "for extensions; 0 without one (§5.2)");
        field("opcode", Integer.toHexString(header.opcodeBits()).toUpperCase(Locale.ROOT),
                opcode == null ? "reserved (§5.2)" : meaning(opcode));
    }

    private static String meaning(Opcode opcode) {
        return switch (opcode) {
            case TEXT -> "text: the message is UTF-8 (§5.6)";
            case BINARY -> "binary: the message is bytes (§5.6)";
            case CONTINUATION -> "continuation: a further fragment of the message (§5.4)";
            case CLOSE -> "close: the last frame of its sender (§5.5.1)";
            case PING -> "ping: requests a pong with the same payload (§5.5.2)";
            case PONG -> "pong: the reply to a ping, or unsolicited (§5.5.3)";
        };
    }

    private void addSecondByte() {
        field("MASK", bit(header.isMasked()), header.isMasked() ? "masked, as every frame of a client (§5.1)"
                : "not masked, as every frame of a server (§5.1)");
        String length = header.payloadLength() < 0 ? "too long: the most significant bit must be 0 (§5.2)"
                : Numbers.counted(header.payloadLength(), "byte");
        boolean there = frame.bytes().length >= frame.headerLength() - (header.isMasked() ? 4 : 0);
        switch (header.shortLength()) {
            case 126 -> {
                field("Payload len", "126", "the length follows, in 16 bits (§5.2)");
                field("Extended length", there ? "" + header.payloadLength() : "?",
                        there ? length : "incomplete");
            }
            case 127 -> {
                field("Payload len", "127", "the length follows, in 64 bits (§5.2)");
                field("Extended length",
                        !there ? "?"
                                : header.payloadLength() < 0 ? "2^63 or more" : "" + header.payloadLength(),
                        there ? length : "incomplete");
            }
            default ->
                field("Payload len", "" + header.shortLength(), length + " of payload; up to 125 fits here");
        }
        if (header.isMasked()) {
            field("Masking-key", frame.isHeaderComplete() ? FrameLines.key(header.maskingKey()) : "?",
                    "random, new for each frame (§5.3)");
        }
    }

    private void addPayload() {
        byte[] payload = frame.payload();
        if (header.isMasked()) {
            field("Payload", "unmasked", "byte i XOR byte i mod 4 of the key (§5.3)");
            for (int at = 0; at < Math.min(payload.length, MAX_BYTES); at += PER_LINE) {
                addUnmasking(payload, at, Math.min(Math.min(payload.length, MAX_BYTES), at + PER_LINE));
            }
        } else {
            field("Payload", "plain", "not masked");
            HexDump.lines(payload, 0, Math.min(payload.length, MAX_BYTES))
                    .forEach(line -> lines.add("      " + line));
        }
        if (payload.length > MAX_BYTES) {
            lines.add("      … and " + Numbers.counted(payload.length - MAX_BYTES, "byte") + " more");
        }
        meaning(payload).ifPresent(words -> lines.add("      that is      " + words));
        reason(payload).ifPresent(words -> lines.add("                   " + words));
    }

    private void addUnmasking(byte[] payload, int from, int to) {
        byte[] key = new byte[to - from];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (header.maskingKey() >> 24 - 8 * (i & 3)); // a line has four turns of the key
        }
        lines.add("      on the wire  "
                + HexText.of(frame.bytes(), frame.headerLength() + from, frame.headerLength() + to));
        lines.add("      key          " + HexText.of(key));
        lines.add("      payload      " + bold(HexText.of(payload, from, to)));
    }

    private Optional<String> meaning(byte[] payload) {
        return closeStatus(payload).map(status -> "close code " + FrameLines.code(status))
                .or(() -> frame.text().map(QuotedText::of));
    }

    private Optional<String> reason(byte[] payload) {
        return closeStatus(payload).map(CloseStatus::reason).filter(reason -> !reason.isEmpty())
                .map(reason -> "reason " + QuotedText.of(PrintableText.escapeControls(reason)));
    }

    private Optional<CloseStatus> closeStatus(byte[] payload) {
        try {
            return header.opcode() == Opcode.CLOSE
                    ? Optional.of(CloseStatus.decode(payload, 0, payload.length))
                    : Optional.empty();
        } catch (WebSocketException _) {
            return Optional.empty(); // reported as the violation
        }
    }

    private void addMessage(ExaminedFrame.Message message) {
        String content = message.type() == Opcode.TEXT
                ? PrintableText.of(message.bytes(), 0, message.bytes().length)
                        .map(text -> ": " + QuotedText.of(text)).orElse("")
                : "";
        String how = message.compressed() ? ", inflated" : "";
        lines.add("");
        lines.add("complete message: " + FrameLines.name(message.type()) + " of "
                + Numbers.counted(message.bytes().length, "byte") + " in "
                + Numbers.counted(message.frames(), "frame")
                + how + content);
    }

    private void addVerdict() {
        String receiver = frame.from() == Role.CLIENT ? "server" : "client";
        if (frame.violation().isPresent()) {
            WebSocketException violation = frame.violation().get();
            lines.add(ansi.string("@|bold,red illegal|@: ") + violation.getMessage());
            lines.add(
                    "a " + receiver + " fails the connection with close code " + violation.closeCode() + ", "
                            + CloseCode.name(violation.closeCode()));
        } else if (!frame.isComplete()) {
            lines.add(ansi.string("@|bold,yellow incomplete|@: missing: ") + missing(frame));
        } else {
            lines.add(ansi.string("@|bold,green legal|@: ") + "a " + receiver + " accepts it");
        }
    }

    /** Returns what is missing from an incomplete frame. */
    static String missing(ExaminedFrame frame) {
        if (!frame.hasLengthByte()) {
            return "the second byte, with the payload length";
        }
        FrameHeader header = frame.header();
        int missingHeader = Math.max(0, frame.headerLength() - frame.bytes().length);
        int missingKey = Math.min(missingHeader, header.isMasked() ? 4 : 0);
        List<String> missing = new ArrayList<>();
        if (missingHeader > missingKey) {
            missing.add(Numbers.counted(missingHeader - missingKey, "byte") + " of the extended length");
        }
        if (missingKey > 0) {
            missing.add(Numbers.counted(missingKey, "byte") + " of the masking key");
        }
        missing.add(missingHeader > missingKey || header.payloadLength() < 0 ? "the payload"
                : Numbers.counted(header.payloadLength() - frame.availablePayload(), "byte") + " of payload");
        return String.join(", ", missing);
    }

    private void field(String name, String value, String words) {
        String start = "%-16s %-12s  ".formatted(name, value);
        lines.add(bold(start.substring(0, 30)) + words);
    }

    private String bold(String text) {
        return ansi.string("@|bold " + text + "|@");
    }

    private static String bit(boolean set) {
        return set ? "1" : "0";
    }

    private static String reserved(int bits) {
        return bit((bits & FrameHeader.RSV1) != 0) + " " + bit((bits & FrameHeader.RSV2) != 0) + " "
                + bit((bits & FrameHeader.RSV3) != 0);
    }
}
