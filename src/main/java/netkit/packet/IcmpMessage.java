package netkit.packet;

import java.util.Optional;

/**
 * A message of ICMP (RFC 792) or of ICMPv6 (RFC 4443 §2.1, RFC 4861 §4, RFC 3810 §5.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     type      |     code      |           checksum            |
 * +---------------+---------------+-------------------------------+
 * |  echo: identifier             |  echo: sequence number        |
 * +-------------------------------+-------------------------------+
 * |  echo: data; errors: start of the packet that caused the error |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class IcmpMessage extends Layer implements TransportLayer {
    public static final int HEADER_LENGTH = 8;
    public static final int V4_ECHO_REPLY = 0;
    public static final int V4_UNREACHABLE = 3;
    public static final int V4_ECHO_REQUEST = 8;
    public static final int V4_TIME_EXCEEDED = 11;
    public static final int V6_UNREACHABLE = 1;
    public static final int V6_PACKET_TOO_BIG = 2;
    public static final int V6_TIME_EXCEEDED = 3;
    public static final int V6_ECHO_REQUEST = 128;
    public static final int V6_ECHO_REPLY = 129;
    public static final int V6_ROUTER_SOLICITATION = 133;
    public static final int V6_ROUTER_ADVERTISEMENT = 134;
    public static final int V6_NEIGHBOUR_SOLICITATION = 135;
    public static final int V6_NEIGHBOUR_ADVERTISEMENT = 136;
    public static final int V6_LISTENER_REPORT = 143;
    private static final int ADDRESS_LENGTH = 16;

    private boolean isVersion6;

    public IcmpMessage() {}

    TransportLayer decode(byte[] bytes, int from, int to, int end, boolean isVersion6) {
        view(bytes, from, to, end);
        this.isVersion6 = isVersion6;
        headerLength = HEADER_LENGTH;
        if (end - from < HEADER_LENGTH) {
            return Undecoded.MALFORMED;
        }
        return to - from < HEADER_LENGTH ? Undecoded.TRUNCATED : this;
    }

    /** Whether this is an ICMPv6 message; ICMPv6 numbers its types differently. */
    public boolean isVersion6() {
        return isVersion6;
    }

    public int type() {
        return at8(0);
    }

    public int code() {
        return at8(1);
    }

    public int checksum() {
        return at16(2);
    }

    public boolean isEchoRequest() {
        return type() == (isVersion6 ? V6_ECHO_REQUEST : V4_ECHO_REQUEST);
    }

    public boolean isEchoReply() {
        return type() == (isVersion6 ? V6_ECHO_REPLY : V4_ECHO_REPLY);
    }

    /** Returns the field of an echo request or reply. */
    public int identifier() {
        return at16(4);
    }

    /** Returns the field of an echo request or reply. */
    public int sequence() {
        return at16(6);
    }

    /**
     * Returns the MTU of the next hop in bytes, from an ICMPv6 Packet Too Big message (RFC 4443 §3.2) or an ICMP
     * "fragmentation needed" message (RFC 1191 §4).
     */
    public int pathMtu() {
        return isVersion6 ? at32(4) : at16(6);
    }

    /** Returns the target address of a neighbour solicitation or advertisement, or empty for any other message. */
    public Optional<IpAddress> targetAddress() {
        boolean names = isVersion6
                && (type() == V6_NEIGHBOUR_SOLICITATION || type() == V6_NEIGHBOUR_ADVERTISEMENT);
        if (!names || to - payloadFrom() < ADDRESS_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(new IpAddress(BigEndian.get64(bytes, payloadFrom()),
                BigEndian.get64(bytes, payloadFrom() + 8)));
    }
}
