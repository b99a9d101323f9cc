package netkit.compare.wire;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.lab.wire.DropReason;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.FaultEffect;
import netkit.packet.stream.SegmentMark;

/**
 * An IP packet on the lab's wire.
 *
 * @param pair from which host to which
 * @param number of the packet among those of the host that sent it, from 0; as {@link netkit.lab.wire.WireEvent#number}
 * @param sentAt nanoseconds from the start of the trial; negative for packets before it, such as handshakes
 * @param arrivedAt when each of its copies arrived; empty if it was lost
 * @param length bytes of the IP packet
 * @param flow its ports, such as {@code 40000→9000}
 * @param label for people, such as {@code PSH,ACK seq=1 ack=1 len=5}
 * @param mark its mark in ladder diagrams
 * @param sequence of TCP's payload in the stream, counted from its first byte as 0; empty without payload
 * @param payload bytes of the transport's payload
 * @param messages numbers of the messages of which it carries a byte, as far as they can be read
 * @param retransmission whether its first byte was sent before, counted as in
 *        {@link netkit.lab.wire.DirectionCount#retransmitted}; a keep-alive with an old byte counts too. Over
 *        {@code udp+ack}, whether it begins a datagram whose message was sent before
 * @param dropped why it never arrived
 * @param effects the faults that the wire applied to it
 */
public record WirePacket(HostPair pair, long number, long sentAt, List<Long> arrivedAt, int length,
        String flow,
        String label, Optional<SegmentMark> mark, OptionalLong sequence, int payload, List<Integer> messages,
        boolean retransmission,
        Optional<DropReason> dropped, List<FaultEffect> effects) {}
