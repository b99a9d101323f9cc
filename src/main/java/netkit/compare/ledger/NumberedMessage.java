package netkit.compare.ledger;

import java.nio.charset.StandardCharsets;

/**
 * One numbered message as printable ASCII, so that one can read it in a capture and find it in a stream:
 * {@code <003:0000041>} and then filler. All but the head follows from the number, so that a message damaged anywhere is not
 * taken for a good one.
 *
 * <pre>
 * message = "&lt;" trial ":" number "&gt;" filler
 * trial   = 3DIGIT ; tells messages from those of other trials
 * number  = 7DIGIT ; from 0
 * filler  = *( ALPHA / DIGIT / "-" / "_" )
 * </pre>
 */
public final class NumberedMessage {
    /** The smallest message: its head. */
    public static final int HEADER_SIZE = 13;
    /** What {@link #number} says of bytes that are not a message of this trial. */
    public static final int INVALID = -1;
    public static final int TRIALS = 1000;

    private static final int TRIAL_AT = 1;
    private static final int NUMBER_AT = 5;
    private static final int NUMBER_END = 12;
    private static final byte[] ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .getBytes(StandardCharsets.US_ASCII);
    /** Odd and without a pattern, so that every bit of the number shows in the filler. */
    private static final int SPREAD = 0x9e3779b1;

    private NumberedMessage() {}

    /**
     * Fills the array with the message; its length is the message's size.
     *
     * @param trial 0 to {@link #TRIALS} - 1
     */
    public static void encode(int trial, int number, byte[] message) {
        message[0] = '<';
        digits(trial, message, TRIAL_AT, NUMBER_AT - 1);
        message[NUMBER_AT - 1] = ':';
        digits(number, message, NUMBER_AT, NUMBER_END);
        message[NUMBER_END] = '>';
        for (int i = HEADER_SIZE; i < message.length; i++) {
            message[i] = filler(number, i);
        }
    }

    private static void digits(int value, byte[] message, int from, int to) {
        int rest = value;
        for (int i = to - 1; i >= from; i--) {
            message[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** The number of the message that these bytes are, whole and undamaged, or {@link #INVALID}. */
    public static int number(int trial, byte[] bytes, int from, int length) {
        int number = head(trial, bytes, from, length);
        for (int i = HEADER_SIZE; number != INVALID && i < length; i++) {
            if (bytes[from + i] != filler(number, i)) {
                return INVALID;
            }
        }
        return number;
    }

    /** The number of the message that begins here, whatever its filler, or {@link #INVALID}: no message begins here. */
    public static int head(int trial, byte[] bytes, int from, int length) {
        if (length < HEADER_SIZE || bytes[from] != '<' || bytes[from + NUMBER_AT - 1] != ':'
                || bytes[from + NUMBER_END] != '>'
                || value(bytes, from + TRIAL_AT, from + NUMBER_AT - 1) != trial) {
            return INVALID;
        }
        return value(bytes, from + NUMBER_AT, from + NUMBER_END);
    }

    private static int value(byte[] bytes, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return INVALID;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private static byte filler(int number, int index) {
        return ALPHABET[((number * SPREAD >>> 26) + index) & 63];
    }
}
