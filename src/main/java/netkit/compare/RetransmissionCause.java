package netkit.compare;

import java.util.List;
import java.util.Optional;

import netkit.compare.wire.WirePacket;
import netkit.packet.stream.SegmentMark;

/** What made a host's TCP retransmit a segment, derived from the packets around it. */
public final class RetransmissionCause {
    /**
     * TCP retransmits at once when duplicate acknowledgements make it (RFC 5681 §3.2, RFC 8985 §6.2); its timer, of 200 ms
     * and more (RFC 6298 §2), and the probe of RFC 8985 §7 expire when no acknowledgement comes.
     */
    private static final long AT_ONCE_NANOS = 5_000_000;

    private RetransmissionCause() {}

    /**
     * Returns {@code TCP's timer} or {@code 3 duplicate acknowledgements}; empty if the packet is no retransmission, or not
     * one of TCP's data.
     *
     * @param packets of the trial
     */
    public static Optional<String> of(List<WirePacket> packets, WirePacket again) {
        return again.retransmission()
                ? previous(packets, again).map(before -> of(packets, before, again))
                : Optional.empty();
    }

    /** @param before the packet that carried its first byte before */
    private static String of(List<WirePacket> packets, WirePacket before, WirePacket again) {
        List<Long> duplicateAcks = packets.stream()
                .filter(packet -> packet.pair().to().equals(again.pair().from())
                        && packet.mark().equals(Optional.of(SegmentMark.DUPLICATE_ACK)))
                .flatMap(packet -> packet.arrivedAt().stream().limit(1))
                .filter(at -> at >= before.sentAt() && at <= again.sentAt()).sorted().toList();
        boolean atOnce = !duplicateAcks.isEmpty()
                && again.sentAt() - duplicateAcks.getLast() <= AT_ONCE_NANOS;
        return atOnce
                ? duplicateAcks.size() + " duplicate acknowledgement" + (duplicateAcks.size() == 1 ? "" : "s")
                : "TCP's timer";
    }

    /** Returns the last packet that carried the first byte of a TCP segment before; empty if there is none. */
    static Optional<WirePacket> previous(List<WirePacket> packets, WirePacket again) {
        return packets.stream().filter(packet -> packet != again && packet.pair().equals(again.pair())
                && packet.flow().equals(again.flow()) && packet.sentAt() < again.sentAt()
                && packet.sequence().isPresent() && again.sequence().isPresent()
                && again.sequence().getAsLong() >= packet.sequence().getAsLong()
                && again.sequence().getAsLong() < packet.sequence().getAsLong() + packet.payload())
                .reduce((_, later) -> later);
    }
}
