package netkit.dissect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import netkit.packet.BigEndian;
import netkit.packet.ChecksumVerdict;
import netkit.packet.EthernetFrame;
import netkit.packet.IcmpMessage;
import netkit.packet.IpPacket;
import netkit.packet.Ipv4Packet;
import netkit.packet.Ipv6Packet;
import netkit.packet.LinkType;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.pcapng.CapturedPacket;

/** The way through one packet, from the link layer up. */
final class PacketWalk {
    private static final int IPV4_IN_IP = 4;
    private static final int IPV6_IN_IP = 41;
    private static final int GRE = 47;
    private static final int AUTHENTICATION = 51;
    /** Tunnels within each other; what more carry is data. */
    private static final int DEEPEST = 16;
    private static final int UDP_CHECKSUM_AT = 6;
    private static final int TCP_CHECKSUM_AT = 16;
    private static final int ICMP_CHECKSUM_AT = 2;

    private final CapturedPacket packet;
    private final DissectorState state;
    private final List<DissectedLayer> layers = new ArrayList<>(6);
    private OptionalInt stream = OptionalInt.empty();
    private int depth;

    /**
     * @param packet null for a quotation
     * @param state null for a quotation: what it quotes is no packet of the capture
     */
    PacketWalk(CapturedPacket packet, DissectorState state) {
        this.packet = packet;
        this.state = state;
    }

    /** Returns the layers of a packet that an ICMP message quotes, from IP up. */
    static List<DissectedLayer> quoted(Extent extent) {
        PacketWalk walk = new PacketWalk(null, null);
        walk.rawIp(extent);
        return walk.layers;
    }

    private boolean isQuotation() {
        return state == null;
    }

    DissectedPacket walk() {
        byte[] bytes = packet.bytes();
        ByteSource source = new ByteSource(bytes, ByteSource.Origin.PACKET, List.of(packet.number()));
        Extent extent = new Extent(source, 0, bytes.length, Math.max(bytes.length, packet.originalLength()));
        Optional<LinkType> type = LinkType.of(packet.captureInterface().linkTypeCode());
        if (type.isEmpty()) {
            CapturedPacket.Interface origin = packet.captureInterface();
            data(extent, origin.linkTypeCode() == CapturedPacket.Interface.CUSTOM_BLOCK
                    ? origin.description() + ": not a packet"
                    : "link type " + origin.linkTypeCode() + " is not taken apart");
        } else {
            link(type.get(), extent);
        }
        return new DissectedPacket(packet, List.copyOf(layers), stream);
    }

    private void link(LinkType type, Extent extent) {
        switch (type) {
            case ETHERNET -> ethernet(extent);
            case RAW_IP -> rawIp(extent);
            case IPV4 -> rawIp(extent);
            case IPV6 -> rawIp(extent);
            case BSD_LOOPBACK, OPENBSD_LOOPBACK -> {
                LoopbackLayer layer = new LoopbackLayer(extent.source(), extent.from(), extent.to(),
                        type == LinkType.OPENBSD_LOOPBACK);
                layers.add(layer);
                Extent payload = extent.after(layer.headerTo());
                if (layer.isIp()) {
                    rawIp(payload);
                } else if (layer.family() >= 0) {
                    data(payload, "family " + layer.family() + " is not taken apart");
                }
            }
            case LINUX_COOKED, LINUX_COOKED_V2 -> {
                CookedLayer layer = new CookedLayer(extent.source(), extent.from(), extent.to(), type);
                layers.add(layer);
                if (layer.ethertype() >= 0) {
                    byEthertype(layer.ethertype(), extent.after(layer.headerTo()), -1);
                }
            }
        }
    }

    private void ethernet(Extent extent) {
        if (extent.length() < EthernetFrame.HEADER_LENGTH) {
            layers.add(new EthernetLayer(extent.source(), extent.from(), extent.to(), null));
            return;
        }
        int place = layers.size();
        layers.add(null);
        int type = at16(extent, EthernetFrame.HEADER_LENGTH - 2);
        Extent payload = extent.after(extent.from() + EthernetFrame.HEADER_LENGTH);
        int payloadTo = byEthertype(type, payload, extent.from());
        layers.set(place, new EthernetLayer(extent.source(), extent.from(), extent.to(),
                isTag(type) ? null : trailer(extent, payloadTo, extent.from())));
    }

    private static boolean isTag(int type) {
        return type == EthernetFrame.TYPE_VLAN || type == EthernetFrame.TYPE_PROVIDER_VLAN
                || type == EthernetFrame.TYPE_OLD_PROVIDER_VLAN;
    }

    /** Returns what follows the payload, or null if nothing does. */
    private static Trailer trailer(Extent extent, int payloadTo, int frameFrom) {
        return frameFrom < 0 || payloadTo >= extent.end() ? null
                : new Trailer(extent.source(), payloadTo, extent.to(), frameFrom, extent.end() - frameFrom);
    }

    /**
     * Takes a payload apart.
     *
     * @param frameFrom offset of the Ethernet header; -1 if there is none
     * @return offset after the payload on the wire; what follows is padding or a trailer
     */
    private int byEthertype(int type, Extent extent, int frameFrom) {
        return switch (type) {
            case EthernetFrame.TYPE_IPV4 -> ipv4(extent);
            case EthernetFrame.TYPE_IPV6 -> ipv6(extent);
            case EthernetFrame.TYPE_ARP, EthernetFrame.TYPE_RARP -> {
                ArpLayer layer = ArpLayer.at(extent.source(), extent.from(), extent.to());
                layers.add(layer);
                yield layer.isComplete() ? layer.to() : extent.end();
            }
            case EthernetFrame.TYPE_VLAN, EthernetFrame.TYPE_PROVIDER_VLAN,
                    EthernetFrame.TYPE_OLD_PROVIDER_VLAN ->
                vlan(
                        type, extent, frameFrom);
            default -> {
                if (type > EthernetFrame.MAX_LENGTH) {
                    data(extent,
                            Names.ethertype(type) == null
                                    ? "type " + FieldList.hex(type, 2) + " is not taken apart"
                                    : Names.ethertype(type) + " is not taken apart");
                    yield extent.end();
                }
                yield logicalLink(extent.until(extent.from() + type));
            }
        };
    }

    private int vlan(int tagType, Extent extent, int frameFrom) {
        int place = layers.size();
        layers.add(null);
        int payloadTo = extent.end();
        Trailer trailer = null;
        if (extent.length() >= VlanLayer.LENGTH) {
            int type = at16(extent, 2);
            payloadTo = byEthertype(type, extent.after(extent.from() + VlanLayer.LENGTH), frameFrom);
            trailer = isTag(type) ? null : trailer(extent, payloadTo, frameFrom);
        }
        layers.set(place, new VlanLayer(extent.source(), extent.from(), extent.to(), tagType, trailer));
        return payloadTo;
    }

    private int logicalLink(Extent extent) {
        LlcLayer layer = LlcLayer.at(extent.source(), extent.from(), extent.to());
        layers.add(layer);
        Extent payload = extent.after(layer.headerTo());
        if (layer.ethertype() >= 0) {
            byEthertype(layer.ethertype(), payload, -1);
        } else if (payload.length() > 0) {
            data(payload, null);
        }
        return extent.end();
    }

    private void data(Extent extent, String notice) {
        if (extent.length() > 0 || notice != null) {
            layers.add(new DataLayer(extent.source(), extent.from(), extent.to(), notice));
        }
    }

    private static int at16(Extent extent, int offset) {
        byte[] bytes = extent.bytes();
        return (bytes[extent.from() + offset] & 0xFF) << 8 | bytes[extent.from() + offset + 1] & 0xFF;
    }

    private void rawIp(Extent extent) {
        int version = extent.length() == 0 ? -1 : extent.bytes()[extent.from()] >>> 4 & 0xF;
        switch (version) {
            case 4 -> ipv4(extent);
            case 6 -> ipv6(extent);
            default ->
                data(extent, version < 0 ? "the bytes end before the IP header" : "neither IPv4 nor IPv6");
        }
    }

    private int ipv4(Extent extent) {
        Ipv4Packet ip = new Ipv4Packet();
        if (ip.decode(extent.bytes(), extent.from(), extent.to()) != ip) {
            layers.add(new Ipv4Layer(extent, null, null));
            return extent.end();
        }
        Extent payload = payload(ip, extent);
        Reassembly.Result whole = ip.isFragment() ? reassemble(ip, ip.protocol(), payload) : null;
        layers.add(new Ipv4Layer(extent, ip, whole));
        if (!ip.isFragment()) {
            transport(ip, ip.protocol(), payload);
        } else if (whole != null && whole.source() != null) {
            transport(ip, ip.protocol(), all(whole.source()));
        } else {
            fragment(ip, payload, whole != null);
        }
        return payload.end();
    }

    private int ipv6(Extent extent) {
        Ipv6Packet ip = new Ipv6Packet();
        if (ip.decode(extent.bytes(), extent.from(), extent.to()) != ip) {
            layers.add(new Ipv6Layer(extent, null, null));
            return extent.end();
        }
        Extent payload = payload(ip, extent);
        if (!ip.isFragment()) {
            layers.add(new Ipv6Layer(extent, ip, null));
            if (!Ipv6Extensions.isExtension(ip.protocol())) {
                transport(ip, ip.protocol(), payload);
            }
            return payload.end();
        }
        Extent part = new Extent(extent.source(), ip.fragmentPayloadFrom(), payload.to(), payload.end());
        Reassembly.Result whole = reassemble(ip, ip.fragmentProtocol(), part);
        layers.add(new Ipv6Layer(extent, ip, whole));
        if (whole == null || whole.source() == null) {
            fragment(ip, whole == null ? payload : part, whole != null);
            return payload.end();
        }
        Extent all = all(whole.source());
        Ipv6Extensions headers = Ipv6Extensions.of(all, ip.fragmentProtocol());
        if (headers.to() > headers.from()) {
            layers.add(new Ipv6ExtensionLayer(all, headers));
        }
        if (!Ipv6Extensions.isExtension(headers.protocol())) {
            transport(ip, headers.protocol(), all.after(headers.to()));
        }
        return payload.end();
    }

    /** The length in the header may exceed the packet: then the packet counts. */
    private static Extent payload(IpPacket ip, Extent extent) {
        int end = Math.min(ip.payloadFrom() + ip.payloadLength(), extent.end());
        return new Extent(extent.source(), Math.min(ip.payloadFrom(), ip.payloadTo()), ip.payloadTo(), end);
    }

    private static Extent all(ByteSource source) {
        return new Extent(source, 0, source.bytes().length, source.bytes().length);
    }

    private Reassembly.Result reassemble(IpPacket ip, int protocol, Extent payload) {
        return isQuotation() || payload.to() < payload.end() ? null
                : state.reassembly.add(packet.number(), ip, protocol, payload);
    }

    /** @param isReassembled whether the payload will be shown in a later packet */
    private void fragment(IpPacket ip, Extent payload, boolean isReassembled) {
        if (!isReassembled && ip.fragmentOffset() == 0 && (isQuotation() || ip instanceof Ipv4Packet)) {
            transport(ip, ip.protocol(), payload);
        } else {
            data(payload, null);
        }
    }

    private void transport(IpPacket ip, int protocol, Extent payload) {
        boolean isVersion6 = ip instanceof Ipv6Packet;
        if (payload.end() <= payload.from()) {
            return;
        }
        switch (protocol) {
            case IpPacket.TCP -> tcp(ip, payload);
            case IpPacket.UDP -> udp(ip, payload);
            case IpPacket.ICMP -> icmp(ip, payload);
            case IpPacket.ICMPV6 -> icmpv6(ip, payload);
            case IPV4_IN_IP, IPV6_IN_IP -> {
                if (isShallow(payload)) {
                    rawIp(payload);
                }
            }
            case GRE -> {
                GreLayer layer = GreLayer.at(payload);
                layers.add(layer);
                if (layer.ethertype() >= 0 && isShallow(payload)) {
                    byEthertype(layer.ethertype(), payload.after(layer.headerTo()), -1);
                }
            }
            case AUTHENTICATION -> {
                AuthenticationLayer layer = AuthenticationLayer.at(payload);
                layers.add(layer);
                if (layer.nextHeader() >= 0 && isShallow(payload)) {
                    transport(ip, layer.nextHeader(), payload.after(layer.headerTo()));
                }
            }
            case IpPacket.NO_NEXT_HEADER -> data(payload, isVersion6 ? null : notDecoded(protocol));
            default -> data(payload, notDecoded(protocol));
        }
    }

    /** Returns whether another header within IP may follow; adds the rest as data if not. */
    private boolean isShallow(Extent rest) {
        if (++depth > DEEPEST) {
            data(rest, "more than " + DEEPEST + " tunnels in each other");
        }
        return depth <= DEEPEST;
    }

    private static String notDecoded(int protocol) {
        String name = Names.ipProtocol(protocol);
        return (name == null ? "IP protocol " + protocol : name) + " is not taken apart";
    }

    private Checksum checksum(IpPacket ip, int protocol, Extent extent, int at) {
        return isQuotation() ? Checksum.UNKNOWN : state.checksums.verify(ip, protocol, extent, at);
    }

    private void tcp(IpPacket ip, Extent payload) {
        TcpSegment segment = new TcpSegment();
        boolean isDecoded = segment.decode(payload.bytes(), payload.from(), payload.to(),
                payload.end()) == segment;
        Checksum checksum = isDecoded ? checksum(ip, IpPacket.TCP, payload, TCP_CHECKSUM_AT)
                : Checksum.UNKNOWN;
        TransportFindings found = isDecoded && !isQuotation() ? state.conversations.tcp(packet, ip, segment)
                : null;
        layers.add(
                new TcpLayer(payload, isDecoded ? segment : null, checksum, analysis(found), quote(ip)));
        add(found);
    }

    private void udp(IpPacket ip, Extent payload) {
        UdpDatagram datagram = new UdpDatagram();
        boolean isDecoded = datagram.decode(payload.bytes(), payload.from(), payload.to(), payload.end(),
                true) == datagram;
        Extent covered = isDecoded ? payload.until(payload.from() + at16(payload, 4)) : payload;
        boolean isAbsent = isDecoded && datagram.checksum() == 0 && !(ip instanceof Ipv6Packet);
        boolean isWhole = isDecoded && payload.from() + at16(payload, 4) <= payload.end();
        boolean isIllegal = isDecoded && datagram.checksum() == 0 && ip instanceof Ipv6Packet;
        Checksum checksum = isAbsent ? new Checksum(ChecksumVerdict.ABSENT, null)
                : isIllegal ? new Checksum(ChecksumVerdict.WRONG,
                        "UDP over IPv6 must have a checksum, except in tunnels (RFC 8200 §8.1)")
                        : isWhole ? checksum(ip, IpPacket.UDP, covered, UDP_CHECKSUM_AT) : Checksum.UNKNOWN;
        TransportFindings found = isDecoded && !isQuotation() ? state.conversations.udp(packet, ip, datagram)
                : null;
        layers.add(new UdpLayer(payload, covered.to(), checksum, analysis(found)));
        add(found);
    }

    private TcpLayer.Quote quote(IpPacket ip) {
        return !isQuotation() ? null : ip instanceof Ipv6Packet ? TcpLayer.Quote.ICMPV6 : TcpLayer.Quote.ICMP;
    }

    private static List<Field> analysis(TransportFindings found) {
        return found == null ? List.of() : found.analysis();
    }

    private void add(TransportFindings found) {
        if (found != null) {
            stream = OptionalInt.of(found.stream());
            layers.addAll(found.layers());
        }
    }

    private void icmp(IpPacket ip, Extent payload) {
        int type = payload.length() > 0 ? payload.bytes()[payload.from()] & 0xFF : -1;
        boolean isEcho = type == IcmpMessage.V4_ECHO_REPLY || type == IcmpMessage.V4_ECHO_REQUEST;
        Checksum checksum = isQuotation() || payload.length() < 4 ? Checksum.UNKNOWN
                : ChecksumVerifier.verify(payload);
        layers.add(new IcmpLayer(payload, checksum,
                reply(ip, payload, isEcho, type == IcmpMessage.V4_ECHO_REQUEST)));
        echoData(payload, isEcho);
    }

    private void icmpv6(IpPacket ip, Extent payload) {
        int type = payload.length() > 0 ? payload.bytes()[payload.from()] & 0xFF : -1;
        boolean isEcho = Icmpv6Layer.isEcho(type);
        Checksum checksum = payload.length() < 4 ? Checksum.UNKNOWN
                : checksum(ip, IpPacket.ICMPV6, payload, ICMP_CHECKSUM_AT);
        layers.add(new Icmpv6Layer(payload, checksum,
                reply(ip, payload, isEcho, type == IcmpMessage.V6_ECHO_REQUEST)));
        echoData(payload, isEcho);
    }

    private EchoPairs.Reply reply(IpPacket ip, Extent payload, boolean isEcho, boolean isRequest) {
        if (isQuotation() || !isEcho || payload.length() < IcmpMessage.HEADER_LENGTH) {
            return null;
        }
        int numbers = BigEndian.get32(payload.bytes(), payload.from() + 4);
        if (isRequest) {
            state.echoes.request(packet, ip, numbers);
            return null;
        }
        return state.echoes.reply(packet, ip, numbers);
    }

    private void echoData(Extent payload, boolean isEcho) {
        if (isEcho && payload.length() > IcmpMessage.HEADER_LENGTH) {
            data(payload.after(payload.from() + IcmpMessage.HEADER_LENGTH), null);
        }
    }
}
