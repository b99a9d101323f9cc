package netkit.packet;

import java.util.Optional;

/** The outermost header of a captured packet, with its code at https://www.tcpdump.org/linktypes.html. */
public enum LinkType {
    /** An Ethernet header. */
    ETHERNET(1),
    /** An IPv4 or IPv6 header; its first four bits are the version. */
    RAW_IP(101);

    private final int code;

    LinkType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
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
