package netkit.udp;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The header of a numbered datagram, defined by netkit, by which a receiver detects missing, duplicated and reordered
 * datagrams. The bytes after it are padding.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     magic: 4e 4b 44 47, "NKDG"                |
 * +---------------------------------------------------------------+
 * |                             run id                            |
 * +-+-------------------------------------------------------------+
 * |0|                         sequence                            |
 * +-+-------------------------------------------------------------+
 * |0|                           count                             |
 * +-+-------------------------------------------------------------+
 * |                                                               |
 * +                           send time                           +
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * All numbers are big-endian.
 *
 * @param run identifies a run of one sender; any value
 * @param sequence from 0, less than the count if that is known
 * @param count number of datagrams in the run; 0 if not known yet
 * @param sentAt time of sending by the sender's clock, nanoseconds since the Unix epoch
 */
public record NumberedDatagram(int run, int sequence, int count, long sentAt) {
    /** Length of the header, bytes. */
    public static final int HEADER_LENGTH = 24;
    private static final int MAGIC = 0x4e4b4447;

    public NumberedDatagram {
        if (!isPossible(sequence, count)) {
            throw new IllegalArgumentException("sequence " + sequence + " of " + count);
        }
    }

    private static boolean isPossible(int sequence, int count) {
        return sequence >= 0 && count >= 0 && (count == 0 || sequence < count);
    }

    /** Writes the header at the start of the array; the rest is unchanged. */
    public void encode(byte[] datagram) {
        ByteBuffer.wrap(datagram).putInt(MAGIC).putInt(run).putInt(sequence).putInt(count).putLong(sentAt);
    }

    /** Returns empty unless the first {@code length} bytes are a numbered datagram. */
    public static Optional<NumberedDatagram> decode(byte[] bytes, int length) {
        if (length < HEADER_LENGTH) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int magic = header.getInt();
        int run = header.getInt();
        int sequence = header.getInt();
        int count = header.getInt();
        return magic == MAGIC && isPossible(sequence, count)
                ? Optional.of(new NumberedDatagram(run, sequence, count, header.getLong()))
                : Optional.empty();
    }

    /** Returns a run id as it is printed: eight hexadecimal digits. */
    public static String text(int run) {
        return HexFormat.of().toHexDigits(run);
    }
}
