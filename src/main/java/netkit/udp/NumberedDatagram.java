package netkit.udp;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The header of a numbered datagram, netkit's own, by which a receiver can tell what is missing, came twice or came
 * out of order. Bytes after it are filler.
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
 * @param run tells the runs of one sender apart; any value
 * @param sequence from 0, and less than the count where that is known
 * @param count how many numbered datagrams the run has; 0 when the sender does not know yet
 * @param sentAt when it was sent, by the sender's clock, nanoseconds since the Unix epoch
 */
public record NumberedDatagram(int run, int sequence, int count, long sentAt) {
    /** Bytes. */
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

    /** Writes the header at the start of the array and leaves the rest of it as it is. */
    public void encode(byte[] datagram) {
        ByteBuffer.wrap(datagram).putInt(MAGIC).putInt(run).putInt(sequence).putInt(count).putLong(sentAt);
    }

    /** @return empty when the first {@code length} bytes are anything else than a numbered datagram */
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

    /** A run id as it is printed: eight hex digits. */
    public static String text(int run) {
        return HexFormat.of().toHexDigits(run);
    }
}
