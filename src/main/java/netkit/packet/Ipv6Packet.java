package netkit.packet;

/**
 * An IPv6 packet (RFC 8200 §3). Its extension headers (§4) are skipped to reach the payload.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+---------------+---------------------------------------+
 * |version| traffic class |              flow label               |
 * +-------+---------------+-------+---------------+---------------+
 * |        payload length         |  next header  |   hop limit   |
 * +-------------------------------+---------------+---------------+
 * |                   source address, 16 bytes                    |
 * +---------------------------------------------------------------+
 * |                 destination address, 16 bytes                 |
 * +---------------------------------------------------------------+
 *
 * hop-by-hop options, routing and destination options headers; the length is in units of 8 bytes after the first 8:
 * +---------------+---------------+-------------------------------+
 * |  next header  |    length     | ... (routing: type, then segments left)
 * +---------------+---------------+-------------------------------+
 *
 * fragment header; the offset is in units of 8 bytes:
 * +---------------+---------------+-------------------------+---+-+
 * |  next header  |       0       |     fragment offset     | 0 |M|
 * +---------------+---------------+-------------------------+---+-+
 * |                        identification                         |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv6Packet extends IpPacket {
    public static final int HEADER_LENGTH = 40;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int EXTENSION_UNIT = 8;

    private int protocol;
    private int fragmentHeader;
    private int segmentsLeft;
    private Undecoded undecodable;

    public Ipv6Packet() {}

    @Override
    public NetworkLayer decode(byte[] bytes, int from, int to) {
        view(bytes, from, to, to);
        if (to - from < HEADER_LENGTH) {
            return Undecoded.TRUNCATED;
        }
        if (at8(0) >>> 4 != 6) {
            return Undecoded.MALFORMED;
        }
        int end = from + HEADER_LENGTH + at16(4);
        view(bytes, from, Math.min(to, end), end);
        skipExtensionHeaders();
        return this;
    }

    private void skipExtensionHeaders() {
        headerLength = HEADER_LENGTH;
        protocol = at8(6);
        fragmentHeader = 0;
        segmentsLeft = 0;
        undecodable = null;
        while (undecodable == null && isExtension(protocol)) {
            undecodable = skipExtensionHeader();
        }
    }

    private static boolean isExtension(int header) {
        return header == HOP_BY_HOP || header == ROUTING || header == FRAGMENT
                || header == DESTINATION_OPTIONS;
    }

    /** Returns why the header after this one cannot be reached, or null if it can. */
    private Undecoded skipExtensionHeader() {
        if (payloadLength() < EXTENSION_UNIT) {
            return Undecoded.MALFORMED;
        }
        if (to - payloadFrom() < EXTENSION_UNIT) {
            return Undecoded.TRUNCATED;
        }
        int length = EXTENSION_UNIT;
        if (protocol == FRAGMENT) {
            fragmentHeader = headerLength;
        } else {
            length += EXTENSION_UNIT * at8(headerLength + 1);
        }
        if (payloadLength() < length) {
            return Undecoded.MALFORMED;
        }
        if (to - payloadFrom() < length) {
            return Undecoded.TRUNCATED;
        }
        if (protocol == ROUTING) {
            segmentsLeft = at8(headerLength + 3);
        }
        protocol = at8(headerLength);
        headerLength += length;
        return fragmentOffset() > 0 ? Undecoded.LATER_FRAGMENT : null;
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public int hopLimit() {
        return at8(7);
    }

    @Override
    public int identification() {
        return fragmentHeader == 0 ? 0 : at32(fragmentHeader + 4);
    }

    @Override
    public int fragmentOffset() {
        return fragmentHeader == 0 ? 0 : at16(fragmentHeader + 2) & 0xFFF8;
    }

    @Override
    public boolean hasMoreFragments() {
        return fragmentHeader != 0 && (at16(fragmentHeader + 2) & 1) != 0;
    }

    /**
     * Returns the number of what follows the fragment header: a payload of which this packet has a part.
     *
     * @return {@link #protocol} if there is no fragment header
     */
    public int fragmentProtocol() {
        return fragmentHeader == 0 ? protocol : at8(fragmentHeader);
    }

    /** Returns the offset after the fragment header, or of the payload if there is none. */
    public int fragmentPayloadFrom() {
        return fragmentHeader == 0 ? payloadFrom() : from + fragmentHeader + EXTENSION_UNIT;
    }

    /** Returns the Segments Left field of the routing header (RFC 8200 §4.4): 0 if the destination is the final one. */
    public int segmentsLeft() {
        return segmentsLeft;
    }

    @Override
    public long sourceHigh() {
        return BigEndian.get64(bytes, from + 8);
    }

    @Override
    public long sourceLow() {
        return BigEndian.get64(bytes, from + 16);
    }

    @Override
    public long destinationHigh() {
        return BigEndian.get64(bytes, from + 24);
    }

    @Override
    public long destinationLow() {
        return BigEndian.get64(bytes, from + 32);
    }

    @Override
    Undecoded undecodable() {
        return undecodable;
    }

    @Override
    int addressesFrom() {
        return from + 8;
    }

    @Override
    int addressesTo() {
        return from + HEADER_LENGTH;
    }
}
