package netkit.packet;

/**
 * A decoder that views the layers of a packet in place. It is reused for packet after packet and allocates nothing, so
 * that the wire can decode some hundred thousand packets a second. Decoding never throws: a layer that cannot be decoded
 * is an {@link Undecoded}. Not thread-safe.
 *
 * <pre>{@code
 * view.decode(LinkType.ETHERNET, bytes, 0, length);
 * switch (view.transport()) {
 *     case TcpSegment tcp -> …
 *     case UdpDatagram udp -> …
 *     case IcmpMessage icmp -> …
 *     case Undecoded why -> …
 * }
 * }</pre>
 */
public final class PacketView {
    private final EthernetFrame ethernetFrame = new EthernetFrame();
    private final ArpPacket arp = new ArpPacket();
    private final Ipv4Packet ipv4 = new Ipv4Packet();
    private final Ipv6Packet ipv6 = new Ipv6Packet();
    private final TcpSegment tcp = new TcpSegment();
    private final UdpDatagram udp = new UdpDatagram();
    private final IcmpMessage icmp = new IcmpMessage();

    private EthernetFrame ethernet;
    private NetworkLayer network = Undecoded.NONE;
    private TransportLayer transport = Undecoded.NONE;

    /**
     * Decodes a packet, which must stay unchanged while its layers are in use.
     *
     * @param to end of the captured bytes
     * @return this view
     */
    public PacketView decode(LinkType linkType, byte[] bytes, int from, int to) {
        ethernet = null;
        network = switch (linkType) {
            case ETHERNET -> frame(bytes, from, to);
            case RAW_IP, IPV4, IPV6 -> rawIp(bytes, from, to);
            // the number of an address family differs from system to system; the IP version does not
            case BSD_LOOPBACK, OPENBSD_LOOPBACK -> rawIp(bytes, from + linkType.headerLength(), to);
            case LINUX_COOKED -> cooked(bytes, from + 14, from + linkType.headerLength(), to);
            case LINUX_COOKED_V2 -> cooked(bytes, from, from + linkType.headerLength(), to);
        };
        transport = network instanceof IpPacket ip ? transport(ip) : Undecoded.NONE;
        return this;
    }

    private NetworkLayer frame(byte[] bytes, int from, int to) {
        if (!ethernetFrame.decode(bytes, from, to)) {
            return Undecoded.TRUNCATED;
        }
        ethernet = ethernetFrame;
        return byEthertype(ethernetFrame.ethertype(), bytes, ethernetFrame.payloadFrom(), to);
    }

    private NetworkLayer cooked(byte[] bytes, int ethertypeAt, int payloadFrom, int to) {
        return payloadFrom > to ? Undecoded.TRUNCATED
                : byEthertype(BigEndian.get16(bytes, ethertypeAt), bytes, payloadFrom, to);
    }

    private NetworkLayer byEthertype(int ethertype, byte[] bytes, int from, int to) {
        return switch (ethertype) {
            case EthernetFrame.TYPE_IPV4 -> ipv4.decode(bytes, from, to);
            case EthernetFrame.TYPE_IPV6 -> ipv6.decode(bytes, from, to);
            case EthernetFrame.TYPE_ARP -> arp.decode(bytes, from, to);
            default -> Undecoded.UNSUPPORTED;
        };
    }

    private NetworkLayer rawIp(byte[] bytes, int from, int to) {
        if (from >= to) {
            return Undecoded.TRUNCATED;
        }
        return switch (bytes[from] >>> 4 & 0xF) {
            case 4 -> ipv4.decode(bytes, from, to);
            case 6 -> ipv6.decode(bytes, from, to);
            default -> Undecoded.UNSUPPORTED;
        };
    }

    private TransportLayer transport(IpPacket ip) {
        if (ip.undecodable() != null) {
            return ip.undecodable();
        }
        boolean isVersion6 = ip == ipv6;
        return switch (ip.protocol()) {
            case IpPacket.TCP -> tcp.decode(ip.bytes, ip.payloadFrom(), ip.to, ip.end);
            case IpPacket.UDP -> udp.decode(ip.bytes, ip.payloadFrom(), ip.to, ip.end, ip.isFragment());
            case IpPacket.ICMP, IpPacket.ICMPV6 -> isVersion6 == (ip.protocol() == IpPacket.ICMPV6)
                    ? icmp.decode(ip.bytes, ip.payloadFrom(), ip.to, ip.end, isVersion6)
                    : Undecoded.UNSUPPORTED;
            case IpPacket.NO_NEXT_HEADER -> isVersion6 ? Undecoded.NONE : Undecoded.UNSUPPORTED;
            default -> Undecoded.UNSUPPORTED;
        };
    }

    /** Returns the frame, or null if the packet has no complete Ethernet header. */
    public EthernetFrame ethernet() {
        return ethernet;
    }

    public NetworkLayer network() {
        return network;
    }

    /**
     * Returns how many captured bytes the network layer has, without the header and the padding of the link layer. Padding
     * that follows an undecoded layer is included, since only that layer's header could tell.
     */
    public int networkLength() {
        if (network instanceof Layer layer) {
            return layer.to - layer.from;
        }
        return ethernet == null ? 0 : ethernet.payloadTo() - ethernet.payloadFrom();
    }

    /** Returns the transport layer, {@link Undecoded#NONE} if the network layer is not IP. */
    public TransportLayer transport() {
        return transport;
    }

    /**
     * Whether the packet finds out the hardware address of a neighbour, or the routers: ARP (RFC 826), neighbour discovery
     * (RFC 4861 §4). A host sends it of its own accord, not for a program.
     */
    public boolean isAddressResolution() {
        return network instanceof ArpPacket || transport instanceof IcmpMessage message
                && message.isVersion6() && message.type() >= IcmpMessage.V6_ROUTER_SOLICITATION
                && message.type() <= IcmpMessage.V6_NEIGHBOUR_ADVERTISEMENT;
    }

    /** Verifies the checksum of the TCP segment, UDP datagram or ICMP message. */
    public ChecksumVerdict transportChecksum() {
        // RFC 8200 §8.1: the pseudo-header has the final destination, which a routing header may still hold
        if (!(network instanceof IpPacket ip) || ip.isFragment() || ip.isTruncated()
                || ip == ipv6 && ipv6.segmentsLeft() > 0) {
            return ChecksumVerdict.UNKNOWN;
        }
        return switch (transport) {
            case TcpSegment _ -> verdict(InternetChecksum.of(ip, IpPacket.TCP, tcp.from, tcp.to));
            case UdpDatagram _ when udp.checksum() == 0 -> // RFC 8200 §8.1: IPv6 requires one, except in tunnels
                ip == ipv6 ? ChecksumVerdict.WRONG : ChecksumVerdict.ABSENT;
            case UdpDatagram _ -> verdict(InternetChecksum.of(ip, IpPacket.UDP, udp.from, udp.to));
            case IcmpMessage _ when icmp.isVersion6() -> verdict(
                    InternetChecksum.of(ip, IpPacket.ICMPV6, icmp.from, icmp.to));
            case IcmpMessage _ -> verdict(InternetChecksum.of(icmp.bytes, icmp.from, icmp.to));
            case Undecoded _ -> ChecksumVerdict.UNKNOWN;
        };
    }

    private static ChecksumVerdict verdict(int checksum) {
        return checksum == 0 ? ChecksumVerdict.CORRECT : ChecksumVerdict.WRONG;
    }
}
