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
 * A tracker of TCP connections, which computes sequence numbers relative to the SYN and detects retransmissions, probes
 * and duplicate acknowledgments. If the SYN was not seen, the first segment seen has the relative number 1.
 */
public final class TcpTracker {
    /** Two endpoints for each connection. */
    private static final int MAX_ENDPOINTS = 8192;
    private static final int SYN_FIN_RST = TcpSegment.SYN | TcpSegment.FIN | TcpSegment.RST;

    /**
     * A segment with 64-bit numbers that are relative to the SYN and do not wrap around.
     *
     * @param acknowledgment 0 if the segment has no ACK flag
     */
    public record TrackedSegment(long sequence, long acknowledgment, List<Range> sackBlocks,
            Optional<SegmentMark> mark) {}

    /** The relative sequence numbers from {@code left} to one before {@code right}. */
    public record Range(long left, long right) {}

    private record Flow(IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
        Flow reversed() {
            return new Flow(destination, destinationPort, source, sourcePort);
        }
    }

    /** The state of one endpoint of a connection, derived from the segments it sent. */
    private static final class Endpoint {
        /** SND.NXT of RFC 9293 §3.3.1: one beyond the highest sequence number sent. */
        private int next;
        /** The same number relative to the SYN. */
        private long relativeNext;
        /** The fields of the last segment sent with an ACK. */
        private boolean hasAcknowledged;
        private long acknowledgment;
        private int window;
        /** The fields of the last such segment that the network did not lose. */
        private long deliveredAcknowledgment;
        private boolean deliveredZeroWindow;

        Endpoint(int next, long relativeNext) {
            this.next = next;
            this.relativeNext = relativeNext;
        }

        /** RFC 9293 §3.4: sequence numbers wrap around, so they are converted by their difference from a nearby one. */
        long relative(int sequence) {
            return relativeNext + (sequence - next);
        }

        void advance(int upTo) {
            relativeNext = Math.max(relativeNext, relative(upTo));
            if (upTo - next > 0) {
                next = upTo;
            }
        }
    }

    private final Map<Flow, Endpoint> endpoints = new LruMap<>(MAX_ENDPOINTS);

    /** @param lost whether the network loses the segment, so that the peer never receives it */
    public TrackedSegment track(IpPacket ip, TcpSegment segment, boolean lost) {
        Flow flow = new Flow(ip.source(), segment.sourcePort(), ip.destination(), segment.destinationPort());
        Endpoint sender = sender(flow, segment);
        Endpoint peer = peer(flow, segment);
        long sequence = sender.relative(segment.sequence());
        boolean acknowledges = segment.has(TcpSegment.ACK);
        long acknowledgment = acknowledges ? peer.relative(segment.acknowledgment()) : 0;
        List<Range> sackBlocks = acknowledges ? sackBlocks(segment, peer) : List.of();

        Optional<SegmentMark> mark = retransmissionOrProbe(segment, sequence, sender, peer);
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
                sender.deliveredZeroWindow = segment.window() == 0;
            }
        }
        return new TrackedSegment(sequence, acknowledgment, sackBlocks, mark);
    }

    private Endpoint sender(Flow flow, TcpSegment segment) {
        Endpoint known = endpoints.get(flow);
        int sequence = segment.sequence();
        if (segment.has(TcpSegment.SYN)) {
            boolean isRetransmission = known != null && known.relative(sequence) == 0;
            if (!isRetransmission) { // a new connection, possibly one that reuses the ports
                if (!segment.has(TcpSegment.ACK)) {
                    endpoints.remove(flow.reversed());
                }
                known = new Endpoint(sequence, 0);
                endpoints.put(flow, known);
            }
        } else if (known == null) {
            known = new Endpoint(sequence, 1);
            endpoints.put(flow, known);
        }
        return known;
    }

    /** Returns the peer; one that has sent nothing yet is assumed to have sent what is acknowledged. */
    private Endpoint peer(Flow flow, TcpSegment segment) {
        return segment.has(TcpSegment.ACK)
                ? endpoints.computeIfAbsent(flow.reversed(), _ -> new Endpoint(segment.acknowledgment(), 1))
                : endpoints.getOrDefault(flow.reversed(), new Endpoint(0, 0));
    }

    private static List<Range> sackBlocks(TcpSegment segment, Endpoint peer) {
        List<Range> ranges = new ArrayList<>();
        for (TcpOption option : segment.options()) {
            if (option instanceof SelectiveAcknowledgment(List<SelectiveAcknowledgment.Block> blocks)) {
                blocks.forEach(
                        block -> ranges
                                .add(new Range(peer.relative(block.left()), peer.relative(block.right()))));
            }
        }
        return ranges;
    }

    private static Optional<SegmentMark> retransmissionOrProbe(TcpSegment segment, long sequence,
            Endpoint sender,
            Endpoint peer) {
        boolean repeatsLast = sequence == sender.relativeNext - 1;
        boolean isProbe = repeatsLast && segment.payloadLength() <= 1
                && (segment.flags() & SYN_FIN_RST) == 0;
        boolean isBeyondWindow = sequence == sender.relativeNext && segment.payloadLength() == 1;
        if (peer.deliveredZeroWindow && (isProbe || isBeyondWindow)) {
            return Optional.of(SegmentMark.ZERO_WINDOW_PROBE);
        }
        if (isProbe
                && (segment.payloadLength() == 0 || peer.deliveredAcknowledgment >= sender.relativeNext)) {
            return Optional.of(SegmentMark.KEEP_ALIVE); // an unacknowledged byte is a retransmission instead
        }
        return segment.sequenceLength() > 0 && sequence < sender.relativeNext
                ? Optional.of(SegmentMark.RETRANSMISSION)
                : Optional.empty();
    }

    private static boolean isDuplicate(TcpSegment segment, long acknowledgment, boolean hasSackBlocks,
            Endpoint sender,
            Endpoint peer) {
        // RFC 5681 §2: outstanding data, no payload, no SYN or FIN, same acknowledgment number, same window
        return peer.relativeNext > acknowledgment && segment.payloadLength() == 0
                && (segment.flags() & SYN_FIN_RST) == 0
                && sender.hasAcknowledged && sender.acknowledgment == acknowledgment
                && (sender.window == segment.window() || hasSackBlocks); // RFC 6675 §2: or SACK blocks
    }
}
