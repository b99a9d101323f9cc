package netkit.packet;

/**
 * A UDP datagram (RFC 768).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          source port          |       destination port        |
 * +-------------------------------+-------------------------------+
 * |            length             |           checksum            |
 * +-------------------------------+-------------------------------+
 * </pre>
 *
 * The length includes the header; a checksum of 0 means that the sender computed none.
 */
public final class UdpDatagram extends Layer implements TransportLayer {
    public static final int HEADER_LENGTH = 8;
    static final int CHECKSUM_OFFSET = 6;

    public UdpDatagram() {}

    /**
     * Points this view at a datagram.
     *
     * @param to end of the captured bytes
     * @param end end of the datagram according to IP
     * @param isFragment whether this is the first of several fragments, so that the datagram exceeds the packet
     * @return this view, or why the header cannot be decoded
     */
    public TransportLayer decode(byte[] bytes, int from, int to, int end, boolean isFragment) {
        view(bytes, from, to, end);
        headerLength = HEADER_LENGTH;
        if (end - from < HEADER_LENGTH) {
            return Undecoded.MALFORMED;
        }
        if (to - from < HEADER_LENGTH) {
            return Undecoded.TRUNCATED;
        }
        int length = at16(4);
        if (length < HEADER_LENGTH || !isFragment && length > end - from) {
            return Undecoded.MALFORMED;
        }
        view(bytes, from, Math.min(to, from + length), from + length);
        return this;
    }

    public int sourcePort() {
        return at16(0);
    }

    public int destinationPort() {
        return at16(2);
    }

    public int checksum() {
        return at16(CHECKSUM_OFFSET);
    }
}
