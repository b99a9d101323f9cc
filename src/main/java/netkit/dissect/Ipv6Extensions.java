package netkit.dissect;

import netkit.packet.IpPacket;

/**
 * The extension headers of an IPv6 packet (RFC 8200 §4), as far as they can be followed: to the payload, or to a
 * fragment header with only a part of the payload behind it.
 *
 * @param from offset of the first
 * @param to offset after the last
 * @param first the number of the first
 * @param protocol the number of what follows the last
 */
record Ipv6Extensions(int from, int to, int first, int protocol) {
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int DESTINATION_OPTIONS = 60;
    private static final int UNIT = 8;

    static boolean isExtension(int number) {
        return number == HOP_BY_HOP || number == ROUTING || number == FRAGMENT
                || number == DESTINATION_OPTIONS;
    }

    /** Follows the headers in a reassembled payload. */
    static Ipv6Extensions of(Extent extent, int first) {
        FieldList list = new FieldList(extent.bytes(), extent.from(), extent.to());
        int number = first;
        int at = 0;
        while (isExtension(number) && list.remaining(at) >= UNIT) {
            int length = length(list, number, at);
            if (length > list.remaining(at)) {
                break;
            }
            number = list.at8(at);
            at += length;
        }
        return new Ipv6Extensions(extent.from(), extent.from() + at, first, number);
    }

    private static int length(FieldList list, int number, int at) {
        return number == FRAGMENT ? UNIT : UNIT * (1 + list.at8(at + 1));
    }

    /** Adds the fields of the headers, the first of which is at this offset; of a truncated one, as far as it goes. */
    static void add(FieldList list, int first, int from) {
        int number = first;
        int at = from;
        while (isExtension(number) && list.remaining(at) > 0) {
            int start = at;
            boolean isKnown = list.remaining(at) >= 2;
            int length = isKnown ? length(list, number, at) : UNIT;
            switch (number) {
                case HOP_BY_HOP -> options(list, "ipv6.hopopts", "Hop-by-hop options", start, length);
                case DESTINATION_OPTIONS ->
                    options(list, "ipv6.dstopts", "Destination options", start, length);
                case ROUTING -> routing(list, start, length);
                default -> fragment(list, start);
            }
            if (!isKnown
                    || number == FRAGMENT && list.remaining(at) >= UNIT && (list.at16(at + 2) & 0xFFF9) > 0) {
                return;
            }
            number = list.at8(at);
            at += length;
        }
    }

    private static void header(FieldList list, String name, int at, int length) {
        list.decimal(name + ".nxt", "Next header", at, 1, Names::ipProtocol)
                .number(name + ".len", "Length", at + 1, 1, 0,
                        value -> value + " units of 8 bytes after the first")
                .computed(name + ".len_oct", "Length in bytes", length, length + " bytes");
    }

    private static void options(FieldList list, String name, String label, int at, int length) {
        list.computed(name, label, new FieldValue.Text(""), length + " bytes").parts(parts -> {
            header(parts, name, at, length);
            int option = at + 2;
            while (option < at + length && parts.remaining(option) > 0) {
                int type = parts.at8(option);
                int size = type == 0 ? 1 : parts.remaining(option) < 2 ? 2 : 2 + parts.at8(option + 1);
                option(parts, type, option, size);
                option += size;
            }
        });
    }

    private static void option(FieldList list, int type, int at, int size) {
        list.computed("ipv6.opt", "Option", new FieldValue.Text(""), optionName(type)).parts(parts -> {
            parts.hex("ipv6.opt.type", "Type", at, 1, number -> optionName((int) number));
            if (type == 0) {
                parts.text("ipv6.opt.pad1", "Pad1", "", at, 1);
                return;
            }
            parts.parts(bits -> bits.bits("ipv6.opt.type.action", "If unknown", at, 1, 0xC0)
                    .flag("ipv6.opt.type.change", "May change", at, 1, 0x20)
                    .number("ipv6.opt.type.rest", "Rest", at, 1, 0x1F, value -> FieldList.hex(value, 1)))
                    .decimal("ipv6.opt.length", "Length", at + 1, 1);
            switch (type) {
                case 0x01 -> parts.bytes("ipv6.opt.padn", "Padding", at + 2, size - 2);
                case 0x05 -> parts.decimal("ipv6.opt.router_alert", "Router alert", at + 2, 2);
                case 0xC2 -> parts.decimal("ipv6.opt.jumbo", "Payload length", at + 2, 4);
                case 0xC9 -> parts.ipv6("ipv6.opt.mipv6.home_address", "Home address", at + 2);
                case 0x1E, 0x3E, 0x5E, 0x7E, 0x9E, 0xBE, 0xDE, 0xFE -> parts.bytes("ipv6.opt.experimental",
                        "Experiment", at + 2, size - 2);
                default -> parts.bytes("ipv6.opt.unknown", "Value", at + 2, size - 2);
            }
        });
    }

    private static String optionName(int type) {
        return switch (type) {
            case 0x00 -> "Pad1";
            case 0x01 -> "PadN";
            case 0x05 -> "router alert";
            case 0xC2 -> "jumbo payload";
            case 0xC9 -> "home address";
            default -> "type " + FieldList.hex(type, 1);
        };
    }

    private static void routing(FieldList list, int at, int length) {
        list.computed("ipv6.routing", "Routing header", new FieldValue.Text(""), length + " bytes")
                .parts(parts -> {
                    header(parts, "ipv6.routing", at, length);
                    parts.decimal("ipv6.routing.type", "Type", at + 2, 1)
                            .decimal("ipv6.routing.segleft", "Segments left", at + 3, 1);
                    if (parts.isEnded()) {
                        return;
                    }
                    switch (parts.at8(at + 2)) {
                        case 0 -> {
                            parts.bytes("ipv6.routing.src.reserved", "Reserved", at + 4, 4);
                            for (int address = at + 8; address + 16 <= at + length; address += 16) {
                                parts.ipv6("ipv6.routing.src.addr", "Address", address);
                            }
                        }
                        case 2 -> parts.bytes("ipv6.routing.mipv6.reserved", "Reserved", at + 4, 4)
                                .ipv6("ipv6.routing.mipv6.home_address", "Home address", at + 8);
                        case 4 -> {
                            parts.decimal("ipv6.routing.srh.last_entry", "Last entry", at + 4, 1)
                                    .hex("ipv6.routing.srh.flags", "Flags", at + 5, 1)
                                    .bytes("ipv6.routing.srh.tag", "Tag", at + 6, 2);
                            for (int address = at + 8; address + 16 <= at + length; address += 16) {
                                parts.ipv6("ipv6.routing.srh.addr", "Address", address);
                            }
                        }
                        default -> parts.bytes("ipv6.routing.unknown_data", "Data", at + 4, length - 4);
                    }
                });
    }

    private static void fragment(FieldList list, int at) {
        list.computed("ipv6.fraghdr", "Fragment header", new FieldValue.Text(""), "8 bytes")
                .parts(parts -> parts
                        .decimal("ipv6.fraghdr.nxt", "Next header", at, 1, Names::ipProtocol)
                        .hex("ipv6.fraghdr.reserved_octet", "Reserved", at + 1, 1)
                        .number("ipv6.fraghdr.offset", "Offset", at + 2, 2, 0xFFF8,
                                value -> value + " (byte " + 8 * value + ")")
                        .bits("ipv6.fraghdr.reserved_bits", "Reserved", at + 2, 2, 0x0006)
                        .flag("ipv6.fraghdr.more", "More fragments", at + 2, 2, 0x0001)
                        .hex("ipv6.fraghdr.ident", "Identification", at + 4, 4));
    }

    /** Whether nothing follows. */
    boolean isNoNextHeader() {
        return protocol == IpPacket.NO_NEXT_HEADER;
    }
}
