package netkit.dissect;

import java.nio.charset.StandardCharsets;

/** The options of neighbour discovery (RFC 4861 §4.6, RFC 8106, RFC 4191, RFC 8910). */
final class NeighbourOptions {
    private static final int UNIT = 8;

    private NeighbourOptions() {}

    /** Adds the options from this offset to the end of the message. */
    static void add(FieldList list, int from, Extent message) {
        int at = from;
        while (!list.isEnded() && list.remaining(at) > 0) {
            int start = at;
            int length = list.remaining(at) < 2 ? 0 : UNIT * list.at8(at + 1);
            list.computed("icmpv6.opt", "Option", new FieldValue.Text(""), name(list.at8(at)))
                    .parts(parts -> {
                        parts.decimal("icmpv6.opt.type", "Type", start, 1, type -> name((int) type))
                                .number("icmpv6.opt.length", "Length", start + 1, 1, 0,
                                        units -> UNIT * units + " bytes");
                        if (length > 0 && length <= parts.remaining(start)) {
                            value(parts, parts.at8(start), start, length, message);
                        }
                    });
            if (length == 0) {
                return; // RFC 4861 §4.6: the message is to be discarded
            }
            at += length;
        }
    }

    private static void value(FieldList parts, int type, int at, int length, Extent message) {
        switch (type) {
            case 1, 2 -> linkAddress(parts, type, at, length);
            case 3 -> prefix(parts, at);
            case 4 -> {
                reserved(parts, at + 2, 6);
                parts.computed("icmpv6.opt.redirected_packet", "Redirected packet", new FieldValue.Text(""),
                        "");
                IcmpLayer.quote(parts,
                        message.after(message.from() + at + UNIT).until(message.from() + at + length));
            }
            case 5 -> {
                reserved(parts, at + 2, 2);
                parts.decimal("icmpv6.opt.mtu", "MTU", at + 4, 4);
            }
            case 7 -> {
                reserved(parts, at + 2, 2);
                parts.decimal("icmpv6.opt.advertisement_interval", "Interval in ms", at + 4, 4);
            }
            case 14 -> parts.bytes("icmpv6.opt.nonce", "Nonce", at + 2, length - 2);
            case 24 -> route(parts, at, length);
            case 25 -> {
                reserved(parts, at + 2, 2);
                parts.decimal("icmpv6.opt.rdnss.lifetime", "Lifetime in seconds", at + 4, 4);
                for (int address = at + 8; address + 16 <= at + length; address += 16) {
                    parts.ipv6("icmpv6.opt.rdnss", "Name server", address);
                }
            }
            case 31 -> searchList(parts, at, length);
            case 37 -> parts.text("icmpv6.opt.captive_portal", "Captive portal",
                    text(parts, at + 2, length - 2), at + 2,
                    length - 2);
            case 38 -> { // RFC 8781 §4: the upper 96 bits
                parts.number("icmpv6.opt.pref64.scaled_lifetime", "Lifetime", at + 2, 2, 0xFFF8,
                        units -> UNIT * units + " seconds")
                        .number("icmpv6.opt.pref64.plc", "Code of the length", at + 2, 2, 7, Long::toString);
                prefix(parts, "icmpv6.opt.pref64.prefix", at + 4, length - 4);
            }
            default -> parts.bytes("icmpv6.data", "Value", at + 2, length - 2);
        }
    }

    private static void reserved(FieldList parts, int at, int length) {
        parts.text("icmpv6.opt.reserved", "Reserved", "", at, length);
    }

    private static void linkAddress(FieldList parts, int type, int at, int length) {
        if (length == UNIT) {
            parts.mac("icmpv6.opt.linkaddr", "Link-layer address", at + 2)
                    .mac(type == 1 ? "icmpv6.opt.src_linkaddr" : "icmpv6.opt.target_linkaddr",
                            type == 1 ? "of the source" : "of the target", at + 2);
        } else {
            parts.bytes("icmpv6.opt.linkaddr", "Link-layer address", at + 2, length - 2);
        }
    }

    private static void prefix(FieldList parts, int at) {
        parts.decimal("icmpv6.opt.prefix.length", "Length of the prefix", at + 2, 1)
                .hex("icmpv6.opt.prefix.flag", "Flags", at + 3, 1).parts(bits -> bits
                        .flag("icmpv6.opt.prefix.flag.l", "On this link", at + 3, 1, 0x80)
                        .flag("icmpv6.opt.prefix.flag.a", "For address configuration", at + 3, 1, 0x40)
                        .flag("icmpv6.opt.prefix.flag.r", "Router's address", at + 3, 1, 0x20)
                        .bits("icmpv6.opt.prefix.flag.reserved", "Reserved", at + 3, 1, 0x1F))
                .decimal("icmpv6.opt.prefix.valid_lifetime", "Valid lifetime in seconds", at + 4, 4)
                .decimal("icmpv6.opt.prefix.preferred_lifetime", "Preferred lifetime in seconds", at + 8, 4);
        reserved(parts, at + 12, 4);
        parts.ipv6("icmpv6.opt.prefix", "Prefix", at + 16);
    }

    /** RFC 4191 §2.3: the prefix has as many bytes as are needed. */
    private static void route(FieldList parts, int at, int length) {
        parts.decimal("icmpv6.opt.prefix.length", "Length of the prefix", at + 2, 1)
                .hex("icmpv6.opt.route_info.flag", "Flags", at + 3, 1).parts(bits -> bits
                        .bits("icmpv6.opt.route_info.flag.route_preference", "Preference", at + 3, 1, 0x18)
                        .bits("icmpv6.opt.route_info.flag.reserved", "Reserved", at + 3, 1, 0xE7))
                .decimal("icmpv6.opt.route_lifetime", "Lifetime in seconds", at + 4, 4);
        prefix(parts, "icmpv6.opt.prefix", at + UNIT, length - UNIT);
    }

    private static void prefix(FieldList parts, String name, int at, int length) {
        int bytes = Math.min(length, 16);
        if (bytes > 0) {
            byte[] prefix = new byte[16];
            for (int i = 0; i < bytes; i++) {
                prefix[i] = (byte) parts.at8(at + i);
            }
            parts.text(name, "Prefix", FieldList.ipv6(prefix, 0), at, bytes);
        }
    }

    /** RFC 8106 §5.2: names as in DNS, not compressed, padded with zeros. */
    private static void searchList(FieldList parts, int at, int length) {
        reserved(parts, at + 2, 2);
        parts.decimal("icmpv6.opt.dnssl.lifetime", "Lifetime in seconds", at + 4, 4);
        int next = at + UNIT;
        int end = at + length;
        while (next < end && parts.at8(next) > 0) {
            int start = next;
            StringBuilder name = new StringBuilder();
            while (next < end && parts.at8(next) > 0 && next + 1 + parts.at8(next) <= end) {
                name.append(name.isEmpty() ? "" : ".").append(text(parts, next + 1, parts.at8(next)));
                next += 1 + parts.at8(next);
            }
            if (next >= end || parts.at8(next) > 0) {
                return;
            }
            next++;
            parts.text("icmpv6.opt.dnssl", "Search domain", name.toString(), start, next - start);
        }
        if (next < end) {
            parts.text("icmpv6.opt.padding", "Padding", "", next, end - next);
        }
    }

    private static String text(FieldList parts, int at, int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) parts.at8(at + i);
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static String name(int type) {
        return switch (type) {
            case 1 -> "source link-layer address";
            case 2 -> "target link-layer address";
            case 3 -> "prefix";
            case 4 -> "redirected packet";
            case 5 -> "MTU";
            case 7 -> "advertisement interval";
            case 14 -> "nonce";
            case 24 -> "route";
            case 25 -> "name servers";
            case 31 -> "search list";
            case 37 -> "captive portal";
            default -> "type " + type;
        };
    }
}
