package netkit.dissect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import netkit.packet.Ipv6Packet;

/** An IPv6 header with its extension headers (RFC 8200 §3, §4). */
final class Ipv6Layer extends DissectedLayer {
    private static final int VERSION = 6;

    private final Extent extent;
    private final Ipv6Packet ip;
    private final Reassembly.Result reassembly;

    /**
     * @param extent from the header to the end of the payload of the layer below
     * @param ip the packet if its header could be decoded, else null
     * @param reassembly what a fragment led to; null for others and in quotations
     */
    Ipv6Layer(Extent extent, Ipv6Packet ip, Reassembly.Result reassembly) {
        super(Protocol.IPV6, extent.source(), extent.from(),
                ip == null ? extent.to()
                        : Math.min(ip.isFragment() ? ip.fragmentPayloadFrom() : ip.payloadFrom(),
                                extent.to()),
                ip == null ? extent.to() : ip.payloadTo());
        this.extent = extent;
        this.ip = ip;
        this.reassembly = reassembly;
    }

    @Override
    public Optional<String> sourceAddress() {
        return address(8);
    }

    @Override
    public Optional<String> destinationAddress() {
        return address(24);
    }

    private Optional<String> address(int offset) {
        return ip == null ? Optional.empty() : Optional.of(FieldList.ipv6(extent.bytes(), from() + offset));
    }

    @Override
    public String summary() {
        if (ip == null) {
            return "damaged header";
        }
        String name = Names.ipProtocol(ip.protocol());
        return sourceAddress().orElse("") + " → " + destinationAddress().orElse("") + ", "
                + (name == null ? "protocol " + ip.protocol() : name)
                + (ip.isFragment() ? ", fragment at byte " + ip.fragmentOffset() + ", id "
                        + FieldList.hex(Integer.toUnsignedLong(ip.identification()), 4) : "");
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = new FieldList(extent.bytes(), from(), to());
        list.bits("ipv6.version", "Version", 0, 1, 0xF0);
        if (list.remaining(0) > 0 && list.at8(0) >>> 4 != VERSION) {
            return list.fields();
        }
        list.number("ipv6.tclass", "Traffic class", 0, 4, 0x0FF00000, value -> FieldList.hex(value, 1))
                .parts(parts -> parts
                        .number("ipv6.tclass.dscp", "Code point", 0, 4, 0x0FC00000,
                                value -> value + " (" + Names.dscp(value) + ")")
                        .number("ipv6.tclass.ecn", "Congestion notification", 0, 4, 0x00300000,
                                value -> value + " (" + Names.ecn(value) + ")"))
                .number("ipv6.flow", "Flow label", 0, 4, 0x000FFFFF, value -> FieldList.hex(value, 3))
                .number("ipv6.plen", "Payload length", 4, 2, 0, value -> value + " bytes")
                .decimal("ipv6.nxt", "Next header", 6, 1, Names::ipProtocol)
                .decimal("ipv6.hlim", "Hop limit", 7, 1)
                .ipv6("ipv6.src", "Source", 8).ipv6("ipv6.dst", "Destination", 24);
        if (!list.isEnded()) {
            Ipv6Extensions.add(list, list.at8(6), Ipv6Packet.HEADER_LENGTH);
        }
        Reassembly.fields(list, "ipv6", reassembly);
        return list.fields();
    }

    @Override
    protected List<String> computeNotices() {
        List<String> notices = new ArrayList<>();
        if (ip == null) {
            notices.add(extent.length() < Ipv6Packet.HEADER_LENGTH ? "the bytes end within the IPv6 header"
                    : "the version is " + (extent.bytes()[from()] >>> 4 & 0xF) + " instead of 6");
            return notices;
        }
        int payloadEnd = ip.payloadFrom() + ip.payloadLength();
        if (payloadEnd > extent.end()) {
            notices.add("the payload length is " + (payloadEnd - from() - Ipv6Packet.HEADER_LENGTH)
                    + " bytes, but only " + (extent.end() - from() - Ipv6Packet.HEADER_LENGTH)
                    + " are there");
        }
        if (!ip.isFragment() && Ipv6Extensions.isExtension(ip.protocol())) {
            notices.add("the bytes end within the extension headers");
        }
        if (reassembly != null && reassembly.notice() != null) {
            notices.add(reassembly.notice());
        }
        return notices;
    }
}
