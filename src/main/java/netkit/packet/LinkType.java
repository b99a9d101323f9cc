package netkit.packet;

import java.util.Optional;

/** With what a packet's bytes begin; the numbers are those of the registry at https://www.tcpdump.org/linktypes.html. */
public enum LinkType {
    /** An Ethernet header. */
    ETHERNET(1),
    /** An IPv4 or IPv6 header, which of them its first four bits tell. */
    RAW_IP(101);

    private final int code;

    LinkType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Empty for a link type that netkit does not know. */
    public static Optional<LinkType> of(int code) {
        for (LinkType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
