package netkit.packet;

/**
 * An IPv4 packet (RFC 791 §3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |version|  IHL  |type of service|         total length          |
 * +-------+-------+---------------+-----+-------------------------+
 * |        identification         |0|D|M|     fragment offset     |
 * +---------------+---------------+-----+-------------------------+
 * |  time to live |   protocol    |        header checksum        |
 * +---------------+---------------+-------------------------------+
 * |                        source address                         |
 * +---------------------------------------------------------------+
 * |                      destination address                      |
 * +---------------------------------------------------------------+
 * |           options and padding, up to 40 bytes                 |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * IHL is in words of 4 bytes, the fragment offset in units of 8 bytes. D: don't fragment; M: more fragments.
 */
public final class Ipv4Packet extends IpPacket {
    public static final int MIN_HEADER_LENGTH = 20;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int OFFSET = 0x1FFF;

    public Ipv4Packet() {}

    @Override
    public NetworkLayer decode(byte[] bytes, int from, int to) {
        view(bytes, from, to, to);
        if (to - from < MIN_HEADER_LENGTH) {
            return Undecoded.TRUNCATED;
        }
        headerLength = 4 * (at8(0) & 0xF);
        // a packet that the network card is to cut into several (TSO) may exceed 65,535 bytes, and then has the length 0
        int totalLength = at16(2) == 0 ? to - from : at16(2);
        if (at8(0) >>> 4 != 4 || headerLength < MIN_HEADER_LENGTH || totalLength < headerLength) {
            return Undecoded.MALFORMED;
        }
        view(bytes, from, Math.min(to, from + totalLength), from + totalLength);
        return to - from < headerLength ? Undecoded.TRUNCATED : this;
    }

    public boolean isDontFragment() {
        return (at16(6) & DONT_FRAGMENT) != 0;
    }

    @Override
    public int identification() {
        return at16(4);
    }

    @Override
    public int fragmentOffset() {
        return 8 * (at16(6) & OFFSET);
    }

    @Override
    public boolean hasMoreFragments() {
        return (at16(6) & MORE_FRAGMENTS) != 0;
    }

    @Override
    public int hopLimit() {
        return at8(8);
    }

    @Override
    public int protocol() {
        return at8(9);
    }

    public int headerChecksum() {
        return at16(10);
    }

    /** Whether the header checksum is correct (RFC 791 §3.1): the checksum of the whole header is then 0. */
    public boolean isHeaderChecksumCorrect() {
        return InternetChecksum.of(bytes, from, from + headerLength) == 0;
    }

    @Override
    public long sourceHigh() {
        return 0;
    }

    @Override
    public long sourceLow() {
        return IpAddress.mapped(at32(12));
    }

    @Override
    public long destinationHigh() {
        return 0;
    }

    @Override
    public long destinationLow() {
        return IpAddress.mapped(at32(16));
    }

    @Override
    Undecoded undecodable() {
        return fragmentOffset() > 0 ? Undecoded.LATER_FRAGMENT : null;
    }

    @Override
    int addressesFrom() {
        return from + 12;
    }

    @Override
    int addressesTo() {
        return from + 20;
    }
}
