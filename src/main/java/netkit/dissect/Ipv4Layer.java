package netkit.dissect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import netkit.packet.IpAddress;
import netkit.packet.InternetChecksum;
import netkit.packet.Ipv4Packet;

/** An IPv4 header (RFC 791 §3.1). */
final class Ipv4Layer extends DissectedLayer {
    private final Extent extent;
    private final boolean isDecoded;
    private final Reassembly.Result reassembly;

    /**
     * @param extent from the header to the end of the payload of the layer below
     * @param ip the packet if its header could be decoded, else null
     * @param reassembly what a fragment led to; null for others and in quotations
     */
    Ipv4Layer(Extent extent, Ipv4Packet ip, Reassembly.Result reassembly) {
        super(Protocol.IPV4, extent.source(), extent.from(), ip == null ? extent.to() : ip.payloadFrom(),
                ip == null ? extent.to() : ip.payloadTo());
        this.extent = extent;
        isDecoded = ip != null;
        this.reassembly = reassembly;
    }

    private FieldList list() {
        int headerLength = extent.length() > 0 ? 4 * (extent.bytes()[from()] & 0xF) : 0;
        return new FieldList(extent.bytes(), from(),
                Math.min(extent.to(), from() + Math.max(headerLength, Ipv4Packet.MIN_HEADER_LENGTH)));
    }

    @Override
    public Optional<String> sourceAddress() {
        return address(12);
    }

    @Override
    public Optional<String> destinationAddress() {
        return address(16);
    }

    private Optional<String> address(int offset) {
        return isDecoded ? Optional.of(IpAddress.ipv4((int) list().at(offset, 4, 0)).toString())
                : Optional.empty();
    }

    @Override
    public String summary() {
        if (!isDecoded) {
            return "damaged header";
        }
        FieldList list = list();
        String name = Names.ipProtocol(list.at8(9));
        String protocol = name == null ? "protocol " + list.at8(9) : name;
        boolean isFragment = list.at(6, 2, 0x3FFF) != 0;
        return sourceAddress().orElse("") + " → " + destinationAddress().orElse("") + ", " + protocol
                + (isFragment ? ", fragment at byte " + 8 * list.at(6, 2, 0x1FFF) + ", id "
                        + FieldList.hex(list.at16(4), 2) : "");
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        list.bits("ip.version", "Version", 0, 1, 0xF0)
                .number("ip.hdr_len", "Header length", 0, 1, 0x0F, 4, value -> value + " bytes");
        if (list.remaining(0) > 0 && (list.at8(0) & 0xF) < 5) {
            return list.fields();
        }
        list.hex("ip.dsfield", "Differentiated services", 1, 1).parts(parts -> parts
                .number("ip.dsfield.dscp", "Code point", 1, 1, 0xFC,
                        value -> value + " (" + Names.dscp(value) + ")")
                .number("ip.dsfield.ecn", "Congestion notification", 1, 1, 0x03,
                        value -> value + " (" + Names.ecn(value) + ")"));
        length(list);
        if (!isDecoded && extent.length() >= Ipv4Packet.MIN_HEADER_LENGTH) {
            return list.fields();
        }
        list.hex("ip.id", "Identification", 4, 2)
                .number("ip.flags", "Flags", 6, 1, 0xE0, value -> FieldList.hex(value, 1))
                .parts(parts -> parts
                        .flag("ip.flags.rb", "Reserved", 6, 1, 0x80)
                        .flag("ip.flags.df", "Don't fragment", 6, 1, 0x40)
                        .flag("ip.flags.mf", "More fragments", 6, 1, 0x20))
                .number("ip.frag_offset", "Fragment offset", 6, 2, 0x1FFF,
                        value -> value + " (byte " + 8 * value + ")")
                .decimal("ip.ttl", "Time to live", 8, 1)
                .decimal("ip.proto", "Protocol", 9, 1, Names::ipProtocol);
        checksum().add(list, "ip.checksum", 10);
        boolean isRouted = Ipv4OptionFields.nextHopAt(list) > 0;
        list.ipv4("ip.src", "Source", 12).ipv4(isRouted ? "ip.cur_rt" : "ip.dst",
                isRouted ? "Next hop" : "Destination",
                16);
        if (isDecoded) {
            Ipv4OptionFields.add(list, headerTo() - from());
        }
        Reassembly.fields(list, "ip", reassembly);
        return list.fields();
    }

    /** A length of 0: the network card cuts the packet into several and writes theirs. */
    private void length(FieldList list) {
        if (list.remaining(2) >= 2 && list.at16(2) == 0) {
            list.value("ip.len", "Total length", extent.end() - from(),
                    "0, that is " + (extent.end() - from()) + " bytes",
                    2, 2);
        } else {
            list.number("ip.len", "Total length", 2, 2, 0, value -> value + " bytes");
        }
    }

    private Checksum checksum() {
        return isDecoded
                ? ChecksumVerifier.verify(new Extent(extent.source(), from(), headerTo(), headerTo()))
                : Checksum.UNKNOWN;
    }

    @Override
    protected List<String> computeNotices() {
        List<String> notices = new ArrayList<>();
        if (!isDecoded) {
            notices.add(damage());
            return notices;
        }
        FieldList list = list();
        if (InternetChecksum.of(extent.bytes(), from(), headerTo()) != 0) {
            notices.add(list.at16(10) == 0
                    ? "the header checksum is 0: the sender's network card probably computes it"
                    : "the header checksum is wrong");
        }
        if (list.at16(2) == 0) {
            notices.add("the total length is 0: the sender's network card cuts the packet into several");
        } else if (from() + list.at16(2) > extent.end()) {
            notices.add("the total length is " + list.at16(2) + " bytes, but only " + (extent.end() - from())
                    + " are there");
        }
        if (reassembly != null && reassembly.notice() != null) {
            notices.add(reassembly.notice());
        }
        return notices;
    }

    private String damage() {
        if (extent.length() < Ipv4Packet.MIN_HEADER_LENGTH) {
            return "the bytes end within the IPv4 header";
        }
        FieldList list = list();
        int headerLength = 4 * (list.at8(0) & 0xF);
        return headerLength < Ipv4Packet.MIN_HEADER_LENGTH ? "the header length of " + headerLength
                + " bytes is below 20"
                : list.at16(2) < headerLength ? "the total length of " + list.at16(2)
                        + " bytes is below that of the header"
                        : "the bytes end within the options";
    }
}
