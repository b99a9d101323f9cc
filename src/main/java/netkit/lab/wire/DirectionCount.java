package netkit.lab.wire;

import java.util.Map;

/**
 * The counters of one direction between two hosts. Every packet that entered, and every second copy, is delivered,
 * dropped or in flight. Address resolution (ARP, neighbour discovery) is not counted. While packets flow, the counters may have been read at slightly different moments.
 *
 * @param packets packets that entered the wire
 * @param bytes bytes of the IP packets that entered
 * @param delivered packets delivered, second copies included
 * @param deliveredBytes bytes of the IP packets delivered
 * @param dropped packets dropped, by reason; only reasons that occurred
 * @param duplicates packets delivered twice
 * @param corrupted packets with one bit flipped
 * @param heldBack packets held back so that later ones overtake them
 * @param delayed packets not delivered at once, for any reason
 * @param retransmitted TCP segments whose bytes had entered before; not known for other protocols
 * @param inFlight packets in flight now
 */
public record DirectionCount(String from, String to, long packets, long bytes, long delivered,
        long deliveredBytes, Map<DropReason, Long> dropped, long duplicates, long corrupted, long heldBack,
        long delayed,
        long retransmitted, long inFlight) {
    public HostPair pair() {
        return new HostPair(from, to);
    }

    /** Returns these counters plus retransmissions that another layer has recognized in its own protocol. */
    public DirectionCount plusRetransmitted(long more) {
        return new DirectionCount(from, to, packets, bytes, delivered, deliveredBytes, dropped, duplicates,
                corrupted, heldBack, delayed, retransmitted + more, inFlight);
    }

    public long totalDropped() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }
}
