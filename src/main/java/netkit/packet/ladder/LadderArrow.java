package netkit.packet.ladder;

import java.util.List;
import java.util.Optional;

import netkit.packet.stream.SegmentMark;

/**
 * An arrow of a ladder diagram: one packet on its way from one host to another.
 *
 * @param number the number of its {@link SentPacket}
 * @param sentAt nanoseconds since the first packet of the ladder
 * @param flow the ports, such as {@code 40000→80}; empty if there are none
 * @param label a summary such as {@code PSH,ACK seq=1 ack=1 len=5}, with sequence numbers relative to the SYN
 * @param lost why the packet is lost, so that the arrow ends halfway; empty if it arrives
 * @param notes other faults that the network applied
 * @param reason why it was retransmitted, as a sentence's end; empty if it was not, or that is unknown
 */
public record LadderArrow(long number, long sentAt, String from, String to, String flow, String label,
        Optional<SegmentMark> mark, Optional<String> lost, List<String> notes,
        Optional<String> reason) {
    /** Returns this arrow without these notes. */
    public LadderArrow withoutNotes(List<String> omitted) {
        return omitted.isEmpty() ? this
                : new LadderArrow(number, sentAt, from, to, flow, label, mark, lost,
                        notes.stream().filter(note -> !omitted.contains(note)).toList(), reason);
    }
}
