package netkit.dissect;

import java.util.ArrayList;
import java.util.List;

import netkit.packet.IcmpMessage;

/** An ICMP message (RFC 792), with the start of the packet that an error message quotes. */
final class IcmpLayer extends DissectedLayer {
    private static final int ADDRESS_MASK_REPLY = 18;

    private final Extent extent;
    private final Checksum checksum;
    private final EchoPairs.Reply reply;

    /** @param reply what an echo reply answers, or null */
    IcmpLayer(Extent extent, Checksum checksum, EchoPairs.Reply reply) {
        super(Protocol.ICMP, extent.source(), extent.from(),
                Math.min(extent.to(), extent.from() + headerLength(extent)),
                extent.to());
        this.extent = extent;
        this.checksum = checksum;
        this.reply = reply;
    }

    private static int headerLength(Extent extent) {
        int type = extent.length() > 0 ? extent.bytes()[extent.from()] & 0xFF : 0;
        return switch (type) {
            case 13, 14 -> 20;
            case 17, ADDRESS_MASK_REPLY -> 12;
            default -> IcmpMessage.HEADER_LENGTH;
        };
    }

    private FieldList list() {
        return new FieldList(extent.bytes(), from(), extent.to());
    }

    private boolean isComplete() {
        return extent.length() >= IcmpMessage.HEADER_LENGTH;
    }

    static boolean hasQuote(int type) {
        return switch (type) {
            case 3, 4, 5, 11, 12 -> true;
            default -> false;
        };
    }

    @Override
    public String summary() {
        if (!isComplete()) {
            return "truncated header";
        }
        FieldList list = list();
        int type = list.at8(0);
        String text = typeName(type) == null ? "type " + type : typeName(type);
        String code = codeName(type, list.at8(1));
        return text + (code == null ? "" : ": " + code)
                + (type == IcmpMessage.V4_ECHO_REQUEST || type == IcmpMessage.V4_ECHO_REPLY
                        ? " id=" + list.at16(4) + " seq=" + list.at16(6)
                        : "");
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        if (list.remaining(0) < 4) {
            return List.of();
        }
        int type = list.at8(0);
        list.decimal("icmp.type", "Type", 0, 1, value -> typeName((int) value))
                .decimal("icmp.code", "Code", 1, 1, value -> codeName(type, (int) value));
        checksum.add(list, "icmp.checksum", 2);
        switch (type) {
            case 0, 8, 13, 14, 15, 16, 17, ADDRESS_MASK_REPLY -> identified(list, type);
            case 42, 43 -> { // RFC 8335 §2
                list.decimal("icmp.ident", "Identifier", 4, 2);
                swapped(list, "icmp.ident_le", "Identifier, least significant byte first", 4);
                list.decimal("icmp.ext.echo.seq", "Sequence number", 6, 1);
            }
            case 3, 11 -> {
                if (list.remaining(4) >= 4 && list.at8(5) > 0) { // RFC 4884 §4.1: the length of the quotation
                    int length = 4 * list.at8(5);
                    list.bytes("icmp.unused", "Unused", 4, 1)
                            .number("icmp.length", "Length of the quotation", 5, 1, 0,
                                    value -> value + " words")
                            .computed("icmp.length.original_datagram", "Length in bytes", length,
                                    length + " bytes");
                    if (type == 3 && list.at8(1) == 4) {
                        list.decimal("icmp.mtu", "MTU of the next hop", 6, 2);
                    } else {
                        list.bytes("icmp.unused", "Unused", 6, 2);
                    }
                } else if (type == 3 && list.remaining(0) > 1 && list.at8(1) == 4) {
                    list.bytes("icmp.unused", "Unused", 4, 2).decimal("icmp.mtu", "MTU of the next hop", 6,
                            2);
                } else {
                    list.bytes("icmp.unused", "Unused", 4, 4);
                }
            }
            case 5 -> list.ipv4("icmp.redir_gw", "Better router", 4);
            case 9 -> advertisement(list);
            case 12 -> list.decimal("icmp.pointer", "Pointer", 4, 1).bytes("icmp.unused", "Unused", 5, 3);
            default -> {
                // no further fields
            }
        }
        if (hasQuote(type) && isComplete()) {
            Extent quoted = extent.after(from() + IcmpMessage.HEADER_LENGTH);
            int length = (type == 3 || type == 11) ? 4 * list.at8(5) : 0;
            quote(list, length == 0 ? quoted : quoted.until(quoted.from() + length));
        }
        return list.fields();
    }

    /** Adds the layers of a quoted packet as parts of fields named after their protocols. */
    static void quote(FieldList list, Extent quoted) {
        List<Field> fields = new ArrayList<>();
        for (DissectedLayer layer : PacketWalk.quoted(quoted)) {
            fields.add(new Field(layer.protocol().filterName(), layer.protocol().displayName() + ", quoted",
                    new FieldValue.Text(""), layer.summary(), layer.from(), layer.to(), 0, layer.fields()));
        }
        list.all(fields);
    }

    private void identified(FieldList list, int type) {
        list.decimal("icmp.ident", "Identifier", 4, 2);
        swapped(list, "icmp.ident_le", "Identifier, least significant byte first", 4);
        list.decimal("icmp.seq", "Sequence number", 6, 2);
        swapped(list, "icmp.seq_le", "Sequence number, least significant byte first", 6);
        if (reply != null) {
            list.all(reply.fields("icmp"));
        }
        if (type == 13 || type == 14) {
            list.decimal("icmp.originate_timestamp", "Sent, ms since midnight", 8, 4)
                    .decimal("icmp.receive_timestamp", "Received, ms since midnight", 12, 4)
                    .decimal("icmp.transmit_timestamp", "Replied, ms since midnight", 16, 4);
        } else if (type == 17 || type == ADDRESS_MASK_REPLY) {
            list.ipv4("icmp.address_mask", "Address mask", 8);
        }
    }

    /** Some systems write these numbers in their own byte order. */
    private static void swapped(FieldList list, String name, String label, int at) {
        if (!list.isEnded()) {
            int value = Integer.reverseBytes(list.at16(at)) >>> 16;
            list.value(name, label, value, Integer.toString(value), at, 2);
        }
    }

    private static void advertisement(FieldList list) {
        list.decimal("icmp.num_addrs", "Addresses", 4, 1)
                .decimal("icmp.addr_entry_size", "Words per address", 5, 1)
                .decimal("icmp.lifetime", "Lifetime in seconds", 6, 2);
        for (int at = 8; !list.isEnded() && list.remaining(at) >= 8 && at < 8 + 8 * list.at8(4); at += 8) {
            list.ipv4("icmp.router_address", "Router", at)
                    .number("icmp.pref_level", "Preference", at + 4, 4, 0,
                            value -> Integer.toString((int) value));
        }
    }

    @Override
    protected List<String> computeNotices() {
        return isComplete() ? checksum.notices() : List.of("the bytes end within the ICMP header");
    }

    static String typeName(int type) {
        return switch (type) {
            case 0 -> "echo reply";
            case 3 -> "destination unreachable";
            case 4 -> "source quench";
            case 5 -> "redirect";
            case 8 -> "echo request";
            case 9 -> "router advertisement";
            case 10 -> "router solicitation";
            case 11 -> "time exceeded";
            case 12 -> "parameter problem";
            case 13 -> "timestamp request";
            case 14 -> "timestamp reply";
            case 17 -> "address mask request";
            case ADDRESS_MASK_REPLY -> "address mask reply";
            default -> null;
        };
    }

    private static String codeName(int type, int code) {
        return switch (type) {
            case 3 -> switch (code) {
                case 0 -> "network unreachable";
                case 1 -> "host unreachable";
                case 2 -> "protocol unreachable";
                case 3 -> "port unreachable";
                case 4 -> "fragmentation needed";
                case 5 -> "source route failed";
                case 9, 10, 13 -> "administratively prohibited";
                default -> null;
            };
            case 5 -> switch (code) {
                case 0 -> "for the network";
                case 1 -> "for the host";
                default -> null;
            };
            case 11 -> code == 0 ? "in transit" : code == 1 ? "of reassembly" : null;
            default -> null;
        };
    }
}
