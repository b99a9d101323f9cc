package netkit.dissect;

/** The options of an IPv4 header (RFC 791 §3.1). */
final class Ipv4OptionFields {
    private static final int FIRST = 20;
    private static final int LOOSE_ROUTE = 131;
    private static final int STRICT_ROUTE = 137;

    private Ipv4OptionFields() {}

    /** Returns the offset of the next address in a source route that is not used up, or 0. */
    static int nextHopAt(FieldList list) {
        int at = FIRST;
        while (list.remaining(at) >= 3) {
            int type = list.at8(at);
            int length = type < 2 ? 1 : list.at8(at + 1);
            if (type == 0 || type > 1 && length < 2) {
                return 0;
            }
            int pointer = list.at8(at + 2);
            if ((type == LOOSE_ROUTE || type == STRICT_ROUTE) && pointer >= 4 && pointer + 3 <= length
                    && length <= list.remaining(at)) {
                return at + length - 4;
            }
            at += length;
        }
        return 0;
    }

    static void add(FieldList list, int headerLength) {
        int at = FIRST;
        while (at < headerLength && list.remaining(at) > 0) {
            int type = list.at8(at);
            int length = type < 2 ? 1 : list.remaining(at) < 2 ? 0 : list.at8(at + 1);
            if (length < 1 || type > 1 && length < 2 || length > headerLength - at) {
                return;
            }
            option(list, type, at, length);
            if (type == 0) {
                return;
            }
            at += length;
        }
    }

    private static void option(FieldList list, int type, int at, int length) {
        String name = name(type);
        if (name == null) {
            list.bytes("ip.opt.unknown", "Option " + type, at, length);
            return;
        }
        list.bytes("ip.options." + name, label(type), at, length).parts(parts -> {
            parts.decimal("ip.opt.type", "Type", at, 1).parts(bits -> bits
                    .flag("ip.opt.type.copy", "Copy to fragments", at, 1, 0x80)
                    .bits("ip.opt.type.class", "Class", at, 1, 0x60)
                    .bits("ip.opt.type.number", "Number", at, 1, 0x1F));
            if (type > 1) {
                parts.decimal("ip.opt.len", "Length", at + 1, 1);
                value(parts, type, at, length);
            }
        });
    }

    private static void value(FieldList parts, int type, int at, int length) {
        switch (type) {
            case 7, LOOSE_ROUTE, STRICT_ROUTE -> route(parts, type, at, length);
            case 68 -> timestamps(parts, at, length);
            case 11, 12 -> parts.decimal("ip.opt.mtu", "MTU", at + 2, 2);
            case 136 -> parts.decimal("ip.opt.sid", "Stream", at + 2, 2);
            case 148 -> parts.decimal("ip.opt.ra", "Value", at + 2, 2);
            case 82 -> parts.decimal("ip.opt.id_number", "Id", at + 2, 2)
                    .decimal("ip.opt.ohc", "Outbound hops", at + 4, 2)
                    .decimal("ip.opt.rhc", "Return hops", at + 6, 2)
                    .ipv4("ip.opt.originator", "Originator", at + 8);
            default -> {
                // its bytes are shown
            }
        }
    }

    private static void route(FieldList parts, int type, int at, int length) {
        parts.decimal("ip.opt.ptr", "Pointer", at + 2, 1);
        int pointer = parts.at8(at + 2);
        for (int offset = 3; offset + 4 <= length; offset += 4) {
            boolean isUsed = offset + 1 < pointer;
            boolean isDestination = type != 7 && !isUsed && offset + 8 > length;
            parts.ipv4(
                    isUsed ? "ip.rec_rt" : type == 7 ? "ip.empty_rt" : isDestination ? "ip.dst" : "ip.src_rt",
                    isUsed ? "Passed" : type == 7 ? "Empty" : isDestination ? "Destination" : "Next",
                    at + offset);
        }
    }

    private static void timestamps(FieldList parts, int at, int length) {
        parts.decimal("ip.opt.ptr", "Pointer", at + 2, 1)
                .bits("ip.opt.overflow", "Overflow", at + 3, 1, 0xF0)
                .number("ip.opt.flag", "Flag", at + 3, 1, 0x0F, value -> FieldList.hex(value, 1));
        boolean hasAddresses = (parts.at8(at + 3) & 0xF) != 0;
        int step = hasAddresses ? 8 : 4;
        for (int offset = 4; offset + step <= length; offset += step) {
            if (hasAddresses) {
                parts.ipv4("ip.opt.time_stamp_addr", "Host", at + offset);
            }
            parts.decimal("ip.opt.time_stamp", "Milliseconds since midnight", at + offset + step - 4, 4);
        }
    }

    private static String name(int type) {
        return switch (type) {
            case 0 -> "eol";
            case 1 -> "nop";
            case 7 -> "record_route";
            case 11 -> "mtu_probe";
            case 12 -> "mtu_reply";
            case 25 -> "qs";
            case 68 -> "timestamp";
            case 82 -> "traceroute";
            case 130 -> "security";
            case LOOSE_ROUTE -> "route";
            case 133 -> "ext_security";
            case 134 -> "cipso";
            case 136 -> "sid";
            case STRICT_ROUTE -> "source_route";
            case 148 -> "routeralert";
            case 149 -> "sdb";
            default -> null;
        };
    }

    private static String label(int type) {
        return switch (type) {
            case 0 -> "End of options";
            case 1 -> "No operation";
            case 7 -> "Record route";
            case 68 -> "Timestamps";
            case LOOSE_ROUTE -> "Loose source route";
            case STRICT_ROUTE -> "Strict source route";
            case 148 -> "Router alert";
            default -> "Option " + type;
        };
    }
}
