package netkit.dissect;

import java.util.List;

import netkit.packet.LinkType;

/** What Linux writes in place of the header of any interface, version 1 or 2 (https://www.tcpdump.org/linktypes). */
final class CookedLayer extends DissectedLayer {
    private static final int ADDRESS_SPACE = 8;

    private final boolean isVersion2;

    CookedLayer(ByteSource source, int from, int to, LinkType type) {
        super(Protocol.LINUX_COOKED, source, from, Math.min(to, from + type.headerLength()), to);
        isVersion2 = type == LinkType.LINUX_COOKED_V2;
    }

    private FieldList list() {
        return new FieldList(source().bytes(), from(), headerTo());
    }

    /** Returns the type of what follows, or -1 if the header is truncated. */
    int ethertype() {
        FieldList list = list();
        int at = isVersion2 ? 0 : 14;
        return headerTo() - from() < (isVersion2 ? 20 : 16) ? -1 : list.at16(at);
    }

    @Override
    public String summary() {
        return ethertype() < 0 ? "truncated header" : "type " + FieldList.hex(ethertype(), 2);
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        if (isVersion2) {
            list.hex("sll.etype", "Type", 0, 2, Names::ethertype);
            list.decimal("sll.ifindex", "Interface", 4, 4);
            list.decimal("sll.hatype", "Hardware", 8, 2, Names::hardware);
            list.decimal("sll.pkttype", "Packet type", 10, 1, CookedLayer::packetType);
            list.decimal("sll.halen", "Length of the address", 11, 1);
            address(list, 12, 11, 1);
        } else {
            list.decimal("sll.pkttype", "Packet type", 0, 2, CookedLayer::packetType);
            list.decimal("sll.hatype", "Hardware", 2, 2, Names::hardware);
            list.decimal("sll.halen", "Length of the address", 4, 2);
            address(list, 6, 4, 2);
            boolean isType = ethertype() > 0x5FF;
            list.hex(isType ? "sll.etype" : "sll.ltype", "Type", 14, 2, Names::ethertype);
        }
        return list.fields();
    }

    private static void address(FieldList list, int at, int lengthAt, int lengthSize) {
        if (list.isEnded()) {
            return;
        }
        int length = (int) Math.min(ADDRESS_SPACE, list.at(lengthAt, lengthSize, 0));
        if (length == 6) {
            list.mac("sll.src.eth", "Source", at);
        } else if (length == 4) {
            list.ipv4("sll.src.ipv4", "Source", at);
        } else if (length > 0) {
            list.bytes("sll.src.other", "Source", at, length);
        }
        if (length < ADDRESS_SPACE) {
            list.bytes("sll.unused", "Unused", at + length, ADDRESS_SPACE - length);
        }
    }

    private static String packetType(long type) {
        return switch ((int) type) {
            case 0 -> "to this host";
            case 1 -> "broadcast";
            case 2 -> "multicast";
            case 3 -> "to another host";
            case 4 -> "sent by this host";
            default -> null;
        };
    }

    @Override
    protected List<String> computeNotices() {
        return ethertype() < 0 ? List.of("the captured bytes end within the header") : List.of();
    }
}
