package netkit.packet;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       hardware type: 1        |     protocol type: 0x0800     |
 * +---------------+---------------+-------------------------------+
 * | hw. length: 6 | pr. length: 4 |           operation           |
 * +---------------+---------------+-------------------------------+
 * |                    sender hardware address                    |
 * +                               +-------------------------------+
 * |                               |    sender protocol address    |
 * +-------------------------------+-------------------------------+
 * |     ... continued             |    target hardware address    |
 * +-------------------------------+                               +
 * |                                                               |
 * +---------------------------------------------------------------+
 * |                    target protocol address                    |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class ArpPacket extends Layer implements NetworkLayer {
    public static final int LENGTH = 28;
    public static final int REQUEST = 1;
    public static final int REPLY = 2;
    /** Hardware type and protocol type, the first four bytes. */
    private static final int ETHERNET_AND_IPV4 = 0x0001_0800;
    private static final int LENGTHS = 0x0604;

    public ArpPacket() {}

    NetworkLayer decode(byte[] bytes, int from, int to) {
        int end = from + LENGTH;
        view(bytes, from, Math.min(to, end), end);
        headerLength = LENGTH;
        if (to - from < 6) {
            return Undecoded.TRUNCATED;
        }
        if (at32(0) != ETHERNET_AND_IPV4 || at16(4) != LENGTHS) {
            return Undecoded.UNSUPPORTED;
        }
        return to - from < LENGTH ? Undecoded.TRUNCATED : this;
    }

    /** Returns {@link #REQUEST}, {@link #REPLY} or another operation code. */
    public int operation() {
        return at16(6);
    }

    public MacAddress senderHardware() {
        return new MacAddress(BigEndian.get48(bytes, from + 8));
    }

    public IpAddress sender() {
        return IpAddress.ipv4(at32(14));
    }

    /** Returns the target hardware address, all zeros in a request. */
    public MacAddress targetHardware() {
        return new MacAddress(BigEndian.get48(bytes, from + 18));
    }

    public IpAddress target() {
        return IpAddress.ipv4(at32(24));
    }
}
