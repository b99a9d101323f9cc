package netkit.dissect;

import netkit.packet.TcpSegment;

/** The options of a TCP header (RFC 9293 §3.2 and the RFCs of each). */
final class TcpOptionFields {
    private static final int FAST_OPEN_EXPERIMENT = 0xF989;
    private static final int MAX_SHIFT = 14;
    private static final int TIMESTAMPS = 8;
    private static final int ACKNOWLEDGMENT_AT = 8;

    private TcpOptionFields() {}

    /**
     * @param headerLength bytes of the header, of which some may be missing
     * @param base subtracted from the sequence numbers of SACK blocks
     */
    static void add(FieldList list, int headerLength, int base) {
        int from = TcpSegment.MIN_HEADER_LENGTH;
        int captured = Math.min(headerLength, list.remaining(0));
        list.bytes("tcp.options", "Options", from, captured - from).parts(parts -> {
            int at = from;
            while (at < captured) {
                int kind = parts.at8(at);
                int length = kind < 2 ? 1 : at + 1 < captured ? parts.at8(at + 1) : 0;
                if (length < 1 || kind > 1 && length < 2 || length > headerLength - at) {
                    return;
                }
                option(parts, kind, at, length, Math.min(length, captured - at), base);
                if (kind == 0 && !isZero(parts, at, captured)) {
                    return;
                }
                at += length;
            }
        });
    }

    private static boolean isZero(FieldList parts, int from, int to) {
        for (int at = from; at < to; at++) {
            if (parts.at8(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void option(FieldList list, int kind, int at, int length, int captured, int base) {
        list.bytes("tcp.options." + name(kind), label(kind), at, captured).parts(parts -> {
            parts.decimal("tcp.option_kind", "Kind", at, 1);
            if (kind > 1) {
                parts.decimal("tcp.option_len", "Length", at + 1, 1);
                boolean isReadable = length == captured || kind == TIMESTAMPS; // of a truncated one, the first number may be there
                if (isReadable && fits(kind, length)) {
                    value(parts, kind, at, length, base);
                }
            }
        });
    }

    /** Returns whether an option of this kind may have this length. */
    private static boolean fits(int kind, int length) {
        return switch (kind) {
            case 3 -> length == 3;
            case 2, 28 -> length == 4;
            case 6, 7, 11, 12, 13 -> length == 6;
            case 27 -> length == 8;
            case 8 -> length == 10;
            case 19 -> length == 18;
            case 29, 253, 254 -> length >= 4;
            case 172, 174 -> length <= 11 && length % 3 == 2;
            default -> length > 2 || kind == 5 || kind == 34;
        };
    }

    private static void value(FieldList parts, int kind, int at, int length, int base) {
        switch (kind) {
            case 2 -> parts.decimal("tcp.options.mss_val", "Maximum segment size", at + 2, 2);
            case 3 -> shift(parts, at + 2);
            case 5 -> blocks(parts, at, length, base);
            case 6, 7 -> parts.decimal("tcp.options.echo_value", "Value", at + 2, 4);
            case 8 -> parts.decimal("tcp.options.timestamp.tsval", "Value", at + 2, 4)
                    .decimal("tcp.options.timestamp.tsecr", "Echo reply", at + 6, 4);
            case 11, 12, 13 -> parts.decimal("tcp.options.cc_value", "Connection count", at + 2, 4);
            case 19 -> parts.bytes("tcp.options.md5.digest", "MD5 digest", at + 2, 16);
            case 27 -> parts.bits("tcp.options.qs.rate", "Rate", at + 2, 1, 0x0F)
                    .decimal("tcp.options.qs.ttl_diff", "TTL difference", at + 3, 1);
            case 28 -> parts.flag("tcp.options.user_to_granularity", "In minutes", at + 2, 2, 0x8000)
                    .bits("tcp.options.user_to_val", "User timeout", at + 2, 2, 0x7FFF);
            case 29 -> {
                parts.decimal("tcp.options.ao.keyid", "Key id", at + 2, 1)
                        .decimal("tcp.options.ao.rnextkeyid", "Next key id", at + 3, 1);
                if (length > 4) {
                    parts.bytes("tcp.options.ao.mac", "Authentication code", at + 4, length - 4);
                }
            }
            case 34 -> fastOpen(parts, at + 2, length - 2);
            case 172, 174 -> counters(parts, kind, at, length);
            case 253, 254 -> {
                parts.hex("tcp.options.experimental.exid", "Experiment", at + 2, 2);
                if (parts.at16(at + 2) == FAST_OPEN_EXPERIMENT) { // RFC 7413, appendix A
                    fastOpen(parts, at + 4, length - 4);
                } else if (length > 4) {
                    parts.bytes("tcp.options.experimental.data", "Data", at + 4, length - 4);
                }
            }
            default -> {
                if (name(kind).equals("unknown")) {
                    parts.bytes("tcp.options.unknown.payload", "Value", at + 2, length - 2);
                }
            }
        }
    }

    /** RFC 7323 §2.3: a shift above 14 means 14. */
    private static void shift(FieldList parts, int at) {
        int shift = parts.at8(at);
        long factor = 1L << Math.min(shift, MAX_SHIFT);
        parts.decimal("tcp.options.wscale.shift", "Shift", at, 1)
                .computed("tcp.options.wscale.multiplier", "Multiplier", factor, Long.toString(factor));
    }

    private static void blocks(FieldList parts, int at, int length, int base) {
        int count = (length - 2) / 8;
        for (int edge = 0; edge < (length - 2) / 4; edge++) { // of a damaged option, the last block may lack its right edge
            boolean isLeft = edge % 2 == 0;
            edge(parts, isLeft ? "tcp.options.sack_le" : "tcp.options.sack_re",
                    isLeft ? "Left edge" : "Right edge", at + 2 + 4 * edge, base);
        }
        parts.computed("tcp.options.sack.count", "Blocks", count, Integer.toString(count));
        if (reportsDuplicate(parts, at + 2, count)) {
            edge(parts, "tcp.options.sack.dsack_le", "Duplicate from", at + 2, base);
            edge(parts, "tcp.options.sack.dsack_re", "Duplicate to", at + 6, base);
        }
    }

    /**
     * Returns whether the first block tells of data that came twice: it is below the acknowledgment number, or within the
     * second block (RFC 2883 §4).
     */
    private static boolean reportsDuplicate(FieldList header, int at, int count) {
        return count > 0 && isOrdered(header, at + 4, ACKNOWLEDGMENT_AT)
                || count > 1 && isOrdered(header, at + 8, at) && isOrdered(header, at + 4, at + 12);
    }

    /** Returns whether a sequence number is at or before another (RFC 9293 §3.4). */
    private static boolean isOrdered(FieldList header, int earlier, int later) {
        return (int) (header.at(later, 4, 0) - header.at(earlier, 4, 0)) >= 0;
    }

    private static void edge(FieldList parts, String name, String label, int at, int base) {
        long relative = parts.at(at, 4, 0) - base & 0xFFFF_FFFFL;
        parts.value(name, label, relative, Long.toString(relative), at, 4);
    }

    /** RFC 9768 §3.2.3: up to three counters of bytes, in the order that the kind tells. */
    private static void counters(FieldList parts, int kind, int at, int length) {
        String[] names = kind == 172 ? new String[] {"ee0b", "eceb", "ee1b"}
                : new String[] {"ee1b", "eceb", "ee0b"};
        for (int i = 0; i < names.length && 2 + 3 * i + 3 <= length; i++) {
            parts.decimal("tcp.options.acc_ecn." + names[i], "Counter of bytes", at + 2 + 3 * i, 3);
        }
    }

    /** RFC 7413 §2.1: without a cookie, it asks for one. */
    private static void fastOpen(FieldList parts, int at, int length) {
        if (length == 0) {
            parts.computed("tcp.options.tfo.request", "Cookie request", new FieldValue.Text(""), "yes");
        } else {
            parts.bytes("tcp.options.tfo.cookie", "Cookie", at, length);
        }
    }

    private static String name(int kind) {
        return switch (kind) {
            case 0 -> "eol";
            case 1 -> "nop";
            case 2 -> "mss";
            case 3 -> "wscale";
            case 4 -> "sack_perm";
            case 5 -> "sack";
            case 6, 7 -> "echo";
            case 8 -> "timestamp";
            case 11, 12, 13 -> "cc";
            case 19 -> "md5";
            case 20 -> "scps";
            case 21 -> "snack";
            case 27 -> "qs";
            case 28 -> "user_to";
            case 29 -> "ao";
            case 30 -> "mptcp";
            case 34 -> "tfo";
            case 172, 174 -> "acc_ecn";
            case 253, 254 -> "experimental";
            default -> "unknown";
        };
    }

    private static String label(int kind) {
        return switch (kind) {
            case 0 -> "End of options";
            case 1 -> "No operation";
            case 2 -> "Maximum segment size";
            case 3 -> "Window scale";
            case 4 -> "SACK permitted";
            case 5 -> "SACK";
            case 8 -> "Timestamps";
            case 19 -> "MD5 signature";
            case 28 -> "User timeout";
            case 29 -> "Authentication";
            case 30 -> "Multipath TCP";
            case 34 -> "Fast open";
            case 172, 174 -> "Accurate ECN";
            case 253, 254 -> "Experiment";
            default -> "Option " + kind;
        };
    }
}
