package netkit.compare.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import netkit.compare.ledger.TrialClock;
import netkit.lab.wire.WireEvent;
import netkit.packet.IcmpMessage;
import netkit.packet.LinkType;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.Undecoded;
import netkit.packet.ladder.Ladder;
import netkit.packet.ladder.LadderArrow;
import netkit.packet.ladder.SentPacket;
import netkit.packet.stream.SegmentMark;

/**
 * A log of the first packets of a trial, up to {@link WireStats#MAX_PACKETS}. They are described only when they are read,
 * so that no packet is delayed.
 */
final class PacketLog {
    /** Bytes stored of a packet that is neither TCP nor UDP; of those, everything before the payload is stored. */
    private static final int PREVIEW = 128;

    private record Entry(SeenPacket packet, byte[] head, int length) {}

    private final List<Entry> entries = new ArrayList<>();
    private boolean complete = true;

    /** @param view the decoded packet */
    void add(SeenPacket packet, WireEvent event, PacketView view) {
        if (entries.size() == WireStats.MAX_PACKETS) {
            complete = false;
            return;
        }
        int kept = switch (view.transport()) {
            case TcpSegment segment -> segment.payloadFrom();
            case UdpDatagram datagram -> datagram.payloadFrom();
            case IcmpMessage _,Undecoded _ -> Math.min(PREVIEW, event.bytes().length);
        };
        entries.add(new Entry(packet, Arrays.copyOf(event.bytes(), kept), view.networkLength()));
    }

    boolean isComplete() {
        return complete;
    }

    /** Returns the packets in the order in which they were sent. */
    List<WirePacket> packets(TrialClock clock) {
        // different hosts' packets come on different threads; the sort is stable for those of one host
        entries.sort(Comparator.comparingLong(entry -> entry.packet.sentAt));
        Ladder ladder = new Ladder();
        return entries.stream().map(entry -> packet(entry, ladder, clock)).toList();
    }

    /** Adds the mark of a retransmission over UDP, which ladders do not know. */
    private static Optional<SegmentMark> mark(LadderArrow arrow, SeenPacket packet) {
        return packet.retransmission ? arrow.mark().or(() -> Optional.of(SegmentMark.RETRANSMISSION))
                : arrow.mark();
    }

    private static WirePacket packet(Entry entry, Ladder ladder, TrialClock clock) {
        SeenPacket packet = entry.packet;
        boolean lost = packet.dropped != null && packet.arrivedAt.isEmpty() && packet.inFlight == 0;
        LadderArrow arrow = ladder.sent(new SentPacket(packet.number, packet.sentAt, packet.pair.from(),
                packet.pair.to(), LinkType.ETHERNET, entry.head,
                lost ? Optional.of(packet.dropped.text()) : Optional.empty(), List.of()));
        return new WirePacket(packet.pair, packet.number, clock.at(packet.sentAt),
                packet.arrivedAt.stream().map(clock::at).toList(), entry.length, arrow.flow(), arrow.label(),
                mark(arrow, packet), packet.sequence, packet.payload,
                packet.whole == null ? List.of() : packet.whole.messages(packet.from, packet.to),
                packet.retransmission,
                lost ? Optional.of(packet.dropped) : Optional.empty(), packet.effects);
    }
}
