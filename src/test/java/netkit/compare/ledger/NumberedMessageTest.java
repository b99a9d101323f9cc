package netkit.compare.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class NumberedMessageTest {
    private static final int TRIAL = 7;

    private static byte[] message(int number, int size) {
        byte[] message = new byte[size];
        NumberedMessage.encode(TRIAL, number, message);
        return message;
    }

    private static int number(byte[] bytes) {
        return NumberedMessage.number(TRIAL, bytes, 0, bytes.length);
    }

    @Test
    void messageIsReadableInACapture() {
        String text = new String(message(41, 30), StandardCharsets.US_ASCII);
        assertTrue(text.matches("<007:0000041>[A-Za-z0-9_-]{17}"), text);
    }

    @Test
    void smallestMessageIsItsHeader() {
        assertEquals("<007:0000041>",
                new String(message(41, NumberedMessage.HEADER_SIZE), StandardCharsets.US_ASCII));
    }

    @Test
    void numberIsDecoded() {
        for (int number : new int[] {0, 9, 10, 999_999}) {
            assertEquals(number, number(message(number, 100)));
        }
    }

    @Test
    void messageIsFoundAtAnOffset() {
        byte[] stream = new byte[60];
        System.arraycopy(message(5, 40), 0, stream, 11, 40);
        assertEquals(5, NumberedMessage.number(TRIAL, stream, 11, 40));
        assertEquals(5, NumberedMessage.numberInHeader(TRIAL, stream, 11, 49));
    }

    @Test
    void damageOfAnyByteIsDetected() {
        for (int at = 0; at < 40; at++) {
            byte[] damaged = message(5, 40);
            damaged[at] ^= 1;
            int number = number(damaged);
            assertTrue(number != 5,
                    "byte " + at + " was turned over and the message still taken for number 5");
            assertEquals(NumberedMessage.INVALID, number, "byte " + at);
        }
    }

    @Test
    void messageOfAnotherTrialIsInvalid() {
        byte[] message = message(5, 40);
        assertEquals(NumberedMessage.INVALID, NumberedMessage.number(TRIAL + 1, message, 0, message.length));
    }

    @Test
    void truncatedMessageIsInvalid() {
        byte[] message = message(5, NumberedMessage.HEADER_SIZE);
        assertEquals(NumberedMessage.INVALID, NumberedMessage.number(TRIAL, message, 0, message.length - 1));
    }
}
