package netkit.packet.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.packet.IpAddress;
import netkit.packet.IpPacket;
import netkit.packet.TcpOption;
import netkit.packet.TcpOption.SelectiveAcknowledgment;
import netkit.packet.TcpSegment;

/**
 * Follows TCP connections by the segments their ends send: counts their sequence numbers from the SYN on, and tells
 * what repeats. Where the SYN was not seen, it counts from 1 at what was seen first.
 */
public final class TcpTracker {
    /** Two for each connection. */
    private static final int MAX_ENDPOINTS = 8192;
    private static final int SYN_FIN_RST = TcpSegment.SYN | TcpSegment.FIN | TcpSegment.RST;

    /**
     * A segment in numbers that count from the SYN and do not wrap around.
     *
     * @param acknowledgment 0 when the segment acknowledges nothing
     */
    public record TrackedSegment(long sequence, long acknowledgment, List<Range> sackBlocks,
            Optional<SegmentMark> mark) {}

    /** From {@code left} to one before {@code right}. */
    public record Range(long left, long right) {}

    private record Flow(IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
        Flow reversed() {
            return new Flow(destination, destinationPort, source, sourcePort);
        }
    }

    /** One end of a connection, by what it has sent. */
    private static final class Endpoint {
        /** One beyond the highest it has sent, SND.NXT of RFC 9293 §3.3.1; the same in the count from the SYN. */
        private int next;
        private long countedNext;
        /** What it said last about the other end's data. */
        private boolean hasAcknowledged;
        private long acknowledgment;
        private int window;
        /** What it said last that the network did not lose. */
        private long deliveredAcknowledgment;
        private boolean deliveredClosedWindow;

        Endpoint(int next, long countedNext) {
            this.next = next;
            this.countedNext = countedNext;
        }

        /** RFC 9293 §3.4: the numbers wrap around, so only the difference to one that is near says anything. */
        long count(int sequence) {
            return countedNext + (sequence - next);
        }

        void advance(int upTo) {
            countedNext = Math.max(countedNext, count(upTo));
            if (upTo - next > 0) {
                next = upTo;
            }
        }
    }

    private final Map<Flow, Endpoint> ends = new LruMap<>(MAX_ENDPOINTS);

    /** @param lost whether the peer will never see it */
    public TrackedSegment track(IpPacket ip, TcpSegment segment, boolean lost) {
        Flow flow = new Flow(ip.source(), segment.sourcePort(), ip.destination(), segment.destinationPort());
        Endpoint sender = sender(flow, segment);
        Endpoint peer = peer(flow, segment);
        long sequence = sender.count(segment.sequence());
        boolean acknowledges = segment.has(TcpSegment.ACK);
        long acknowledgment = acknowledges ? peer.count(segment.acknowledgment()) : 0;
        List<Range> sackBlocks = acknowledges ? sackBlocks(segment, peer) : List.of();

        Optional<SegmentMark> mark = markOfRepetition(segment, sequence, sender, peer);
        if (mark.isEmpty() && acknowledges
                && isDuplicate(segment, acknowledgment, !sackBlocks.isEmpty(), sender, peer)) {
            mark = Optional.of(SegmentMark.DUPLICATE_ACK);
        }

        sender.advance(segment.sequence() + segment.sequenceLength());
        if (acknowledges) {
            sender.hasAcknowledged = true;
            sender.acknowledgment = acknowledgment;
            sender.window = segment.window();
            if (!lost) {
                sender.deliveredAcknowledgment = Math.max(sender.deliveredAcknowledgment, acknowledgment);
                sender.deliveredClosedWindow = segment.window() == 0;
            }
        }
        return new TrackedSegment(sequence, acknowledgment, sackBlocks, mark);
    }

    private Endpoint sender(Flow flow, TcpSegment segment) {
        Endpoint known = ends.get(flow);
        int sequence = segment.sequence();
        if (segment.has(TcpSegment.SYN)) {
            boolean isRetransmission = known != null && known.count(sequence) == 0;
            if (!isRetransmission) { // the first of this connection, or the same ports are used anew
                if (!segment.has(TcpSegment.ACK)) {
                    ends.remove(flow.reversed());
                }
                known = new Endpoint(sequence, 0);
                ends.put(flow, known);
            }
        } else if (known == null) {
            known = new Endpoint(sequence, 1);
            ends.put(flow, known);
        }
        return known;
    }

    /** When the peer has not been seen, what is acknowledged tells how far it has come. */
    private Endpoint peer(Flow flow, TcpSegment segment) {
        return segment.has(TcpSegment.ACK)
                ? ends.computeIfAbsent(flow.reversed(), _ -> new Endpoint(segment.acknowledgment(), 1))
                : ends.getOrDefault(flow.reversed(), new Endpoint(0, 0));
    }

    private static List<Range> sackBlocks(TcpSegment segment, Endpoint peer) {
        List<Range> ranges = new ArrayList<>();
        for (TcpOption option : segment.options()) {
            if (option instanceof SelectiveAcknowledgment(List<SelectiveAcknowledgment.Block> blocks)) {
                blocks.forEach(
                        block -> ranges.add(new Range(peer.count(block.left()), peer.count(block.right()))));
            }
        }
        return ranges;
    }

    private static Optional<SegmentMark> markOfRepetition(TcpSegment segment, long sequence, Endpoint sender,
            Endpoint peer) {
        boolean repeatsLast = sequence == sender.countedNext - 1;
        boolean isProbe = repeatsLast && segment.payloadLength() <= 1
                && (segment.flags() & SYN_FIN_RST) == 0;
        boolean isBeyondWindow = sequence == sender.countedNext && segment.payloadLength() == 1;
        if (peer.deliveredClosedWindow && (isProbe || isBeyondWindow)) {
            return Optional.of(SegmentMark.ZERO_WINDOW_PROBE);
        }
        if (isProbe && (segment.payloadLength() == 0 || peer.deliveredAcknowledgment >= sender.countedNext)) {
            return Optional.of(SegmentMark.KEEP_ALIVE); // a byte not yet acknowledged is sent again for its own sake
        }
        return segment.sequenceLength() > 0 && sequence < sender.countedNext
                ? Optional.of(SegmentMark.RETRANSMISSION)
                : Optional.empty();
    }

    private static boolean isDuplicate(TcpSegment segment, long acknowledgment, boolean hasSackBlocks,
            Endpoint sender,
            Endpoint peer) {
        // RFC 5681 §2: the peer has data under way, none here, no SYN or FIN, the same number, the same window
        return peer.countedNext > acknowledgment && segment.payloadLength() == 0
                && (segment.flags() & SYN_FIN_RST) == 0
                && sender.hasAcknowledged && sender.acknowledgment == acknowledgment
                && (sender.window == segment.window() || hasSackBlocks); // RFC 6675 §2: or it has SACK blocks
    }
}
