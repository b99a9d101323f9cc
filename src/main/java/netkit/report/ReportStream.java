package netkit.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.wire.WirePacket;
import netkit.compare.wire.WireStats;
import netkit.lab.wire.HostPair;

/**
 * The TCP stream from alice, for a time-sequence graph.
 *
 * @param segments a word for each segment, equal ones as {@code WORD*20}. A word has these numbers, separated by commas: the
 *        time since the previous segment was sent, the distance in bytes from the end of that one, the length in bytes, the
 *        kind (1 retransmission + 2 lost), and for each copy that arrived the time since it was sent. Times are in tenths of
 *        a millisecond
 * @param connections pairs of the ports and the position of the first byte, in the order of their first payload
 * @param omitted what is not drawn, as sentences with a space before them; empty if everything is
 */
record ReportStream(String segments, List<Object[]> connections, String omitted) {
    private static final int RETRANSMISSION = 1;
    private static final int LOST = 2;
    /** With more segments than this, only some of the ordinary ones are drawn. */
    private static final int MAX_SEGMENTS = 2_500;

    /** Returns empty if the sender sent nothing over TCP, or no wire was observed. */
    static Optional<ReportStream> of(Cell.Measured cell) {
        return cell.wire().flatMap(wire -> of(wire, cell.direction().pair()));
    }

    private static Optional<ReportStream> of(WireStats wire, HostPair pair) {
        List<WirePacket> packets = wire.packets().stream()
                .filter(packet -> packet.pair().equals(pair)
                        && packet.sequence().isPresent() && packet.payload() > 0)
                .toList();
        if (packets.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> lengths = new LinkedHashMap<>();
        packets.forEach(packet -> lengths.merge(packet.flow(),
                packet.sequence().getAsLong() + packet.payload(), Math::max));
        Map<String, Long> base = new LinkedHashMap<>();
        List<Object[]> connections = new ArrayList<>();
        long total = 0;
        for (Map.Entry<String, Long> flow : lengths.entrySet()) {
            base.put(flow.getKey(), total);
            connections.add(new Object[] {flow.getKey(), total});
            total += flow.getValue();
        }
        int every = packets.size() / MAX_SEGMENTS + 1;
        List<String> segments = new ArrayList<>();
        long sentBefore = 0;
        long endBefore = 0;
        for (int i = 0; i < packets.size(); i++) {
            WirePacket packet = packets.get(i);
            int kind = (packet.retransmission() ? RETRANSMISSION : 0)
                    + (packet.dropped().isPresent() ? LOST : 0);
            if (kind != 0 || i % every == 0) {
                long sent = tenths(packet.sentAt());
                long first = base.get(packet.flow()) + packet.sequence().getAsLong();
                StringBuilder word = new StringBuilder().append(sent - sentBefore).append(',')
                        .append(first - endBefore).append(',').append(packet.payload()).append(',')
                        .append(kind);
                packet.arrivedAt().forEach(at -> word.append(',').append(tenths(at) - sent));
                segments.add(word.toString());
                sentBefore = sent;
                endBefore = first + packet.payload();
            }
        }
        return Optional.of(new ReportStream(ReportData.counted(segments), connections, omitted(wire, every)));
    }

    /** Returns tenths of a millisecond, which are less than a pixel. */
    private static long tenths(long nanos) {
        return Math.round(nanos / 1e5);
    }

    private static String omitted(WireStats wire, int every) {
        return (every == 1 ? "" : " Of the unremarkable segments, one in " + every + " is drawn.")
                + (wire.complete() ? ""
                        : " Only the first " + Numbers.grouped(wire.packets().size())
                                + " packets were kept.");
    }
}
