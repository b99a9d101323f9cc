package netkit.dissect;

import java.util.List;

import netkit.packet.IcmpMessage;

/**
 * An ICMPv6 message: errors and echo (RFC 4443), neighbour discovery (RFC 4861), multicast listeners (RFC 2710, RFC
 * 3810).
 */
final class Icmpv6Layer extends DissectedLayer {
    private static final int LISTENER_QUERY = 130;
    private static final int REDIRECT = 137;

    private final Extent extent;
    private final Checksum checksum;
    private final EchoPairs.Reply reply;

    /** @param reply what an echo reply answers, or null */
    Icmpv6Layer(Extent extent, Checksum checksum, EchoPairs.Reply reply) {
        super(Protocol.ICMPV6, extent.source(), extent.from(), Math.min(extent.to(), extent.from() + 8),
                extent.to());
        this.extent = extent;
        this.checksum = checksum;
        this.reply = reply;
    }

    private FieldList list() {
        return new FieldList(extent.bytes(), from(), extent.to());
    }

    private boolean isComplete() {
        return extent.length() >= 4;
    }

    static boolean isEcho(int type) {
        return type == IcmpMessage.V6_ECHO_REQUEST || type == IcmpMessage.V6_ECHO_REPLY;
    }

    @Override
    public String summary() {
        if (!isComplete()) {
            return "truncated header";
        }
        FieldList list = list();
        int type = list.at8(0);
        String name = typeName(type) == null ? "type " + type : typeName(type);
        String code = codeName(type, list.at8(1));
        String text = name + (code == null ? "" : ": " + code);
        if (isEcho(type) && list.remaining(0) >= 8) {
            return text + " id=" + FieldList.hex(list.at16(4), 2) + " seq=" + list.at16(6);
        }
        boolean hasTarget = type == IcmpMessage.V6_NEIGHBOUR_SOLICITATION
                || type == IcmpMessage.V6_NEIGHBOUR_ADVERTISEMENT;
        return hasTarget && list.remaining(0) >= 24
                ? text + " for " + FieldList.ipv6(extent.bytes(), from() + 8)
                : text;
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        int type = list.remaining(0) > 0 ? list.at8(0) : 0;
        list.decimal("icmpv6.type", "Type", 0, 1, value -> typeName((int) value))
                .decimal("icmpv6.code", "Code", 1, 1, value -> codeName(type, (int) value));
        checksum.add(list, "icmpv6.checksum", 2);
        switch (type) {
            case 1, 3 -> list.bytes("icmpv6.reserved", "Reserved", 4, 4);
            case IcmpMessage.V6_PACKET_TOO_BIG -> list.decimal("icmpv6.mtu", "MTU of the next hop", 4, 4);
            case 4 -> list.decimal("icmpv6.pointer", "Pointer", 4, 4);
            case IcmpMessage.V6_ECHO_REQUEST, IcmpMessage.V6_ECHO_REPLY -> {
                list.hex("icmpv6.echo.identifier", "Identifier", 4, 2)
                        .decimal("icmpv6.echo.sequence_number", "Sequence number", 6, 2);
                if (reply != null) {
                    list.all(reply.fields("icmpv6"));
                }
            }
            case LISTENER_QUERY, 131, 132 -> listener(list, type);
            case IcmpMessage.V6_LISTENER_REPORT -> report(list);
            case IcmpMessage.V6_ROUTER_SOLICITATION -> {
                list.bytes("icmpv6.reserved", "Reserved", 4, 4);
                NeighbourOptions.add(list, 8, extent);
            }
            case IcmpMessage.V6_ROUTER_ADVERTISEMENT -> advertisement(list);
            case IcmpMessage.V6_NEIGHBOUR_SOLICITATION -> {
                list.bytes("icmpv6.reserved", "Reserved", 4, 4)
                        .ipv6("icmpv6.nd.ns.target_address", "Target", 8);
                NeighbourOptions.add(list, 24, extent);
            }
            case IcmpMessage.V6_NEIGHBOUR_ADVERTISEMENT -> {
                list.hex("icmpv6.nd.na.flag", "Flags", 4, 4).parts(parts -> parts
                        .flag("icmpv6.nd.na.flag.r", "Router", 4, 4, 0x8000_0000L)
                        .flag("icmpv6.nd.na.flag.s", "Solicited", 4, 4, 0x4000_0000L)
                        .flag("icmpv6.nd.na.flag.o", "Override", 4, 4, 0x2000_0000L)
                        .bits("icmpv6.nd.na.flag.rsv", "Reserved", 4, 4, 0x1FFF_FFFFL))
                        .ipv6("icmpv6.nd.na.target_address", "Target", 8);
                NeighbourOptions.add(list, 24, extent);
            }
            case REDIRECT -> {
                list.bytes("icmpv6.reserved", "Reserved", 4, 4)
                        .ipv6("icmpv6.nd.rd.target_address", "Better next hop", 8)
                        .ipv6("icmpv6.rd.na.destination_address", "Destination", 24);
                NeighbourOptions.add(list, 40, extent);
            }
            default -> {
                if (list.remaining(4) > 0) {
                    list.bytes("icmpv6.data", "Data", 4, list.remaining(4));
                }
            }
        }
        if (type >= 1 && type <= 4 && list.remaining(8) > 0) {
            IcmpLayer.quote(list, extent.after(from() + 8));
        }
        return list.fields();
    }

    private void advertisement(FieldList list) {
        list.decimal("icmpv6.nd.ra.cur_hop_limit", "Hop limit", 4, 1)
                .hex("icmpv6.nd.ra.flag", "Flags", 5, 1).parts(parts -> parts
                        .flag("icmpv6.nd.ra.flag.m", "Managed addresses", 5, 1, 0x80)
                        .flag("icmpv6.nd.ra.flag.o", "Other configuration", 5, 1, 0x40)
                        .flag("icmpv6.nd.ra.flag.h", "Home agent", 5, 1, 0x20)
                        .bits("icmpv6.nd.ra.flag.prf", "Preference", 5, 1, 0x18)
                        .flag("icmpv6.nd.ra.flag.p", "Proxy", 5, 1, 0x04)
                        .bits("icmpv6.nd.ra.flag.rsv", "Reserved", 5, 1, 0x03))
                .decimal("icmpv6.nd.ra.router_lifetime", "Lifetime of the router in seconds", 6, 2)
                .decimal("icmpv6.nd.ra.reachable_time", "Reachable time in ms", 8, 4)
                .decimal("icmpv6.nd.ra.retrans_timer", "Retransmission timer in ms", 12, 4);
        NeighbourOptions.add(list, 16, extent);
    }

    /** RFC 3810 §8.1: a query of version 2 is longer than one of version 1. */
    private static void listener(FieldList list, int type) {
        boolean isVersion2 = type == LISTENER_QUERY && list.remaining(0) >= 28;
        list.decimal(isVersion2 ? "icmpv6.mld.maximum_response_code" : "icmpv6.mld.maximum_response_delay",
                isVersion2 ? "Maximum response code" : "Maximum response delay in ms", 4, 2)
                .bytes("icmpv6.reserved", "Reserved", 6, 2)
                .ipv6("icmpv6.mld.multicast_address", "Multicast address", 8);
        if (!isVersion2) {
            return;
        }
        list.hex("icmpv6.mld.flag", "Flags", 24, 1).parts(parts -> parts
                .flag("icmpv6.mld.flag.s", "Suppress", 24, 1, 0x08)
                .bits("icmpv6.mld.flag.qrv", "Robustness", 24, 1, 0x07)
                .bits("icmpv6.mld.flag.reserved", "Reserved", 24, 1, 0xF0))
                .decimal("icmpv6.mld.qqi", "Query interval code", 25, 1)
                .decimal("icmpv6.mld.nb_sources", "Sources", 26, 2);
        for (int i = 0; !list.isEnded() && i < list.at16(26); i++) {
            list.ipv6("icmpv6.mld.source_address", "Source", 28 + 16 * i);
        }
    }

    /** RFC 3810 §5.2. */
    private static void report(FieldList list) {
        list.bytes("icmpv6.reserved", "Reserved", 4, 2).decimal("icmpv6.mldr.nb_mcast_records", "Records", 6,
                2);
        int at = 8;
        for (int i = 0; !list.isEnded() && i < list.at16(6) && list.remaining(at) > 0; i++) {
            int start = at;
            int sources = list.remaining(at) < 4 ? 0 : list.at16(at + 2);
            list.computed("icmpv6.mldr.mar", "Record", new FieldValue.Text(""), sources + " sources")
                    .parts(parts -> {
                        parts.decimal("icmpv6.mldr.mar.record_type", "Type", start, 1)
                                .decimal("icmpv6.mldr.mar.aux_data_len", "Words of auxiliary data", start + 1,
                                        1)
                                .decimal("icmpv6.mldr.mar.nb_sources", "Sources", start + 2, 2)
                                .ipv6("icmpv6.mldr.mar.multicast_address", "Multicast address", start + 4);
                        for (int source = 0; !parts.isEnded() && source < sources; source++) {
                            parts.ipv6("icmpv6.mldr.mar.source_address", "Source", start + 20 + 16 * source);
                        }
                    });
            at += 20 + 16 * sources + (list.remaining(at) < 2 ? 0 : 4 * list.at8(at + 1));
        }
    }

    @Override
    protected List<String> computeNotices() {
        return isComplete() ? checksum.notices() : List.of("the bytes end within the ICMPv6 header");
    }

    static String typeName(int type) {
        return switch (type) {
            case 1 -> "destination unreachable";
            case 2 -> "packet too big";
            case 3 -> "time exceeded";
            case 4 -> "parameter problem";
            case 128 -> "echo request";
            case 129 -> "echo reply";
            case LISTENER_QUERY -> "multicast listener query";
            case 131, 143 -> "multicast listener report";
            case 132 -> "multicast listener done";
            case 133 -> "router solicitation";
            case 134 -> "router advertisement";
            case 135 -> "neighbour solicitation";
            case 136 -> "neighbour advertisement";
            case REDIRECT -> "redirect";
            default -> null;
        };
    }

    private static String codeName(int type, int code) {
        return switch (type) {
            case 1 -> switch (code) {
                case 0 -> "no route";
                case 1 -> "administratively prohibited";
                case 3 -> "address unreachable";
                case 4 -> "port unreachable";
                default -> null;
            };
            case 3 -> code == 0 ? "in transit" : code == 1 ? "of reassembly" : null;
            default -> null;
        };
    }
}
