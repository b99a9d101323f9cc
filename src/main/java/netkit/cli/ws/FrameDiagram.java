package netkit.cli.ws;

import java.util.ArrayList;
import java.util.List;

import netkit.cli.option.HexText;
import netkit.report.Numbers;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;

/** The bit diagram of RFC 6455 §5.2 with the bits of one frame; missing bits are {@code ?}. */
final class FrameDiagram {
    private static final int ROW = 32;
    private static final int PAYLOAD_ROWS = 4;

    /** A field, where it begins, and what stands under its bits; empty for the bytes in hex. */
    private record Field(String label, int start, int bits, String value) {
        int end() {
            return start + bits;
        }
    }

    /** The part of a field that stands in one row. */
    private record Segment(Field field, int from, int to) {
        int width() {
            return 2 * (to - from) - 1;
        }

        String label() {
            String continued = field.label + " continued";
            return from == field.start ? field.label : continued.length() < width() ? continued : "continued";
        }
    }

    private final ExaminedFrame frame;
    private final List<Field> fields = new ArrayList<>();

    private FrameDiagram(ExaminedFrame frame) {
        this.frame = frame;
        FrameHeader header = frame.header();
        boolean known = frame.hasLengthByte();
        String[] flags = {"FIN", "RSV1", "RSV2", "RSV3"};
        for (String flag : flags) {
            add(flag, 1, " ");
        }
        add("opcode", 4, opcode(header));
        add("MASK", 1, " ");
        add("Payload len", 7, known ? Integer.toString(header.shortLength()) : " ");
        if (known) {
            int extended = frame.headerLength() - 2 - (header.isMasked() ? 4 : 0);
            if (extended > 0) {
                add("Extended payload length", 8 * extended, "");
            }
            if (header.isMasked()) {
                add("Masking-key", ROW, "");
            }
            addPayload(header.payloadLength());
        }
    }

    private void add(String label, int bits, String value) {
        fields.add(new Field(label, end(), bits, value));
    }

    private void addPayload(long length) {
        int start = end();
        long end = start + 8L * Math.clamp(length, 0, Integer.MAX_VALUE);
        int rows = Math.clamp(frame.bytes().length / (ROW / 8) - start / ROW + 1, 1, PAYLOAD_ROWS);
        int room = (start / ROW + rows) * ROW;
        if (frame.isHeaderComplete() && end > start) {
            add("Payload data", (int) (end <= room + ROW ? end : room) - start, "");
        }
    }

    private int end() {
        return fields.isEmpty() ? 0 : fields.getLast().end();
    }

    private static String opcode(FrameHeader header) {
        Opcode known = header.opcode();
        return known == null ? "?" : known == Opcode.CONTINUATION ? "cont." : FrameLines.name(known);
    }

    static List<String> lines(ExaminedFrame frame) {
        return new FrameDiagram(frame).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        StringBuilder tens = new StringBuilder(" 0");
        StringBuilder ones = new StringBuilder();
        for (int bit = 0; bit < ROW; bit++) {
            tens.append(bit > 0 && bit % 10 == 0 ? " " + bit / 10 : bit > 0 ? "  " : "");
            ones.append(' ').append(bit % 10);
        }
        lines.add(tens.toString().stripTrailing());
        lines.add(ones.toString());
        List<Segment> above = List.of();
        for (int start = 0; start < end(); start += ROW) {
            List<Segment> row = row(start);
            lines.add(border(start, above, row));
            addRow(lines, row);
            above = row;
        }
        lines.add(border(end(), above, List.of()));
        long shown = Math.max(0, end() / 8 - frame.headerLength());
        if (frame.isHeaderComplete() && frame.header().payloadLength() > shown) {
            lines.add(" … and " + Numbers.counted(frame.header().payloadLength() - shown, "byte")
                    + " more of payload");
        }
        return lines;
    }

    private List<Segment> row(int start) {
        List<Segment> row = new ArrayList<>();
        for (Field field : fields) {
            int from = Math.max(field.start, start);
            int to = Math.min(field.end(), start + ROW);
            if (from < to) {
                row.add(new Segment(field, from, to));
            }
        }
        return row;
    }

    /** A cross wherever a field begins or ends above or below. */
    private static String border(int at, List<Segment> above, List<Segment> below) {
        List<Segment> both = new ArrayList<>(above);
        both.addAll(below);
        int widest = both.stream().mapToInt(one -> (one.to - 1) % ROW + 1).max().orElse(0);
        StringBuilder border = new StringBuilder("-".repeat(2 * widest + 1));
        for (Segment one : both) {
            border.setCharAt(2 * (one.from % ROW), '+');
            border.setCharAt(2 * ((one.to - 1) % ROW + 1), '+');
        }
        return border.toString();
    }

    private void addRow(List<String> lines, List<Segment> row) {
        boolean header = row.getFirst().from == 0;
        for (int line = 0; line < (header ? 4 : 1); line++) {
            StringBuilder labels = new StringBuilder("|");
            for (Segment segment : row) {
                labels.append(label(segment, line)).append('|');
            }
            lines.add(labels.toString());
        }
        StringBuilder bits = new StringBuilder("|");
        StringBuilder values = new StringBuilder("|");
        for (Segment segment : row) {
            bits.append(bits(segment)).append('|');
            values.append(centred(value(segment), segment.width())).append('|');
        }
        lines.add(bits.toString());
        lines.add(values.toString());
    }

    /** A field of one bit has its name written downwards, as the RFC does. */
    private static String label(Segment segment, int line) {
        String label = segment.label();
        if (segment.field.bits == 1) {
            return line < label.length() ? label.substring(line, line + 1) : " ";
        }
        return centred(line == 0 ? label : "", segment.width());
    }

    private String bits(Segment segment) {
        StringBuilder bits = new StringBuilder();
        for (int bit = segment.from; bit < segment.to; bit++) {
            boolean there = bit / 8 < frame.bytes().length;
            bits.append(bit == segment.from ? "" : " ")
                    .append(!there ? "?" : (frame.bytes()[bit / 8] >> 7 - bit % 8 & 1) == 0 ? "0" : "1");
        }
        return bits.toString();
    }

    private String value(Segment segment) {
        if (!segment.field.value.isEmpty()) {
            return segment.field.value.strip();
        }
        int there = frame.bytes().length;
        int from = Math.min(segment.from / 8, there);
        int to = Math.min(segment.to / 8, there);
        String missing = " ??".repeat((segment.to - segment.from) / 8 - (to - from));
        return (HexText.of(frame.bytes(), from, to) + missing).strip();
    }

    private static String centred(String text, int width) {
        int left = Math.max(0, width - text.length()) / 2;
        return " ".repeat(left) + text + " ".repeat(Math.max(0, width - text.length() - left));
    }
}
