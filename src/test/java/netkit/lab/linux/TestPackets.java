package netkit.lab.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Builds ICMP (RFC 792) and ICMPv6 (RFC 4443) echo requests, and the IP packets that carry them. */
final class TestPackets {
    static final byte ECHO_REQUEST = 8;
    static final byte ECHO_REPLY = 0;
    static final byte ECHO_REQUEST_6 = (byte) 128;
    static final byte ECHO_REPLY_6 = (byte) 129;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final byte ICMP = 1;
    private static final byte ICMPV6 = 58;

    private TestPackets() {}

    static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    static byte[] ping(InetAddress from, InetAddress to, int length) {
        return from.getAddress().length == 4 ? ping4(from, to, length) : ping6(from, to, length);
    }

    /** Returns the ICMP type of an IPv4 or IPv6 packet without options, or -1 if it is not ICMP. */
    static int icmpType(byte[] packet) {
        boolean four = packet[0] >> 4 == 4;
        if (packet[four ? 9 : 6] != (four ? ICMP : ICMPV6)) {
            return -1;
        }
        return packet[four ? IPV4_HEADER : IPV6_HEADER];
    }

    private static byte[] ping4(InetAddress from, InetAddress to, int length) {
        ByteBuffer b = ByteBuffer.allocate(IPV4_HEADER + length);
        b.put((byte) 0x45).put((byte) 0).putShort((short) b.capacity()).putInt(0).put((byte) 64).put(ICMP)
                .putShort((short) 0).put(from.getAddress()).put(to.getAddress());
        b.putShort(10, checksum(b, 0, IPV4_HEADER, 0));
        b.put(IPV4_HEADER, ECHO_REQUEST);
        b.putShort(IPV4_HEADER + 2, checksum(b, IPV4_HEADER, length, 0));
        return b.array();
    }

    private static byte[] ping6(InetAddress from, InetAddress to, int length) {
        ByteBuffer b = ByteBuffer.allocate(IPV6_HEADER + length);
        b.putInt(0x60000000).putShort((short) length).put(ICMPV6).put((byte) 64).put(from.getAddress())
                .put(to.getAddress());
        b.put(IPV6_HEADER, ECHO_REQUEST_6);
        return withChecksum6(b).array();
    }

    /** Sets the ICMPv6 checksum, which covers the pseudo-header (RFC 8200 §8.1). */
    static ByteBuffer withChecksum6(ByteBuffer packet) {
        int length = packet.capacity() - IPV6_HEADER;
        packet.putShort(IPV6_HEADER + 2, (short) 0);
        int sum = ~checksum(packet, 8, 32, length + ICMPV6) & 0xffff;
        return packet.putShort(IPV6_HEADER + 2, checksum(packet, IPV6_HEADER, length, sum));
    }

    /** RFC 1071. */
    static short checksum(ByteBuffer bytes, int start, int length, int sum) {
        for (int i = start; i < start + length; i++) {
            int octet = bytes.get(i) & 0xff;
            sum += (i - start) % 2 == 0 ? octet << 8 : octet;
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (short) ~sum;
    }
}
