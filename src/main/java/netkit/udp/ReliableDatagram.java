package netkit.udp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A datagram of netkit's reliable protocol over UDP. The protocol follows TCP (RFC 9293), but it numbers messages, not
 * bytes, and has neither a handshake, nor flow control beyond its window, nor congestion control, so it is for the
 * classroom and not for the Internet (RFC 8085 §3.1).
 *
 * <p>DATA carries a message:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     magic: 4e 4b 52 44, "NKRD"                |
 * +---------------------------------------------------------------+
 * |                          session id                           |
 * +---------------------------------------------------------------+
 * |                        sequence number                        |
 * +---------------------------------------------------------------+
 * |              base: the lowest not acknowledged yet            |
 * +---------------------------------------------------------------+
 * |                          message ...
 * +-------------------------------
 * </pre>
 *
 * ACK acknowledges it:
 *
 * <pre>
 * +---------------------------------------------------------------+
 * |                     magic: 4e 4b 52 41, "NKRA"                |
 * +---------------------------------------------------------------+
 * |                          session id                           |
 * +---------------------------------------------------------------+
 * |     next: the lowest that the program has not taken yet       |
 * +---------------------------------------------------------------+
 * |                                                               |
 * +   arrived: bit i (from the lowest) says that next + i has,    +
 * |            and waits for the program or for those before it   |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * All numbers are big-endian, and sequence numbers wrap around after 2^32 and are compared as in RFC 1982 §3.2. With
 * {@code next} everything before is acknowledged (cumulative acknowledgement), with {@code arrived} single ones are
 * (selective acknowledgement, as RFC 2018 for TCP).
 */
public sealed interface ReliableDatagram {
    /** The most messages in flight: as many as {@code arrived} has bits. */
    int WINDOW = Long.SIZE;
    /** Bytes before the message. */
    int DATA_HEADER_LENGTH = 16;
    /** The longest message that one datagram carries, bytes. */
    int MAX_MESSAGE = DatagramListener.MAX_PAYLOAD - DATA_HEADER_LENGTH;
    /** Bytes of an acknowledgement. */
    int ACK_LENGTH = 20;

    int DATA_MAGIC = 0x4e4b5244;
    int ACK_MAGIC = 0x4e4b5241;

    /** Identifies the session of a sender; any value. */
    int session();

    /** The payload of a UDP datagram. */
    byte[] encode();

    /** @param base no later than the sequence, and less than {@link #WINDOW} before it */
    record Data(int session, int sequence, int base, byte[] message) implements ReliableDatagram {
        public Data {
            if (!isPossible(sequence, base)) {
                throw new IllegalArgumentException("sequence " + sequence + " with base " + base);
            }
        }

        private static boolean isPossible(int sequence, int base) {
            return sequence - base >= 0 && sequence - base < WINDOW;
        }

        @Override
        public byte[] encode() {
            return ByteBuffer.allocate(DATA_HEADER_LENGTH + message.length).putInt(DATA_MAGIC).putInt(session)
                    .putInt(sequence).putInt(base).put(message).array();
        }
    }

    record Ack(int session, int next, long arrived) implements ReliableDatagram {
        @Override
        public byte[] encode() {
            return ByteBuffer.allocate(ACK_LENGTH).putInt(ACK_MAGIC).putInt(session).putInt(next)
                    .putLong(arrived).array();
        }
    }

    /** Returns empty unless the first {@code length} bytes are a datagram of this protocol. */
    static Optional<ReliableDatagram> decode(byte[] bytes, int length) {
        if (length < DATA_HEADER_LENGTH) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        int magic = in.getInt();
        int session = in.getInt();
        int number = in.getInt();
        if (magic == ACK_MAGIC && length == ACK_LENGTH) {
            return Optional.of(new Ack(session, number, in.getLong()));
        }
        int base = in.getInt();
        return magic == DATA_MAGIC && Data.isPossible(number, base)
                ? Optional.of(new Data(session, number, base,
                        Arrays.copyOfRange(bytes, DATA_HEADER_LENGTH, length)))
                : Optional.empty();
    }
}
