package netkit.packet.ladder;

import java.util.List;
import java.util.Optional;

import netkit.packet.LinkType;

/**
 * A packet as it left its host, and what the network did to it.
 *
 * @param number of the packet among those from this host to that one; grows with each
 * @param epochNanos when it left
 * @param bytes not copied; they must not change until the ladder has looked at them
 * @param lost why it will never arrive; empty when it will
 * @param notes what else was done to it, such as {@code delayed 80 ms}
 */
public record SentPacket(long number, long epochNanos, String from, String to, LinkType linkType,
        byte[] bytes,
        Optional<String> lost, List<String> notes) {}
