package netkit.compare.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import netkit.compare.ledger.TrialClock;
import netkit.lab.wire.WireEvent;
import netkit.packet.EthernetFrame;
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
 * The first packets of a trial, as many as {@link WireStats} has room for. What they are is put into words only when
 * somebody asks: no packet has to wait for that.
 */
final class PacketLog {
    /** Bytes kept of a packet that is neither TCP nor UDP; of these, all that is before the payload. */
    private static final int PREVIEW = 128;

    private record Entry(SeenPacket packet, LinkType linkType, byte[] head, int length) {}

    private final List<Entry> entries = new ArrayList<>();
    private boolean complete = true;

    /** @param view of it */
    void add(SeenPacket packet, WireEvent event, PacketView view) {
        if (entries.size() == WireStats.MAX_PACKETS) {
            complete = false;
            return;
        }
        int linkHeader = switch (event.linkType()) {
            case ETHERNET -> EthernetFrame.HEADER_LENGTH;
            case RAW_IP -> 0;
        };
        int kept = switch (view.transport()) {
            case TcpSegment segment -> segment.payloadFrom();
            case UdpDatagram datagram -> datagram.payloadFrom();
            case IcmpMessage _,Undecoded _ -> Math.min(PREVIEW, event.bytes().length);
        };
        entries.add(new Entry(packet, event.linkType(), Arrays.copyOf(event.bytes(), kept),
                event.originalLength() - linkHeader));
    }

    boolean isComplete() {
        return complete;
    }

    /** In the order in which they were sent. */
    List<WirePacket> packets(TrialClock clock) {
        // packets of different hosts come by different threads; those of one host stay as they came
        entries.sort(Comparator.comparingLong(entry -> entry.packet.sentAt));
        Ladder ladder = new Ladder();
        return entries.stream().map(entry -> packet(entry, ladder, clock)).toList();
    }

    /** A ladder knows nothing of protocols over UDP. */
    private static Optional<SegmentMark> mark(LadderArrow arrow, SeenPacket packet) {
        return packet.retransmission ? arrow.mark().or(() -> Optional.of(SegmentMark.RETRANSMISSION))
                : arrow.mark();
    }

    private static WirePacket packet(Entry entry, Ladder ladder, TrialClock clock) {
        SeenPacket packet = entry.packet;
        boolean lost = packet.dropped != null && packet.arrivedAt.isEmpty() && packet.inFlight == 0;
        LadderArrow arrow = ladder.sent(new SentPacket(packet.number, packet.sentAt, packet.pair.from(),
                packet.pair.to(), entry.linkType, entry.head,
                lost ? Optional.of(packet.dropped.text()) : Optional.empty(), List.of()));
        return new WirePacket(packet.pair, packet.number, clock.at(packet.sentAt),
                packet.arrivedAt.stream().map(clock::at).toList(), entry.length, arrow.flow(), arrow.label(),
                mark(arrow, packet), packet.sequence, packet.payload,
                packet.whole == null ? List.of() : packet.whole.messages(packet.from, packet.to),
                packet.retransmission,
                lost ? Optional.of(packet.dropped) : Optional.empty(), packet.effects);
    }
}
