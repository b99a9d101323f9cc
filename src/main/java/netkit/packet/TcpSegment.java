package netkit.packet;

import java.util.List;

/**
 * A TCP segment (RFC 9293 §3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          source port          |       destination port        |
 * +-------------------------------+-------------------------------+
 * |                        sequence number                        |
 * +---------------------------------------------------------------+
 * |                     acknowledgment number                     |
 * +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 * |  data |reserv.|C|E|U|A|P|R|S|F|                               |
 * | offset|       |W|C|R|C|S|S|Y|I|            window             |
 * |       |       |R|E|G|K|H|T|N|N|                               |
 * +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 * |           checksum            |        urgent pointer         |
 * +-------------------------------+-------------------------------+
 * |           options and padding, up to 40 bytes                 |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * The data offset is in words of 4 bytes. Sequence numbers are 32 bits and wrap around: compare two by the sign of
 * their difference (§3.4), and print one with {@link Integer#toUnsignedString(int)}.
 */
public final class TcpSegment extends Layer implements TransportLayer {
    public static final int MIN_HEADER_LENGTH = 20;
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;
    static final int CHECKSUM_OFFSET = 16;

    public TcpSegment() {}

    /**
     * Points this view at a segment, of whose options some may be missing in the capture.
     *
     * @param to end of the captured bytes
     * @param end end of the segment according to IP
     * @return this view, or why the header cannot be decoded
     */
    public TransportLayer decode(byte[] bytes, int from, int to, int end) {
        view(bytes, from, to, end);
        if (end - from < MIN_HEADER_LENGTH) {
            return Undecoded.MALFORMED;
        }
        if (to - from < MIN_HEADER_LENGTH) {
            return Undecoded.TRUNCATED;
        }
        headerLength = 4 * (at8(12) >>> 4);
        if (headerLength < MIN_HEADER_LENGTH || headerLength > end - from) {
            return Undecoded.MALFORMED;
        }
        return this;
    }

    public int sourcePort() {
        return at16(0);
    }

    public int destinationPort() {
        return at16(2);
    }

    public int sequence() {
        return at32(4);
    }

    /** Returns the acknowledgment number, valid only if {@link #ACK} is set. */
    public int acknowledgment() {
        return at32(8);
    }

    /** Returns the flags from {@link #FIN} to {@link #CWR}. */
    public int flags() {
        return at8(13);
    }

    /** Whether all of these flags are set. */
    public boolean has(int flags) {
        return (flags() & flags) == flags;
    }

    /** Returns the window field without window scaling. */
    public int window() {
        return at16(14);
    }

    public int checksum() {
        return at16(CHECKSUM_OFFSET);
    }

    public int urgentPointer() {
        return at16(18);
    }

    /** Returns the sequence numbers it occupies: the payload, and one each for SYN and FIN (RFC 9293 §3.4). */
    public int sequenceLength() {
        return payloadLength() + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /** Whether the capture ends within the options. */
    public boolean isHeaderCut() {
        return headerLength > to - from;
    }

    /** Returns the captured options; the last is {@link TcpOption.Malformed} if the capture ends within it. */
    public List<TcpOption> options() {
        return TcpOption.decode(bytes, from + MIN_HEADER_LENGTH, Math.min(to, from + headerLength));
    }
}
