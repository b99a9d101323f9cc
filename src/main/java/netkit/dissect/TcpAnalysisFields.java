package netkit.dissect;

import java.util.ArrayList;
import java.util.List;

import netkit.packet.TcpSegment;
import netkit.packet.stream.SegmentAnalysis;
import netkit.packet.stream.SegmentAnalysis.Closing;
import netkit.packet.stream.SegmentMark;

/** The fields of a TCP segment that its connection tells, with Wireshark's names. */
final class TcpAnalysisFields {
    private final List<Field> fields = new ArrayList<>();
    private final int at;

    private TcpAnalysisFields(int at) {
        this.at = at;
    }

    static List<Field> of(int stream, SegmentAnalysis analysis, TcpSegment segment) {
        TcpAnalysisFields list = new TcpAnalysisFields(segment.from());
        list.number("tcp.stream", "Connection", stream, 0, 0);
        list.number("tcp.completeness", "Seen before", analysis.completeness(), 0, 0);
        list.number("tcp.seq", "Relative sequence number", analysis.sequence(), 4, 8);
        list.number("tcp.nxtseq", "Next sequence number", analysis.nextSequence(), 0, 0);
        list.number("tcp.ack", "Relative acknowledgment number", analysis.acknowledgment(), 8, 12);
        list.number("tcp.window_size", "Window in bytes", analysis.window(), 14, 16);
        if (!segment.has(TcpSegment.SYN)) {
            list.add("tcp.window_size_scalefactor", "Window scaling",
                    new FieldValue.Number(analysis.windowFactor()), switch (analysis.windowFactor()) {
                        case SegmentAnalysis.UNKNOWN_FACTOR -> "-1 (unknown)";
                        case SegmentAnalysis.NOT_SCALED -> "-2 (none)";
                        default -> "times " + analysis.windowFactor();
                    }, 14, 16, List.of());
        }
        list.time("tcp.time_relative", "Time since the first segment", analysis.relativeNanos());
        list.time("tcp.time_delta", "Time since the segment before", analysis.deltaNanos());
        list.connection(analysis, segment);
        if (analysis.isNotable()) {
            list.analysis(analysis);
        }
        return list.fields;
    }

    private void connection(SegmentAnalysis analysis, TcpSegment segment) {
        boolean isSyn = segment.has(TcpSegment.SYN);
        flag("tcp.connection.syn", "Opens the connection", isSyn && !segment.has(TcpSegment.ACK));
        flag("tcp.connection.synack", "Accepts the connection", isSyn && segment.has(TcpSegment.ACK));
        flag("tcp.connection.fin", "Closes one direction", segment.has(TcpSegment.FIN));
        flag("tcp.connection.fin_active", "Closes first", analysis.closing() == Closing.ACTIVE);
        flag("tcp.connection.fin_passive", "Closes second", analysis.closing() == Closing.PASSIVE);
        flag("tcp.connection.rst", "Resets the connection", segment.has(TcpSegment.RST));
        switch (analysis.fastOpen()) {
            case NONE -> {}
            case SYN -> flag("tcp.analysis.tfo_syn", "SYN with a Fast Open cookie", true);
            case ACCEPTED -> flag("tcp.analysis.tfo_ack", "Accepts the data of the SYN", true);
            case IGNORED -> flag("tcp.analysis.tfo_ignored", "Ignores the data of the SYN", true);
        }
    }

    private void analysis(SegmentAnalysis analysis) {
        analysis.acknowledged().ifPresent(earlier -> {
            number("tcp.analysis.acks_frame", "Acknowledges packet", earlier.packet(), 0, 0);
            if (earlier.nanos() != 0) {
                time("tcp.analysis.ack_rtt", "Round-trip time", earlier.nanos());
            }
        });
        analysis.initialRttNanos().ifPresent(
                nanos -> time("tcp.analysis.initial_rtt", "Round-trip time of the handshake", nanos));
        analysis.bytesInFlight().ifPresent(
                bytes -> number("tcp.analysis.bytes_in_flight", "Bytes in flight", bytes, 0, 0));
        analysis.pushBytesSent().ifPresent(
                bytes -> number("tcp.analysis.push_bytes_sent", "Bytes since the last PSH", bytes, 0, 0));
        if (!analysis.marks().isEmpty()) {
            marks(analysis);
        }
        analysis.duplicateAck().ifPresent(duplicate -> {
            number("tcp.analysis.duplicate_ack_num", "Duplicate acknowledgment number", duplicate.number(), 0,
                    0);
            number("tcp.analysis.duplicate_ack_frame", "First acknowledged in packet", duplicate.of(), 0, 0);
        });
    }

    private void marks(SegmentAnalysis analysis) {
        TcpAnalysisFields marks = new TcpAnalysisFields(at);
        for (SegmentMark mark : analysis.marks()) {
            marks.flag("tcp.analysis." + mark.filterName(), mark.toString(), true);
        }
        analysis.repeated().ifPresent(earlier -> {
            marks.time("tcp.analysis.rto", "Time since the packet that it repeats", earlier.nanos());
            marks.number("tcp.analysis.rto_frame", "The packet that it repeats", earlier.packet(), 0, 0);
        });
        StringBuilder shown = new StringBuilder();
        analysis.marks().forEach(mark -> shown.append(shown.isEmpty() ? "" : ", ").append(mark));
        add("tcp.analysis.flags", "Marks", new FieldValue.Flag(true), shown.toString(), 0, 0, marks.fields);
    }

    private void number(String name, String label, long value, int from, int to) {
        add(name, label, new FieldValue.Number(value), Long.toString(value), from, to, List.of());
    }

    private void flag(String name, String label, boolean isSet) {
        if (isSet) {
            add(name, label, new FieldValue.Flag(true), "yes", 0, 0, List.of());
        }
    }

    private void time(String name, String label, long nanos) {
        String seconds = seconds(nanos);
        add(name, label, new FieldValue.Text(seconds), seconds + " s", 0, 0, List.of());
    }

    /** Returns seconds with nine digits after the point, as Wireshark prints them. */
    static String seconds(long nanos) {
        String digits = Long.toString(Math.abs(nanos % 1_000_000_000));
        return (nanos < 0 ? "-" : "") + Math.abs(nanos / 1_000_000_000) + "."
                + "0".repeat(9 - digits.length())
                + digits;
    }

    private void add(String name, String label, FieldValue value, String shown, int from, int to,
            List<Field> parts) {
        fields.add(new Field(name, label, value, shown, at + from, at + to, 0, parts));
    }
}
