package netkit.dissect;

import java.util.List;

import netkit.packet.ArpPacket;
import netkit.packet.IpAddress;

/** A packet of ARP (RFC 826) or RARP (RFC 903), for other protocols than IPv4 too. */
final class ArpLayer extends DissectedLayer {
    private static final int FIXED = 8;
    private static final int ETHERNET_LENGTH = 6;
    private static final int IPV4_LENGTH = 4;
    /** RFC 1931 §2.1: the operation whose reply has a status in place of the target's protocol address. */
    private static final int DRARP_ERROR = 7;

    private final int length;

    private ArpLayer(ByteSource source, int from, int to, int length) {
        super(Protocol.ARP, source, from, Math.min(to, from + length), Math.min(to, from + length));
        this.length = length;
    }

    static ArpLayer at(ByteSource source, int from, int to) {
        FieldList list = new FieldList(source.bytes(), from, to);
        return new ArpLayer(source, from, to,
                list.remaining(0) < FIXED ? ArpPacket.LENGTH : FIXED + 2 * (list.at8(4) + list.at8(5)));
    }

    private FieldList list() {
        return new FieldList(source().bytes(), from(), headerTo());
    }

    boolean isComplete() {
        return headerTo() - from() == length;
    }

    private boolean isEthernet(FieldList list) {
        return (list.at16(0) == 1 || list.at16(0) == 6) && list.at8(4) == ETHERNET_LENGTH;
    }

    private static boolean isIpv4(FieldList list) {
        return list.at16(2) == 0x0800 && list.at8(5) == IPV4_LENGTH;
    }

    @Override
    public String summary() {
        FieldList list = list();
        if (!isComplete() || !isIpv4(list) || !isEthernet(list)) {
            return isComplete() ? "operation " + list.at16(6) : "truncated packet";
        }
        String sender = IpAddress.ipv4((int) list.at(14, 4, 0)).toString();
        String target = IpAddress.ipv4((int) list.at(24, 4, 0)).toString();
        return switch (list.at16(6)) {
            case ArpPacket.REQUEST -> sender.equals(target) ? "announcement of " + target
                    : sender.equals("0.0.0.0") ? "who has " + target + "? (probe)"
                            : "who has " + target + "? tell " + sender;
            case ArpPacket.REPLY -> sender + " is at " + new netkit.packet.MacAddress(list.at(8, 6, 0));
            default -> "operation " + list.at16(6);
        };
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        list.decimal("arp.hw.type", "Hardware type", 0, 2, Names::hardware)
                .hex("arp.proto.type", "Protocol type", 2, 2, Names::ethertype)
                .decimal("arp.hw.size", "Length of a hardware address", 4, 1)
                .decimal("arp.proto.size", "Length of a protocol address", 5, 1)
                .decimal("arp.opcode", "Operation", 6, 2, ArpLayer::operation);
        if (!isComplete()) {
            return list.fields();
        }
        int hardware = list.at8(4);
        int protocol = list.at8(5);
        marks(list, hardware, protocol);
        hardware(list, "arp.src", "Sender", FIXED, hardware);
        protocol(list, "arp.src", "Sender", FIXED + hardware, protocol);
        hardware(list, "arp.dst", "Target", FIXED + hardware + protocol, hardware);
        int target = FIXED + 2 * hardware + protocol;
        if (list.at16(6) == DRARP_ERROR && isIpv4(list)) {
            list.decimal("arp.dst.drarp_error_status", "Error", target, 1);
        } else {
            protocol(list, "arp.dst", "Target", target, protocol);
        }
        return list.fields();
    }

    /** RFC 5227 §2.1.1, §2.3: a probe has no sender address; an announcement has the same twice. */
    private static void marks(FieldList list, int hardware, int protocol) {
        int operation = list.at16(6);
        if (operation != ArpPacket.REQUEST && operation != ArpPacket.REPLY) {
            return;
        }
        boolean isSame = true;
        for (int i = 0; i < protocol; i++) {
            isSame &= list.at8(FIXED + hardware + i) == list.at8(FIXED + 2 * hardware + protocol + i);
        }
        if (isSame) {
            list.computed("arp.isgratuitous", "Gratuitous", new FieldValue.Flag(true), "yes");
            if (operation == ArpPacket.REQUEST && isZero(list, FIXED + hardware + protocol, hardware)) {
                list.computed("arp.isannouncement", "Announcement", new FieldValue.Flag(true), "yes");
            }
        } else if (isZero(list, FIXED + hardware, protocol) && operation == ArpPacket.REQUEST
                && isIpv4(list)) {
            list.computed("arp.isprobe", "Probe", new FieldValue.Flag(true), "yes");
        }
    }

    private static boolean isZero(FieldList list, int from, int length) {
        for (int at = from; at < from + length; at++) {
            if (list.at8(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private void hardware(FieldList list, String name, String whose, int offset, int length) {
        if (isEthernet(list)) {
            list.mac(name + ".hw_mac", whose + "'s hardware address", offset);
        } else if (length > 0) {
            list.bytes(name + ".hw", whose + "'s hardware address", offset, length);
        }
    }

    private static void protocol(FieldList list, String name, String whose, int offset, int length) {
        if (isIpv4(list)) {
            list.ipv4(name + ".proto_ipv4", whose + "'s protocol address", offset);
        } else if (length > 0) {
            list.bytes(name + ".proto", whose + "'s protocol address", offset, length);
        }
    }

    private static String operation(long code) {
        return switch ((int) code) {
            case 1 -> "request";
            case 2 -> "reply";
            case 3 -> "reverse request";
            case 4 -> "reverse reply";
            case 5 -> "dynamic reverse request";
            case 6 -> "dynamic reverse reply";
            case DRARP_ERROR -> "dynamic reverse error";
            default -> null;
        };
    }

    @Override
    protected List<String> computeNotices() {
        return isComplete() ? List.of() : List.of("the captured bytes end within the ARP packet");
    }
}
