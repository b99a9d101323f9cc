package netkit.cli.packet;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import netkit.cli.terminal.Paragraph;
import netkit.dissect.ByteSource;
import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.FieldValue;
import netkit.dissect.Protocol;
import netkit.dissect.explain.Overhead;
import netkit.dissect.explain.TwoModels;
import netkit.net.PrintableText;
import netkit.report.Numbers;

/** One packet: the bytes of each field beside what they mean, layer by layer, and how many of them are headers. */
final class PacketDetails {
    private static final int PER_LINE = 8;
    /** Two digits and a space for each byte of a line. */
    private static final int HEX = PER_LINE * 3;
    /** Lines of bytes of one field that are shown. */
    private static final int MAX_LINES = 8;
    /** Bits that are drawn one by one. */
    private static final int MAX_BITS = 16;

    private final Palette palette;
    private final List<String> lines = new ArrayList<>();

    private PacketDetails(Palette palette) {
        this.palette = palette;
    }

    /** @param zero when the capture began, nanoseconds since 1970-01-01 */
    static List<String> lines(DissectedPacket packet, long zero, Palette palette) {
        PacketDetails details = new PacketDetails(palette);
        details.add(packet, zero);
        return details.lines;
    }

    private void add(DissectedPacket packet, long zero) {
        int captured = packet.packet().bytes().length;
        int length = packet.packet().originalLength();
        lines.addAll(Paragraph.wrap("", "Packet " + packet.packet().number()
                + (packet.packet().epochNanos().isPresent()
                        ? ", " + PacketRows.seconds(packet.packet().epochNanos().getAsLong() - zero)
                                + " s after the first"
                        : "")
                + ": " + Numbers.counted(length, "byte")
                + (captured < length ? ", of which " + Numbers.grouped(captured) + " were captured" : "")
                + (packet.stream().isPresent() ? ", stream " + packet.stream().getAsInt() : ""),
                palette.width()));
        for (String comment : packet.packet().comments()) {
            lines.addAll(Paragraph.wrap("Comment: ", PrintableText.escape(comment), palette.width()));
        }
        for (DissectedLayer layer : packet.layers()) {
            lines.add("");
            add(layer);
        }
        lines.add("");
        overhead(packet);
    }

    private void add(DissectedLayer layer) {
        Protocol protocol = layer.protocol();
        for (String line : Paragraph.wrap("", heading(layer), palette.width())) {
            lines.add(palette.heading(protocol, line));
        }
        if (layer.source().origin() != ByteSource.Origin.PACKET) {
            lines.addAll(Paragraph.wrap("  ", origin(layer), palette.width()));
        }
        for (String notice : layer.notices()) {
            for (String line : Paragraph.wrap("  ! ", PrintableText.escape(notice), palette.width())) {
                lines.add(palette.trouble(line));
            }
        }
        if (layer.fields().isEmpty() && layer.to() > layer.from()) {
            bytes(layer, layer.from(), layer.to(), "");
        }
        for (Field field : layer.fields()) {
            add(layer, field, "");
        }
    }

    private static String heading(DissectedLayer layer) {
        Protocol protocol = layer.protocol();
        int osi = protocol.osiLayer();
        int header = layer.headerTo() - layer.from();
        int payload = layer.to() - layer.headerTo();
        String place = protocol == Protocol.DATA
                ? "the application's bytes, " + Numbers.counted(payload + header, "byte")
                : "OSI layer " + osi + " (" + TwoModels.osiName(osi) + "), TCP/IP "
                        + TwoModels.name(protocol.modelLayer())
                        + " layer; header " + header + (payload > 0 ? ", payload " + payload : "");
        return protocol.displayName() + ": " + place;
    }

    private static String origin(DissectedLayer layer) {
        String packets = layer.source().packets().stream().map(String::valueOf)
                .collect(Collectors.joining(", "));
        boolean isOne = layer.source().packets().size() == 1;
        return switch (layer.source().origin()) {
            case REASSEMBLED_IP -> "put together from the fragments in packets " + packets;
            case TCP_STREAM -> "bytes of the TCP stream, from packet" + (isOne ? " " : "s ") + packets;
            case DECODED -> "decoded; carried by packet" + (isOne ? " " : "s ") + packets;
            case PACKET -> "";
        };
    }

    private void add(DissectedLayer layer, Field field, String indent) {
        boolean isComputed = field.from() >= field.to();
        String shown = PrintableText.escape(field.shown());
        String text = field.label() + (shown.isEmpty() ? "" : ": " + shown);
        String where = isComputed ? " ".repeat(8) : "  %04x  ".formatted(field.from());
        String hex = isComputed ? "" : field.mask() != 0 ? bits(layer, field) : hex(layer, field);
        boolean isLong = field.value() instanceof FieldValue.Bytes && field.to() - field.from() > PER_LINE;
        if (isLong) {
            lines.add(palette.layer(layer.protocol(),
                    " ".repeat(8) + " ".repeat(HEX) + indent + field.label() + ", "
                            + Numbers.counted(field.to() - field.from(), "byte")));
            bytes(layer, field.from(), field.to(), indent);
        } else {
            int gap = Math.max(0, HEX - hex.length());
            List<String> wrapped = Paragraph.wrap(" ".repeat(8 + HEX) + indent,
                    isComputed ? "[" + text + "]" : text, palette.width());
            String first = where + palette.layer(layer.protocol(), hex) + " ".repeat(gap)
                    + wrapped.getFirst().substring(8 + HEX);
            lines.add(first);
            wrapped.stream().skip(1).limit(MAX_LINES).map(line -> Palette.fitted(line, palette.width()))
                    .forEach(lines::add);
        }
        for (Field part : field.parts()) {
            add(layer, part, indent + "  ");
        }
    }

    private static String hex(DissectedLayer layer, Field field) {
        int length = field.to() - field.from();
        int shown = length <= PER_LINE ? length : PER_LINE - 1;
        return HexFormat.ofDelimiter(" ").formatHex(layer.source().bytes(), field.from(),
                field.from() + shown)
                + (length > shown ? " …" : "");
    }

    /** Returns the bits of a field, with a dot for each that is not its: {@code .... 0101}. */
    private static String bits(DissectedLayer layer, Field field) {
        int count = 8 * (field.to() - field.from());
        int first = count > Long.SIZE ? 0
                : Math.max(0, Long.numberOfLeadingZeros(field.mask()) - (Long.SIZE - count));
        int from = first / 8 * 8; // only the bytes that have bits of the field
        int to = count - Long.numberOfTrailingZeros(field.mask()) / 8 * 8;
        if (count > Long.SIZE || to - from > MAX_BITS) {
            return hex(layer, field);
        }
        StringBuilder bits = new StringBuilder();
        for (int bit = from; bit < to; bit++) {
            boolean isIts = (field.mask() >>> count - 1 - bit & 1) == 1;
            int one = layer.source().bytes()[field.from() + bit / 8] >>> 7 - bit % 8 & 1;
            bits.append(bit > from && bit % 4 == 0 ? " " : "").append(isIts ? (char) ('0' + one) : '.');
        }
        return bits.toString();
    }

    /** Adds bytes in hex and as text. */
    private void bytes(DissectedLayer layer, int from, int to, String indent) {
        byte[] bytes = layer.source().bytes();
        int shownTo = Math.min(to, from + MAX_LINES * PER_LINE);
        for (int at = from; at < shownTo; at += PER_LINE) {
            int end = Math.min(shownTo, at + PER_LINE);
            String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, at, end);
            StringBuilder text = new StringBuilder();
            for (int i = at; i < end; i++) {
                text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
            }
            lines.add("  %04x  ".formatted(at) + palette.layer(layer.protocol(), hex)
                    + " ".repeat(HEX - hex.length()) + indent + "|" + text + "|");
        }
        if (shownTo < to) {
            lines.add(" ".repeat(8) + "… and " + Numbers.counted(to - shownTo, "byte") + " more");
        }
    }

    private void overhead(DissectedPacket packet) {
        for (String line : Paragraph.wrap("", Overhead.of(packet).sentence() + ".", palette.width())) {
            lines.add(palette.bold(line));
        }
    }
}
