package netkit.packet.ladder;

import java.util.List;
import java.util.Optional;

import netkit.packet.LinkType;

/**
 * A packet as it left its host, and the faults that the network applied to it.
 *
 * @param number position among the packets between these two hosts in this direction, increasing
 * @param epochNanos time of sending, nanoseconds since 1970-01-01 UTC
 * @param bytes the packet, not copied; it must not change until the ladder has decoded it
 * @param lost why the packet is lost; empty if it arrives
 * @param notes other faults, such as {@code delayed 80 ms}
 */
public record SentPacket(long number, long epochNanos, String from, String to, LinkType linkType,
        byte[] bytes,
        Optional<String> lost, List<String> notes) {}
