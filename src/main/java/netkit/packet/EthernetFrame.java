package netkit.packet;

/**
 * An Ethernet II frame, without its preamble and check sequence (IEEE 802.3 §3.1.1, RFC 894).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      destination address                      |
 * +                               +-------------------------------+
 * |                               |                               |
 * +-------------------------------+         source address        |
 * |                                                               |
 * +-------------------------------+-------------------------------+
 * |           ethertype           |  payload, perhaps padding
 * +-------------------------------+- - -
 * </pre>
 */
public final class EthernetFrame extends Layer {
    public static final int HEADER_LENGTH = 14;
    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_IPV6 = 0x86DD;

    EthernetFrame() {}

    /** Whether the whole header is at hand. */
    boolean decode(byte[] bytes, int from, int to) {
        view(bytes, from, to, to);
        headerLength = HEADER_LENGTH;
        return to - from >= HEADER_LENGTH;
    }

    /** 48 bits, the first byte on top; {@link MacAddress} writes them. */
    public long destination() {
        return BigEndian.get48(bytes, from);
    }

    /** 48 bits, the first byte on top. */
    public long source() {
        return BigEndian.get48(bytes, from + 6);
    }

    /** What the payload is; below 1,536 it is a length (IEEE 802.3 §3.2.6). */
    public int ethertype() {
        return at16(12);
    }

    /** Whether it is for several stations, broadcast included: the group bit of the destination is set. */
    public boolean isMulticast() {
        return (at8(0) & 1) != 0;
    }
}
