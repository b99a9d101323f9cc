package netkit.packet;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A builder of IP packets with correct lengths and checksums, perhaps in an Ethernet frame with VLAN tags.
 *
 * <pre>{@code
 * PacketBuilder.ip("192.0.2.1", "192.0.2.2").tcp(40000, 9000, TcpSegment.ACK, 1, 1).payload(bytes).build()
 * }</pre>
 */
public final class PacketBuilder {
    private static final int HOP_LIMIT = 64;
    private static final int FRAGMENT_HEADER = 44;
    private static final int TAG_LENGTH = 4;
    private static final byte[] NOTHING = {};

    /** @param rest the header without its first byte, the next header */
    private record Extension(int type, byte[] rest) {}

    private final IpAddress source;
    private final IpAddress destination;
    private byte[] frameHead = NOTHING;
    private byte[] ipOptions = NOTHING;
    private final List<Extension> extensions = new ArrayList<>();
    private int fragmentWord;
    private int identification;
    private int protocol = IpPacket.NO_NEXT_HEADER;
    private ByteBuffer header = ByteBuffer.allocate(0);
    private int checksumAt = -1;
    private byte[] payload = NOTHING;

    private PacketBuilder(IpAddress source, IpAddress destination) {
        this.source = source;
        this.destination = destination;
    }

    /** Starts a packet between two addresses of the same version. */
    public static PacketBuilder ip(InetAddress source, InetAddress destination) {
        return new PacketBuilder(IpAddress.of(source), IpAddress.of(destination));
    }

    /** Starts a packet between two IPv4 or two IPv6 addresses. */
    public static PacketBuilder ip(String source, String destination) {
        return new PacketBuilder(IpAddress.of(InetAddress.ofLiteral(source)),
                IpAddress.of(InetAddress.ofLiteral(destination)));
    }

    /** Adds an Ethernet header; the addresses have 48 bits. */
    public PacketBuilder ethernet(long from, long to) {
        frameHead = ByteBuffer.allocate(EthernetFrame.HEADER_LENGTH)
                .putShort((short) (to >>> 32)).putInt((int) to)
                .putShort((short) (from >>> 32)).putInt((int) from)
                .putShort((short) (source.isIpv4() ? EthernetFrame.TYPE_IPV4 : EthernetFrame.TYPE_IPV6))
                .array();
        return this;
    }

    /**
     * Adds a VLAN tag behind the Ethernet header and its earlier tags (IEEE 802.1Q §9.6).
     *
     * @param id 0 to 4,095
     */
    public PacketBuilder vlan(int id) {
        int typeAt = frameHead.length - 2;
        frameHead = ByteBuffer.allocate(frameHead.length + TAG_LENGTH).put(frameHead, 0, typeAt)
                .putShort((short) EthernetFrame.TYPE_VLAN).putShort((short) id)
                .put(frameHead, typeAt, 2).array();
        return this;
    }

    /** Returns the IP packet, or other bytes, behind an Ethernet header from the lab's first host to its second. */
    public static byte[] frame(byte[] packet) {
        boolean isVersion6 = packet.length > 0 && packet[0] >> 4 == 6;
        return ByteBuffer.allocate(EthernetFrame.HEADER_LENGTH + packet.length)
                .put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1})
                .putShort((short) (isVersion6 ? EthernetFrame.TYPE_IPV6 : EthernetFrame.TYPE_IPV4))
                .put(packet).array();
    }

    /** Sets the IPv4 options, a multiple of four bytes. */
    public PacketBuilder ipOptions(String hex) {
        ipOptions = hex(hex);
        return this;
    }

    /** @param offset in bytes, a multiple of eight */
    public PacketBuilder fragment(int id, int offset, boolean more) {
        identification = id;
        fragmentWord = offset / 8 | (more ? 0x2000 : 0);
        return source.isIpv4() ? this
                : extension(FRAGMENT_HEADER, String.format("00%04x%08x", offset | (more ? 1 : 0), id));
    }

    /** Adds an IPv6 extension header; {@code hex} is the header without its first byte, the next header. */
    public PacketBuilder extension(int type, String hex) {
        extensions.add(new Extension(type, hex(hex)));
        return this;
    }

    public PacketBuilder udp(int from, int to) {
        // the length depends on the payload, which is set later
        return transport(IpPacket.UDP, 6, ByteBuffer.allocate(8).putShort((short) from).putShort((short) to));
    }

    /** @param flags as in {@link netkit.packet.TcpSegment} */
    public PacketBuilder tcp(int from, int to, int flags, long sequence, long acknowledgment) {
        return transport(IpPacket.TCP, 16, ByteBuffer.allocate(20).putShort((short) from).putShort((short) to)
                .putInt((int) sequence).putInt((int) acknowledgment)
                .putShort((short) (5 << 12 | flags)).putShort((short) 64_240));
    }

    /** Sets the window field, without scaling. */
    public PacketBuilder window(int window) {
        header.putShort(14, (short) window);
        return this;
    }

    /** Sets the TCP options, a multiple of four bytes. */
    public PacketBuilder tcpOptions(String hex) {
        byte[] options = hex(hex);
        header = ByteBuffer.allocate(20 + options.length).put(header.array()).put(options);
        header.put(12, (byte) (header.capacity() / 4 << 4));
        return this;
    }

    /** @param rest the second four bytes: for an echo, its identifier and sequence number */
    public PacketBuilder icmp(int type, int code, int rest) {
        return transport(source.isIpv4() ? IpPacket.ICMP : IpPacket.ICMPV6, 2,
                ByteBuffer.allocate(8).put((byte) type).put((byte) code).putShort((short) 0).putInt(rest));
    }

    /** Sets another protocol number. */
    public PacketBuilder protocol(int number) {
        return transport(number, -1, ByteBuffer.allocate(0));
    }

    private PacketBuilder transport(int number, int whereChecksum, ByteBuffer bytes) {
        protocol = number;
        checksumAt = whereChecksum;
        header = bytes;
        return this;
    }

    public PacketBuilder payload(byte[] bytes) {
        payload = bytes;
        return this;
    }

    /** Sets a payload of this many zero bytes. */
    public PacketBuilder payload(int length) {
        return payload(new byte[length]);
    }

    public byte[] build() {
        byte[] segment = ByteBuffer.allocate(header.capacity() + payload.length).put(header.array())
                .put(payload)
                .array();
        if (protocol == IpPacket.UDP && checksumAt >= 0) { // not the bytes of a fragment
            ByteBuffer.wrap(segment).putShort(4, (short) segment.length);
        }
        byte[] head = source.isIpv4() ? ipv4(segment.length) : ipv6(segment.length);
        byte[] packet = ByteBuffer.allocate(frameHead.length + head.length + segment.length)
                .put(frameHead).put(head).put(segment).array();
        if (checksumAt >= 0) {
            sign(packet, frameHead.length + head.length);
        }
        return packet;
    }

    private void sign(byte[] packet, int segmentFrom) {
        PacketView view = new PacketView().decode(LinkType.RAW_IP, packet, frameHead.length, packet.length);
        int checksum = protocol == IpPacket.ICMP
                ? InternetChecksum.of(packet, segmentFrom, packet.length)
                : InternetChecksum.of((IpPacket) view.network(), protocol, segmentFrom, packet.length);
        boolean isNone = protocol == IpPacket.UDP && checksum == 0; // RFC 768: sent as all ones
        ByteBuffer.wrap(packet).putShort(segmentFrom + checksumAt, (short) (isNone ? 0xFFFF : checksum));
    }

    private byte[] ipv4(int length) {
        int headLength = Ipv4Packet.MIN_HEADER_LENGTH + ipOptions.length;
        ByteBuffer head = ByteBuffer.allocate(headLength)
                .put((byte) (4 << 4 | headLength / 4)).put((byte) 0).putShort((short) (headLength + length))
                .putShort((short) identification).putShort((short) fragmentWord)
                .put((byte) HOP_LIMIT).put((byte) protocol).putShort((short) 0)
                .put(source.bytes()).put(destination.bytes()).put(ipOptions);
        return head.putShort(10, (short) InternetChecksum.of(head.array(), 0, headLength)).array();
    }

    private byte[] ipv6(int length) {
        int extensionLength = extensions.stream().mapToInt(extension -> 1 + extension.rest().length).sum();
        ByteBuffer head = ByteBuffer.allocate(Ipv6Packet.HEADER_LENGTH + extensionLength)
                .putInt(6 << 28).putShort((short) (extensionLength + length))
                .put((byte) typeAfter(-1)).put((byte) HOP_LIMIT)
                .put(source.bytes()).put(destination.bytes());
        for (int i = 0; i < extensions.size(); i++) {
            head.put((byte) typeAfter(i)).put(extensions.get(i).rest());
        }
        return head.array();
    }

    private int typeAfter(int extension) {
        return extension + 1 < extensions.size() ? extensions.get(extension + 1).type() : protocol;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
