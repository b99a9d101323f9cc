package netkit.packet.pcapng;

import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

import netkit.packet.IpAddress;
import netkit.packet.LinkType;
import netkit.packet.PacketDirection;

/**
 * A block of a pcapng file (draft-ietf-opsawg-pcapng §3.1, §4). Times are nanoseconds since 1970-01-01 UTC. Absent text
 * options are empty strings.
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
 * |                  block total length, repeated                 |
 * +---------------------------------------------------------------+
 *
 * options, after the fixed part of a body, and name records have the same layout (§3.5, §4.5):
 * +-------------------------------+-------------------------------+
 * |             code              |       length of the value     |
 * +-------------------------------+-------------------------------+
 * |              value, padded to a multiple of 4                 |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * Numbers are in the byte order of the section, given by the magic in its header. Code 0 ends options and records.
 */
public sealed interface PcapngBlock {
    /**
     * A section header block, which starts a section (§4.1); interface ids start at 0 again.
     *
     * <pre>
     * |                  byte-order magic: 0x1A2B3C4D                 |
     * +-------------------------------+-------------------------------+
     * |       major version: 1        |       minor version: 0        |
     * +-------------------------------+-------------------------------+
     * |           section length, 64 bits; -1: not specified          |
     * </pre>
     *
     * @param order byte order of the section
     * @param application program that wrote the section
     */
    record SectionHeader(ByteOrder order, String application, List<String> comments) implements PcapngBlock {}

    /**
     * An interface description block: an interface on which packets were captured (§4.2). The first of a section has id
     * 0.
     *
     * <pre>
     * |           link type           |               0               |
     * +-------------------------------+-------------------------------+
     * |                         snap length                           |
     * </pre>
     *
     * @param linkTypeCode a code that {@link LinkType} may not have
     * @param snapLength maximum bytes captured of each packet; 0 for no limit
     */
    record InterfaceDescription(String name, String description, int linkTypeCode, int snapLength)
            implements
                PcapngBlock {}

    /**
     * An enhanced packet block: a captured packet (§4.3). An obsolete packet block (appendix A) is decoded to one, too:
     * its interface id has 16 bits, followed by 16 bits of a drop counter.
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
     * @param bytes the captured bytes
     * @param originalLength bytes of the packet on the wire
     */
    record EnhancedPacket(int interfaceId, long epochNanos, byte[] bytes, int originalLength,
            PacketDirection direction, List<String> comments) implements PcapngBlock {}

    /**
     * A simple packet block: a packet of the section's first interface, without time and options (§4.4).
     *
     * <pre>
     * |                  original length of the packet                |
     * +---------------------------------------------------------------+
     * |   packet, up to the snap length, padded to a multiple of 4    |
     * </pre>
     */
    record SimplePacket(byte[] bytes, int originalLength) implements PcapngBlock {}

    /**
     * A name resolution block (§4.5): records of code 1 (IPv4) and 2 (IPv6), each an address and NUL-terminated names.
     */
    record NameResolution(List<NamedAddress> names) implements PcapngBlock {
        /** @param name not empty */
        public record NamedAddress(IpAddress address, String name) {}
    }

    /**
     * An interface statistics block (§4.6); it starts like an enhanced packet block, up to the timestamp.
     *
     * @param received packets received on the interface
     * @param dropped packets missing from the capture for lack of resources, not those lost by the network
     */
    record InterfaceStatistics(int interfaceId, long epochNanos, OptionalLong received, OptionalLong dropped)
            implements
                PcapngBlock {}

    /**
     * A custom block (§4.7): data in a format of its own.
     *
     * @param enterprise IANA's number of who defined the format
     * @param data with options, which only the format can tell from it
     */
    record Custom(long enterprise, byte[] data) implements PcapngBlock {}

    /** A block of a type that netkit does not decode, to be skipped (§3.2). */
    record Unknown(int type) implements PcapngBlock {}
}
