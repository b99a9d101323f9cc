package netkit.packet.ladder;

import java.util.List;
import java.util.Optional;

import netkit.packet.stream.SegmentMark;

/**
 * An arrow of a ladder diagram: one packet on its way from host to host.
 *
 * @param number as in its {@link SentPacket}
 * @param sentAt nanoseconds from the first packet of the ladder to this one
 * @param flow the ports, such as {@code 40000→80}; empty when it has none
 * @param label such as {@code PSH,ACK seq=1 ack=1 len=5}; sequence numbers count from 0 at the SYN
 * @param lost why it never arrives, so that the arrow ends on its way; empty when it arrives
 * @param notes what else the network did to it
 */
public record LadderArrow(long number, long sentAt, String from, String to, String flow, String label,
        Optional<SegmentMark> mark, Optional<String> lost, List<String> notes) {}
