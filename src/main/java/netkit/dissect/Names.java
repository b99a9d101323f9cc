package netkit.dissect;

/** Names of numbers that IEEE and IANA assigned; null for one without a name here. */
final class Names {
    private Names() {}

    static String ethertype(long type) {
        return switch ((int) type) {
            case 0x0800 -> "IPv4";
            case 0x0806 -> "ARP";
            case 0x8035 -> "RARP";
            case 0x8100 -> "VLAN tag";
            case 0x86DD -> "IPv6";
            case 0x8847 -> "MPLS";
            case 0x8863, 0x8864 -> "PPPoE";
            case 0x888E -> "802.1X";
            case 0x88A8 -> "provider's VLAN tag";
            case 0x88CC -> "LLDP";
            case 0x9100 -> "outer VLAN tag";
            default -> null;
        };
    }

    /** https://www.iana.org/assignments/protocol-numbers. */
    static String ipProtocol(long number) {
        return switch ((int) number) {
            case 0 -> "hop-by-hop options";
            case 1 -> "ICMP";
            case 2 -> "IGMP";
            case 4 -> "IPv4";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 41 -> "IPv6";
            case 43 -> "routing header";
            case 44 -> "fragment header";
            case 47 -> "GRE";
            case 50 -> "ESP";
            case 51 -> "AH";
            case 58 -> "ICMPv6";
            case 59 -> "no next header";
            case 60 -> "destination options";
            case 89 -> "OSPF";
            case 103 -> "PIM";
            case 132 -> "SCTP";
            default -> null;
        };
    }

    /** RFC 2474, RFC 2597, RFC 3246, RFC 5865, RFC 8622. */
    static String dscp(long value) {
        int code = (int) value;
        int afClass = code >>> 3;
        int drop = code >>> 1 & 3;
        return switch (code) {
            case 0 -> "default";
            case 1 -> "lower effort";
            case 44 -> "voice admit";
            case 46 -> "expedited forwarding";
            default -> (code & 7) == 0 ? "CS" + afClass
                    : (code & 1) == 0 && afClass >= 1 && afClass <= 4 && drop > 0 ? "AF" + afClass + drop
                            : null;
        };
    }

    /** RFC 3168 §5. */
    static String ecn(long value) {
        return new String[] {"not ECN-capable", "ECN-capable (1)", "ECN-capable (0)",
            "congestion experienced"}[(int) value];
    }

    /** ARPHRD_ numbers of Linux, those of IANA's ARP hardware types among them. */
    static String hardware(long type) {
        return switch ((int) type) {
            case 1 -> "Ethernet";
            case 6 -> "IEEE 802";
            case 512 -> "PPP";
            case 772 -> "loopback";
            case 65_534 -> "none";
            default -> null;
        };
    }

    static String checksumStatus(int status) {
        return new String[] {"wrong", "correct", "not verified", "absent"}[status];
    }
}
