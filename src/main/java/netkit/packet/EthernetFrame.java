package netkit.packet;

/**
 * An Ethernet II frame without preamble and frame check sequence (IEEE 802.3 §3.1.1, RFC 894).
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
 * |           ethertype           |  payload, possibly padding
 * +-------------------------------+- - -
 * </pre>
 */
public final class EthernetFrame extends Layer {
    public static final int HEADER_LENGTH = 14;
    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_IPV6 = 0x86DD;

    EthernetFrame() {}

    /** Returns whether the header is complete. */
    boolean decode(byte[] bytes, int from, int to) {
        view(bytes, from, to, to);
        headerLength = HEADER_LENGTH;
        return to - from >= HEADER_LENGTH;
    }

    /** Returns the 48 bits of the address, first byte most significant, as in {@link MacAddress}. */
    public long destination() {
        return BigEndian.get48(bytes, from);
    }

    /** Returns the 48 bits of the address, first byte most significant. */
    public long source() {
        return BigEndian.get48(bytes, from + 6);
    }

    /** Returns the type of the payload; a value below 1,536 is a length instead (IEEE 802.3 §3.2.6). */
    public int ethertype() {
        return at16(12);
    }

    /** Whether the destination is a multicast or broadcast address: its group bit is set. */
    public boolean isMulticast() {
        return (at8(0) & 1) != 0;
    }
}
