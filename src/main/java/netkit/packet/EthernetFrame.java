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
 *
 * a frame of a VLAN has a tag before the ethertype (IEEE 802.1Q §9.6), one of a provider's network two:
 * +-------------------------------+-----+-+-----------------------+
 * |   tag type: 0x8100, 0x88A8    | PCP |D|        VLAN id        |
 * +-------------------------------+-----+-+-----------------------+
 * </pre>
 */
public final class EthernetFrame extends Layer {
    public static final int HEADER_LENGTH = 14;
    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_RARP = 0x8035;
    public static final int TYPE_IPV6 = 0x86DD;
    public static final int TYPE_VLAN = 0x8100;
    public static final int TYPE_PROVIDER_VLAN = 0x88A8;
    /** What providers used before 0x88A8 was assigned. */
    public static final int TYPE_OLD_PROVIDER_VLAN = 0x9100;
    /** IEEE 802.3 §3.2.6: a greater value of the field is no length, and a type is at least {@link #MIN_TYPE}. */
    public static final int MAX_LENGTH = 1500;
    public static final int MIN_TYPE = 1536;
    /** Bytes of the smallest frame, without frame check sequence; shorter ones are padded (IEEE 802.3 §3.2.8, §4.4.2). */
    public static final int MIN_LENGTH = 60;
    private static final int TAG_LENGTH = 4;

    public EthernetFrame() {}

    /** Returns whether the header is complete, its tags included. */
    boolean decode(byte[] bytes, int from, int to) {
        view(bytes, from, to, to);
        headerLength = HEADER_LENGTH;
        while (to - from >= headerLength && isTag(ethertype())) {
            headerLength += TAG_LENGTH;
        }
        return to - from >= headerLength;
    }

    private static boolean isTag(int ethertype) {
        return ethertype == TYPE_VLAN || ethertype == TYPE_PROVIDER_VLAN
                || ethertype == TYPE_OLD_PROVIDER_VLAN;
    }

    /** Returns how many VLAN tags the header has. */
    public int tags() {
        return (headerLength - HEADER_LENGTH) / TAG_LENGTH;
    }

    /**
     * Returns the VLAN id in a tag, 0 to 4,095.
     *
     * @param tag 0 for the outermost
     */
    public int vlanId(int tag) {
        return at16(HEADER_LENGTH + tag * TAG_LENGTH) & 0xFFF;
    }

    /** Returns the 48 bits of the address, first byte most significant, as in {@link MacAddress}. */
    public long destination() {
        return BigEndian.get48(bytes, from);
    }

    /** Returns the 48 bits of the address, first byte most significant. */
    public long source() {
        return BigEndian.get48(bytes, from + 6);
    }

    /** Returns the type of the payload, after the tags; a value below 1,536 is a length instead (IEEE 802.3 §3.2.6). */
    public int ethertype() {
        return at16(headerLength - 2);
    }

    /** Whether the destination is a multicast or broadcast address: its group bit is set. */
    public boolean isMulticast() {
        return (at8(0) & 1) != 0;
    }
}
