package netkit.cli.ws;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import netkit.cli.option.HexText;
import netkit.cli.option.QuotedText;
import netkit.cli.terminal.Paragraph;
import netkit.net.PrintableText;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketException;

/** Frames as {@code ws-client --frames} prints them: {@code >} was sent, {@code <} was received; the fields, then the payload. */
public final class FrameLines {
    private static final int MAX_BYTES = 25;
    private static final int COLUMNS = 80;

    /** The type of the message that continuation frames belong to, in one direction. */
    private Opcode message;
    private boolean compressed;

    private final String arrow;

    /** @param arrow {@code >} or {@code <} */
    FrameLines(String arrow) {
        this.arrow = arrow;
    }

    /** {@code text}, {@code continuation}, … */
    public static String name(Opcode opcode) {
        return opcode.name().toLowerCase(Locale.ROOT);
    }

    /** {@code 37 fa 21 3d}. */
    static String key(int key) {
        return HexText.of(new byte[] {(byte) (key >> 24), (byte) (key >> 16), (byte) (key >> 8), (byte) key});
    }

    /** {@code 1002 protocol error}. */
    static String code(CloseStatus status) {
        return status.code() + " " + CloseCode.name(status.code());
    }

    synchronized List<String> lines(Frame frame) {
        if (frame.opcode() == Opcode.TEXT || frame.opcode() == Opcode.BINARY) {
            message = frame.opcode();
            compressed = (frame.flags() & FrameHeader.RSV1) != 0;
        }
        String opcode = frame.opcode() == null ? "reserved" : name(frame.opcode());
        String fields = "%s FIN %d  RSV %s  opcode %X %s  %s  length %s in %s".formatted(arrow,
                frame.isFinal() ? 1 : 0, reserved(frame.flags()), frame.opcodeBits(), opcode,
                frame.masked() ? "MASK 1 key " + key(frame.maskingKey()) : "MASK 0",
                frame.payloadLength() < 0 ? "2^63 or more" : frame.payloadLength(),
                form(frame.shortLength()));
        List<String> lines = new ArrayList<>(Paragraph.fit(fields, COLUMNS));
        if (frame.payload().length > 0) {
            lines.addAll(Paragraph.wrap("    ", payload(frame), COLUMNS));
        }
        return lines;
    }

    private static String reserved(int flags) {
        return Integer.toBinaryString(8 | flags >> 4 & 7).substring(1);
    }

    private static String form(int shortLength) {
        return switch (shortLength) {
            case 126 -> "7+16 bits";
            case 127 -> "7+64 bits";
            default -> "7 bits";
        };
    }

    private String payload(Frame frame) {
        byte[] bytes = frame.payload();
        if (frame.opcode() == Opcode.CLOSE) {
            try {
                CloseStatus status = CloseStatus.decode(bytes, 0, bytes.length);
                return code(status) + (status.reason().isEmpty() ? ""
                        : ", " + QuotedText.of(PrintableText.escapeControls(status.reason())));
            } catch (WebSocketException e) {
                return hex(frame) + "  " + e.getMessage();
            }
        }
        boolean data = frame.opcode() == null || !frame.opcode().isControl();
        if (data && compressed) {
            return hex(frame) + "  compressed";
        }
        Optional<String> text = data && message == Opcode.BINARY ? Optional.empty()
                : PrintableText.of(bytes, 0, bytes.length);
        return text.map(QuotedText::of).orElseGet(() -> hex(frame));
    }

    private static String hex(Frame frame) {
        int shown = Math.min(frame.payload().length, MAX_BYTES);
        return HexText.of(frame.payload(), 0, shown) + (shown < frame.payloadLength() ? " …" : "");
    }
}
