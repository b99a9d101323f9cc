package netkit.compare;

import java.nio.ByteBuffer;

/**
 * One numbered message as bytes. All but the header is filler that follows from the number, so that a message
 * damaged anywhere is not taken for a good one.
 *
 * <pre>
 *  0                   4                   8                   12
 * +-------------------+-------------------+-------------------+-----------
 * | magic "nkcm"      | run               | number from 0     | filler …
 * +-------------------+-------------------+-------------------+-----------
 * </pre>
 */
final class Message {
    static final int HEADER_SIZE = 12;
    /** What {@link #number} says of bytes that are not a message of this run. */
    static final int FOREIGN = -1;

    private static final int MAGIC = 0x6e6b636d;
    /** Odd and without a pattern, so that every bit of the number shows in the filler. */
    private static final int SPREAD = 0x9e3779b1;

    private Message() {}

    /** Fills the array with the message; its length is the message's size. */
    static void encode(int run, int number, byte[] message) {
        ByteBuffer.wrap(message).putInt(MAGIC).putInt(run).putInt(number);
        for (int i = HEADER_SIZE; i < message.length; i++) {
            message[i] = filler(number, i);
        }
    }

    /** The number of the message that these bytes are, whole and undamaged, or {@link #FOREIGN}. */
    static int number(int run, byte[] bytes, int from, int length) {
        if (length < HEADER_SIZE) {
            return FOREIGN;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, from, HEADER_SIZE);
        if (header.getInt() != MAGIC || header.getInt() != run) {
            return FOREIGN;
        }
        int number = header.getInt();
        for (int i = HEADER_SIZE; i < length; i++) {
            if (bytes[from + i] != filler(number, i)) {
                return FOREIGN;
            }
        }
        return Math.max(number, FOREIGN);
    }

    private static byte filler(int number, int index) {
        return (byte) ((number * SPREAD >>> 24) + index);
    }
}
