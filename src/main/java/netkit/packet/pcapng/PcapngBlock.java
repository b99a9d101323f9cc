package netkit.packet.pcapng;

import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

import netkit.packet.IpAddress;
import netkit.packet.LinkType;
import netkit.packet.PacketDirection;

/**
 * A block of a pcapng file (draft-ietf-opsawg-pcapng §3.1, §4). Times are nanoseconds since 1970-01-01 UTC. A text of
 * which there is none is empty.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                          block type                           |
 * +---------------------------------------------------------------+
 * |                      block total length                       |
 * +---------------------------------------------------------------+
 * |            block body, padded to a multiple of 4              |
 * +---------------------------------------------------------------+
 * |                  block total length, again                    |
 * +---------------------------------------------------------------+
 *
 * options, behind the fixed part of a body, and name records alike (§3.5, §4.5):
 * +-------------------------------+-------------------------------+
 * |             code              |       length of the value     |
 * +-------------------------------+-------------------------------+
 * |              value, padded to a multiple of 4                 |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * Numbers are in the byte order of the section, which its header's magic tells. Code 0 ends options and records.
 */
public sealed interface PcapngBlock {
    /**
     * Begins a section (§4.1); the interfaces are numbered anew from here.
     *
     * <pre>
     * |                  byte-order magic: 0x1A2B3C4D                 |
     * +-------------------------------+-------------------------------+
     * |       major version: 1        |       minor version: 0        |
     * +-------------------------------+-------------------------------+
     * |           section length, 64 bits; -1: not said               |
     * </pre>
     *
     * @param order of the numbers in this section
     * @param application that wrote it
     */
    record SectionHeader(ByteOrder order, String application, List<String> comments) implements PcapngBlock {}

    /**
     * An interface at which packets were captured; the first of a section has the id 0 (§4.2).
     *
     * <pre>
     * |           link type           |               0               |
     * +-------------------------------+-------------------------------+
     * |                         snap length                           |
     * </pre>
     *
     * @param linkTypeCode perhaps one that {@link LinkType} does not know
     * @param snapLength the most bytes captured of a packet; 0 for all
     */
    record InterfaceDescription(String name, String description, int linkTypeCode, int snapLength)
            implements
                PcapngBlock {}

    /**
     * A captured packet (§4.3).
     *
     * <pre>
     * |                         interface id                          |
     * +---------------------------------------------------------------+
     * |             time, its upper and then its lower half           |
     * +                                                               +
     * |                                                               |
     * +---------------------------------------------------------------+
     * |                captured length of the packet                  |
     * +---------------------------------------------------------------+
     * |                original length of the packet                  |
     * +---------------------------------------------------------------+
     * |            packet, padded to a multiple of 4                  |
     * </pre>
     *
     * @param bytes what was captured
     * @param originalLength bytes it had on the wire
     */
    record EnhancedPacket(int interfaceId, long epochNanos, byte[] bytes, int originalLength,
            PacketDirection direction, List<String> comments) implements PcapngBlock {}

    /** Names of addresses (§4.5): records of code 1 (IPv4) and 2 (IPv6), an address and a text that ends in 0. */
    record NameResolution(List<NamedAddress> names) implements PcapngBlock {
        /** @param name not empty */
        public record NamedAddress(IpAddress address, String name) {}
    }

    /**
     * What the capture of an interface knows of itself (§4.6); begins as an enhanced packet does, up to the time.
     *
     * @param received packets that came to the interface
     * @param dropped packets that are missing in the capture for want of resources; not those that a network lost
     */
    record InterfaceStatistics(int interfaceId, long epochNanos, OptionalLong received, OptionalLong dropped)
            implements
                PcapngBlock {}

    /** A block that netkit does not know, which is to be passed over (§3.2). */
    record Unknown(int type) implements PcapngBlock {}
}
