package netkit.packet.ladder;

import java.util.Map;
import java.util.Optional;

import netkit.packet.IpPacket;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.ladder.RetransmissionReason.Sender;
import netkit.packet.stream.SegmentMark;
import netkit.packet.stream.LruMap;
import netkit.packet.stream.TcpTracker;

/**
 * A model of a ladder diagram: a sent packet becomes an arrow, and an arriving packet the end of one. It must see every
 * packet in the order in which each host sent them, or it cannot recognize retransmissions. It draws nothing, uses no
 * clock and remembers a bounded number of packets and connections. Not thread-safe.
 */
public final class Ladder {
    /** Arrows for which an arrival can still be reported. */
    static final int MAX_ARROWS = 8192;
    private static final int MAX_PAIRS = 1024;

    private record Pair(String from, String to) {}

    private record Key(Pair pair, long number) {}

    private static final class Flight {
        final LadderArrow arrow;
        /** 0 if it acknowledges nothing. */
        final long acknowledgement;
        int arrived;

        Flight(LadderArrow arrow, long acknowledgement) {
            this.arrow = arrow;
            this.acknowledgement = acknowledgement;
        }
    }

    private final PacketView view = new PacketView();
    private final TcpTracker tcp = new TcpTracker();
    private final RetransmissionReason reasons = new RetransmissionReason();
    private final Map<Key, Flight> flights = new LruMap<>(MAX_ARROWS);
    private final Map<Pair, Long> highestArrived = new LruMap<>(MAX_PAIRS);
    private long start;
    private boolean started;

    /** Returns the arrow of a packet that left its host. */
    public LadderArrow sent(SentPacket packet) {
        if (!started) {
            started = true;
            start = packet.epochNanos();
        }
        view.decode(packet.linkType(), packet.bytes(), 0, packet.bytes().length);
        Flight flight = flight(packet);
        if (packet.lost().isEmpty()) {
            flights.put(new Key(new Pair(packet.from(), packet.to()), packet.number()), flight);
        } else {
            noteLost(flight);
        }
        return flight.arrow;
    }

    private void noteLost(Flight flight) {
        LadderArrow arrow = flight.arrow;
        reasons.lost(new Sender(arrow.from(), arrow.flow()), arrow.number());
        reasons.acknowledgementLost(receiver(arrow), flight.acknowledgement);
    }

    /** Returns the direction of the connection whose data a segment acknowledges. */
    private static Sender receiver(LadderArrow arrow) {
        String[] ports = arrow.flow().split("→");
        return new Sender(arrow.to(), ports.length == 2 ? ports[1] + "→" + ports[0] : "");
    }

    private Flight flight(SentPacket packet) {
        Optional<SegmentMark> mark = Optional.empty();
        Optional<String> reason = Optional.empty();
        long acknowledgement = 0;
        String flow = PacketLabel.flow(view);
        String label;
        if (view.network() instanceof IpPacket ip && view.transport() instanceof TcpSegment segment) {
            TcpTracker.TrackedSegment reading = tcp.track(ip, segment, packet.lost().isPresent());
            mark = reading.mark();
            label = PacketLabel.of(segment, reading);
            acknowledgement = reading.acknowledgment();
            if (segment.sequenceLength() > 0) {
                Optional<String> why = reasons.sent(new Sender(packet.from(), flow), packet.number(),
                        reading.sequence(), reading.sequence() + segment.sequenceLength(),
                        packet.epochNanos(), packet.lost().isPresent());
                reason = mark.equals(Optional.of(SegmentMark.RETRANSMISSION)) ? why : reason;
            }
        } else {
            label = PacketLabel.of(view);
        }
        return new Flight(new LadderArrow(packet.number(), packet.epochNanos() - start, packet.from(),
                packet.to(), flow, label, mark, packet.lost(), packet.notes(), reason), acknowledgement);
    }

    /**
     * Returns the end of the arrow of a packet that was lost after it had left its host.
     *
     * @param number the number of the {@link SentPacket}
     */
    public Optional<LadderArrow> lost(String from, String to, long number) {
        Optional<Flight> flight = Optional.ofNullable(flights.get(new Key(new Pair(from, to), number)));
        flight.ifPresent(this::noteLost);
        return flight.map(found -> found.arrow);
    }

    /**
     * Returns the end of the arrow of a packet that reached its host.
     *
     * @param number the number of the {@link SentPacket}
     * @return empty if the packet was never sent, was reported lost, or has been evicted
     */
    public Optional<LadderArrival> arrived(String from, String to, long number, long epochNanos) {
        Pair pair = new Pair(from, to);
        Flight flight = flights.get(new Key(pair, number));
        if (flight == null) {
            return Optional.empty();
        }
        flight.arrived++;
        if (flight.arrow.mark().equals(Optional.of(SegmentMark.DUPLICATE_ACK))) {
            reasons.duplicateArrived(receiver(flight.arrow), epochNanos);
        }
        boolean outOfOrder = number < highestArrived.merge(pair, number, Math::max);
        return Optional.of(new LadderArrival(flight.arrow, epochNanos - start, flight.arrived, outOfOrder));
    }
}
