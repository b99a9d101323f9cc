package netkit.compare.ledger;

import java.nio.charset.StandardCharsets;

/**
 * The codec of numbered messages: printable ASCII, to be read in a capture and found in a stream, such as
 * {@code <003:0000041>} followed by filler. The filler depends on the number, so that damage anywhere is detected.
 *
 * <pre>
 * message = "&lt;" trial ":" number "&gt;" filler
 * trial   = 3DIGIT ; distinguishes messages of different trials
 * number  = 7DIGIT ; from 0
 * filler  = *( ALPHA / DIGIT / "-" / "_" )
 * </pre>
 */
public final class NumberedMessage {
    /** Bytes of the header, the smallest message. */
    public static final int HEADER_SIZE = 13;
    /** The result of {@link #number} for bytes that are not a message of this trial. */
    public static final int INVALID = -1;
    public static final int TRIALS = 1000;

    private static final int TRIAL_AT = 1;
    private static final int NUMBER_AT = 5;
    private static final int NUMBER_END = 12;
    private static final byte[] ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .getBytes(StandardCharsets.US_ASCII);
    /** Odd and without a pattern, so that every bit of the number affects the filler. */
    private static final int SPREAD = 0x9e3779b1;

    private NumberedMessage() {}

    /**
     * Fills the array with the message; the array's length is the message's size.
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

    /** Returns the number of the message if these bytes are one, whole and undamaged, else {@link #INVALID}. */
    public static int number(int trial, byte[] bytes, int from, int length) {
        int number = numberInHeader(trial, bytes, from, length);
        for (int i = HEADER_SIZE; number != INVALID && i < length; i++) {
            if (bytes[from + i] != filler(number, i)) {
                return INVALID;
            }
        }
        return number;
    }

    /** Returns the number of the message whose header begins here, whatever its filler, or {@link #INVALID}. */
    public static int numberInHeader(int trial, byte[] bytes, int from, int length) {
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
