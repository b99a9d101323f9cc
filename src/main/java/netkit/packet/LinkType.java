package netkit.packet;

import java.util.Optional;

/** The outermost header of a captured packet, with its code at https://www.tcpdump.org/linktypes.html. */
public enum LinkType {
    /** The address family in four bytes, in the byte order of the capturing machine, before an IP header. */
    BSD_LOOPBACK(0, 4),
    /** An Ethernet header. */
    ETHERNET(1, EthernetFrame.HEADER_LENGTH),
    /** An IPv4 or IPv6 header; its first four bits are the version. */
    RAW_IP(101, 0),
    /** The address family in four bytes, most significant first, before an IP header (OpenBSD). */
    OPENBSD_LOOPBACK(108, 4),
    /** The 16 bytes that Linux puts in place of the header of any interface ("cooked"); the ethertype is last. */
    LINUX_COOKED(113, 16),
    /** An IPv4 header. */
    IPV4(228, 0),
    /** An IPv6 header. */
    IPV6(229, 0),
    /** As {@link #LINUX_COOKED}, in 20 bytes; the ethertype is first. */
    LINUX_COOKED_V2(276, 20);

    private final int code;
    private final int headerLength;

    LinkType(int code, int headerLength) {
        this.code = code;
        this.headerLength = headerLength;
    }

    public int code() {
        return code;
    }

    /** Returns the bytes before the network layer, without VLAN tags. */
    public int headerLength() {
        return headerLength;
    }

    /** Returns the link type with this code, or empty if netkit does not know it. */
    public static Optional<LinkType> of(int code) {
        for (LinkType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
