package netkit.packet;

/**
 * The checksum of IPv4, TCP, UDP and ICMP: the complement of the one's complement sum of all 16-bit words (RFC 1071).
 * Computed over bytes that include their own checksum, it is 0 if they are intact.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |       source and destination address, 4 or 16 bytes each      |
 * +---------------+---------------+-------------------------------+
 * |       0       |   protocol    |     length of the segment     |
 * +---------------+---------------+-------------------------------+
 * </pre>
 *
 * is the pseudo-header of IPv4 (RFC 9293 §3.1). The IPv6 pseudo-header (RFC 8200 §8.1) has the same words in another
 * order, and therefore the same sum.
 */
public final class InternetChecksum {
    private InternetChecksum() {}

    /**
     * Returns the checksum of the bytes, whose checksum field is to be 0.
     *
     * @return 0 to 65,535
     */
    public static int of(byte[] bytes, int from, int to) {
        return complement(sum(bytes, from, to, 0));
    }

    /**
     * Returns the checksum of the bytes with a pseudo-header before them.
     *
     * @param ip supplies the addresses and the array
     * @param from offset of the segment, datagram or ICMPv6 message in that array
     */
    public static int of(IpPacket ip, int protocol, int from, int to) {
        return of(ip, protocol, ip.bytes, from, to);
    }

    /**
     * Returns the checksum of bytes that may be in another array than the addresses: those of a reassembled packet.
     *
     * @param ip supplies the addresses
     */
    public static int of(IpPacket ip, int protocol, byte[] bytes, int from, int to) {
        return complement(sum(bytes, from, to, pseudoHeader(ip, protocol, to - from)));
    }

    /**
     * Returns the sum of the pseudo-header alone, not complemented: what a host writes into the checksum field of a
     * packet whose checksum its network card completes.
     *
     * @param length bytes of the segment, datagram or message
     */
    public static int partial(IpPacket ip, int protocol, int length) {
        return ~complement(pseudoHeader(ip, protocol, length)) & 0xFFFF;
    }

    private static long pseudoHeader(IpPacket ip, int protocol, int length) {
        return sum(ip.bytes, ip.addressesFrom(), ip.addressesTo(), protocol + length);
    }

    /** Sums 32 bits at a time; folding the sum adds the carries back in (RFC 1071 §2.C). */
    private static long sum(byte[] bytes, int from, int to, long start) {
        long sum = start;
        int at = from;
        for (; to - at >= 4; at += 4) {
            sum += Integer.toUnsignedLong(BigEndian.get32(bytes, at));
        }
        if (to - at >= 2) {
            sum += BigEndian.get16(bytes, at);
            at += 2;
        }
        if (to > at) {
            sum += (bytes[at] & 0xFF) << 8; // RFC 1071 §1: an odd byte is the upper half of a word
        }
        return sum;
    }

    private static int complement(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) ~folded & 0xFFFF;
    }
}
