package netkit.lab.wire;

import java.util.Map;

/**
 * What the wire did with the packets from one host to another. All that entered, and the second copies, are delivered,
 * or dropped, or still under way; while packets flow, the figures may be of slightly different moments.
 *
 * @param packets that entered
 * @param bytes of the IP packets that entered
 * @param delivered packets, second copies counted
 * @param deliveredBytes of the IP packets that were delivered
 * @param dropped for each reason, only those that occurred
 * @param duplicated sent on twice
 * @param corrupted a bit was turned over
 * @param heldBack for later ones to pass
 * @param delayed not sent on at once, whatever the reason
 * @param retransmitted TCP segments whose bytes had entered before; of other protocols the wire does not know that
 * @param inFlight delayed just now
 */
public record DirectionCount(HostPair pair, long packets, long bytes, long delivered, long deliveredBytes,
        Map<DropReason, Long> dropped, long duplicated, long corrupted, long heldBack, long delayed,
        long retransmitted, long inFlight) {
    /** The same, with so many more retransmitted: of a protocol that somebody else knows. */
    public DirectionCount plusRetransmitted(long more) {
        return new DirectionCount(pair, packets, bytes, delivered, deliveredBytes, dropped, duplicated,
                corrupted, heldBack, delayed, retransmitted + more, inFlight);
    }

    public long totalDropped() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }
}
