package netkit.dissect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import netkit.packet.TcpSegment;

/** A TCP header (RFC 9293 §3.1). */
final class TcpLayer extends DissectedLayer {
    private static final String LETTERS = "RRRACEUAPRSF";

    private static final int OFFSET_AT = 12;

    /** An error message that quotes a packet. */
    enum Quote {
        /** Often the first 8 bytes alone (RFC 792); then the sequence number is not repeated as a raw one. */
        ICMP,
        /** As much as fits (RFC 4443 §2.4). */
        ICMPV6
    }

    private final Extent extent;
    private final TcpSegment segment;
    private final Checksum checksum;
    private final List<Field> analysis;
    private final Quote quote;

    /**
     * @param extent the payload of IP
     * @param segment null if the header could not be decoded
     * @param analysis fields that the conversation tells
     * @param quote the message that quotes the segment, which may have a part of it; null if it was captured
     */
    TcpLayer(Extent extent, TcpSegment segment, Checksum checksum, List<Field> analysis, Quote quote) {
        super(Protocol.TCP, extent.source(), extent.from(),
                segment == null ? extent.to() : Math.min(extent.to(), segment.payloadFrom()),
                extent.to());
        this.extent = extent;
        this.segment = segment;
        this.checksum = checksum;
        this.analysis = analysis;
        this.quote = quote;
    }

    @Override
    public String summary() {
        FieldList list = list();
        if (segment == null) {
            return list.remaining(0) < 4 ? "truncated header"
                    : list.at16(0) + " → " + list.at16(2) + " damaged header";
        }
        StringBuilder text = new StringBuilder(marks(analysis));
        text.append(segment.sourcePort()).append(" → ").append(segment.destinationPort()).append(" [")
                .append(flags(segment.flags())).append("] Seq=")
                .append(relative("tcp.seq", segment.sequence()));
        if (segment.has(TcpSegment.ACK)) {
            text.append(" Ack=").append(relative("tcp.ack", segment.acknowledgment()));
        }
        return text.append(" Win=").append(relative("tcp.window_size", segment.window())).append(" Len=")
                .append(segment.payloadLength()).toString();
    }

    /** Returns {@code [retransmitted] }, as Wireshark puts such marks first; empty for most segments. */
    private static String marks(List<Field> fields) {
        for (Field field : fields) {
            String marks = field.name().equals("tcp.analysis.flags") ? "[" + field.shown() + "] "
                    : marks(field.parts());
            if (!marks.isEmpty()) {
                return marks;
            }
        }
        return "";
    }

    private String relative(String name, int absolute) {
        for (Field field : analysis) {
            if (field.name().equals(name) && field.value() instanceof FieldValue.Number(long number)) {
                return Long.toString(number);
            }
        }
        return Integer.toUnsignedString(absolute);
    }

    static String flags(int flags) {
        String[] names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            if ((flags & 1 << i) != 0) {
                text.append(text.isEmpty() ? "" : ", ").append(names[i]);
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    private FieldList list() {
        return new FieldList(extent.bytes(), from(), extent.to());
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        list.decimal("tcp.srcport", "Source port", 0, 2).decimal("tcp.dstport", "Destination port", 2, 2);
        int headerLength = list.remaining(0) > OFFSET_AT ? 4 * (list.at8(OFFSET_AT) >>> 4) : 0;
        boolean isWhole = list.remaining(0) >= TcpSegment.MIN_HEADER_LENGTH;
        if (quote != null) {
            list.decimal("tcp.seq", "Sequence number", 4, 4);
        } else if (isWhole) {
            int length = Math.max(0, extent.end() - from() - headerLength);
            list.computed("tcp.len", "Payload length", length, length + " bytes");
        }
        if (quote != Quote.ICMP) {
            list.decimal("tcp.seq_raw", "Sequence number", 4, 4);
        }
        if (isWhole && headerLength < TcpSegment.MIN_HEADER_LENGTH) {
            list.number("tcp.hdr_len", "Header length", OFFSET_AT, 1, 0xF0, 4, value -> value + " bytes");
            return list.all(analysis).fields();
        }
        if (quote != null) {
            list.decimal("tcp.ack", "Acknowledgment number", 8, 4);
        }
        list.decimal("tcp.ack_raw", "Acknowledgment number", 8, 4)
                .number("tcp.hdr_len", "Header length", OFFSET_AT, 1, 0xF0, 4, value -> value + " bytes")
                .number("tcp.flags", "Flags", 12, 2, 0x0FFF,
                        value -> FieldList.hex(value, 2) + " (" + flags((int) value & 0xFF) + ")")
                .parts(this::flags)
                .decimal("tcp.window_size_value", "Window", 14, 2);
        if (quote != null) {
            list.decimal("tcp.window_size", "Window", 14, 2);
        }
        checksum.add(list, "tcp.checksum", 16);
        list.decimal("tcp.urgent_pointer", "Urgent pointer", 18, 2);
        list.all(analysis);
        if (isWhole && headerLength > TcpSegment.MIN_HEADER_LENGTH) {
            TcpOptionFields.add(list, headerLength, acknowledgmentBase(list));
        }
        payload(list);
        return list.fields();
    }

    private void flags(FieldList parts) {
        parts.flag("tcp.flags.res", "Reserved", 12, 2, 0x0E00)
                .flag("tcp.flags.ae", "Accurate ECN", 12, 2, 0x0100)
                .flag("tcp.flags.cwr", "Congestion window reduced", 12, 2, 0x0080)
                .flag("tcp.flags.ece", "ECN echo", 12, 2, 0x0040)
                .flag("tcp.flags.urg", "Urgent", 12, 2, 0x0020)
                .flag("tcp.flags.ack", "Acknowledgment", 12, 2, 0x0010)
                .flag("tcp.flags.push", "Push", 12, 2, 0x0008)
                .flag("tcp.flags.reset", "Reset", 12, 2, 0x0004)
                .flag("tcp.flags.syn", "Synchronize", 12, 2, 0x0002)
                .flag("tcp.flags.fin", "Finish", 12, 2, 0x0001);
        long bits = parts.at(12, 2, 0x0FFF);
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < LETTERS.length(); i++) {
            letters.append((bits & 0x800 >>> i) == 0 ? '·' : LETTERS.charAt(i));
        }
        parts.text("tcp.flags.str", "Letters", letters.toString(), 12, 2);
    }

    /** Returns the number that relative acknowledgment numbers start from. */
    private int acknowledgmentBase(FieldList list) {
        for (Field field : analysis) {
            if (field.name().equals("tcp.ack") && field.value() instanceof FieldValue.Number(long relative)) {
                return (int) (list.at(8, 4, 0) - relative);
            }
        }
        return 0;
    }

    private void payload(FieldList list) {
        int length = to() - headerTo();
        if (segment == null || length <= 0) {
            return;
        }
        int at = segment.headerLength();
        if (segment.has(TcpSegment.RST)) { // RFC 9293 §3.5.3
            list.text("tcp.reset_cause", "Cause of the reset",
                    new String(extent.bytes(), headerTo(), length, StandardCharsets.US_ASCII), at, length);
        } else {
            list.bytes("tcp.payload", "Payload", at, length);
        }
    }

    @Override
    protected List<String> computeNotices() {
        List<String> notices = new ArrayList<>(checksum.notices());
        FieldList list = list();
        if (segment != null) {
            if (segment.isHeaderCut()) {
                notices.add("the bytes end within the options");
            }
        } else if (list.remaining(0) < TcpSegment.MIN_HEADER_LENGTH) {
            notices.add("the bytes end within the TCP header");
        } else if (list.at8(12) >>> 4 < 5) {
            notices.add("the header length of " + 4 * (list.at8(12) >>> 4) + " bytes is below 20");
        } else {
            notices.add("the header length exceeds the segment");
        }
        return notices;
    }
}
