package netkit.packet;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** An encoder of whole IP packets, without fragments or IP options, with correct lengths and checksums. */
public final class PacketEncoder {
    /** Most bytes behind the IP header: IPv4's total length has 16 bits (RFC 791 §3.1). */
    public static final int MAX_SEGMENT = 0xFFFF - Ipv4Packet.MIN_HEADER_LENGTH;
    private static final int HOP_LIMIT = 64;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int UDP_HEADER = 8;
    private static final int UDP_CHECKSUM = 6;
    private static final byte[] NO_OPTIONS = {};
    /** Maximum segment size, in its own option (RFC 9293 §3.2). */
    private static final int OPTION_MSS = 2;

    private PacketEncoder() {}

    /**
     * Returns a UDP datagram in an IP packet.
     *
     * @throws IllegalArgumentException if it is too long for IP
     */
    public static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        byte[] header = ByteBuffer.allocate(UDP_HEADER).putShort((short) from.getPort())
                .putShort((short) to.getPort()).putShort((short) (UDP_HEADER + payload.length)).array();
        return packet(from, to, IpPacket.UDP, header, payload, 0, payload.length, UDP_CHECKSUM);
    }

    /**
     * The header of a TCP segment.
     *
     * @param flags as in {@link TcpSegment}
     * @param window 0 to 65,535, not scaled
     * @param maxSegmentSize the value of this option; 0 for none
     */
    public record TcpHeader(int flags, int sequence, int acknowledgment, int window, int maxSegmentSize) {}

    /** Returns a TCP segment in an IP packet. */
    public static byte[] tcp(InetSocketAddress from, InetSocketAddress to, TcpHeader fields, byte[] bytes,
            int at, int length) {
        byte[] options = fields.maxSegmentSize == 0 ? NO_OPTIONS
                : ByteBuffer.allocate(4).put((byte) OPTION_MSS).put((byte) 4)
                        .putShort((short) fields.maxSegmentSize).array();
        int headerLength = TcpSegment.MIN_HEADER_LENGTH + options.length;
        byte[] header = ByteBuffer.allocate(headerLength).putShort((short) from.getPort())
                .putShort((short) to.getPort())
                .putInt(fields.sequence).putInt(fields.acknowledgment)
                .putShort((short) (headerLength / 4 << 12 | fields.flags)).putShort((short) fields.window)
                .putInt(0).put(options).array();
        return packet(from, to, IpPacket.TCP, header, bytes, at, length, TcpSegment.CHECKSUM_OFFSET);
    }

    private static byte[] packet(InetSocketAddress from, InetSocketAddress to, int protocol, byte[] header,
            byte[] bytes, int at, int length, int checksumAt) {
        IpAddress source = IpAddress.of(from.getAddress());
        IpAddress destination = IpAddress.of(to.getAddress());
        int segmentLength = header.length + length;
        if (segmentLength > MAX_SEGMENT) {
            throw new IllegalArgumentException("an IP packet cannot carry " + segmentLength + " bytes");
        }
        byte[] head = source.isIpv4() && destination.isIpv4()
                ? ipv4(source, destination, protocol, segmentLength)
                : ipv6(source, destination, protocol, segmentLength);
        byte[] packet = ByteBuffer.allocate(head.length + segmentLength).put(head).put(header)
                .put(bytes, at, length).array();
        IpPacket ip = (IpPacket) new PacketView().decode(LinkType.RAW_IP, packet, 0, packet.length).network();
        int checksum = InternetChecksum.of(ip, protocol, head.length, packet.length);
        boolean isNone = protocol == IpPacket.UDP && checksum == 0; // RFC 768: sent as all ones
        ByteBuffer.wrap(packet).putShort(head.length + checksumAt, (short) (isNone ? 0xFFFF : checksum));
        return packet;
    }

    private static byte[] ipv4(IpAddress source, IpAddress destination, int protocol, int length) {
        int headLength = Ipv4Packet.MIN_HEADER_LENGTH;
        ByteBuffer head = ByteBuffer.allocate(headLength).put((byte) (4 << 4 | headLength / 4)).put((byte) 0)
                .putShort((short) (headLength + length)).putShort((short) 0).putShort((short) DONT_FRAGMENT)
                .put((byte) HOP_LIMIT).put((byte) protocol).putShort((short) 0)
                .put(source.bytes()).put(destination.bytes());
        return head.putShort(10, (short) InternetChecksum.of(head.array(), 0, headLength)).array();
    }

    private static byte[] ipv6(IpAddress source, IpAddress destination, int protocol, int length) {
        return ByteBuffer.allocate(Ipv6Packet.HEADER_LENGTH).putInt(6 << 28).putShort((short) length)
                .put((byte) protocol).put((byte) HOP_LIMIT)
                .putLong(source.high()).putLong(source.low())
                .putLong(destination.high()).putLong(destination.low()).array();
    }
}
