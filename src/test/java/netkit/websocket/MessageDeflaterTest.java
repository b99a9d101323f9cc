package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 §7.2.1: compression of a message. */
class MessageDeflaterTest {
    private static byte[] deflated(MessageDeflater deflater, byte[] message) {
        return copy(deflater, deflater.deflate(message, 0, message.length));
    }

    private static byte[] copy(MessageDeflater deflater, int length) {
        return Arrays.copyOf(deflater.bytes(), length);
    }

    private static byte[] inflated(MessageInflater inflater, byte[] compressed) throws WebSocketException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        inflater.inflate(compressed, 0, compressed.length, out::write);
        inflater.end(compressed.length);
        return out.toByteArray();
    }

    /** Returns bytes that repeat at many distances. */
    private static byte[] repetitive(int length, Random random) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length;) {
            int run = Math.min(length - at, 1 + random.nextInt(300));
            int back = at == 0 ? 0 : 1 + random.nextInt(at);
            for (int i = 0; i < run; i++, at++) {
                bytes[at] = back == 0 || random.nextInt(40) == 0 ? (byte) random.nextInt() : bytes[at - back];
            }
        }
        return bytes;
    }

    @Test
    void messagesOfTheRfcAreDeflated() {
        try (MessageDeflater deflater = new MessageDeflater(true, 15)) {
            byte[] hello = Wire.utf8("Hello");
            assertEquals("f248cdc9c90700", HexFormat.of().formatHex(deflated(deflater, hello)),
                    "RFC 7692 §7.2.3.1");
            assertEquals("f200110000", HexFormat.of().formatHex(deflated(deflater, hello)),
                    "RFC 7692 §7.2.3.2");
        }
    }

    @Test
    void noContextTakeoverCompressesEachMessageAlone() {
        try (MessageDeflater deflater = new MessageDeflater(false, 15)) {
            byte[] hello = Wire.utf8("Hello");
            assertEquals("f248cdc9c90700", HexFormat.of().formatHex(deflated(deflater, hello)));
            assertEquals("f248cdc9c90700", HexFormat.of().formatHex(deflated(deflater, hello)));
        }
    }

    @Test
    void messageAfterAContextResetRefersToNoEarlierOne() throws Exception {
        try (MessageDeflater deflater = new MessageDeflater(true, 15);
                MessageInflater inflater = new MessageInflater(true)) {
            byte[] hello = Wire.utf8("Hello");
            assertArrayEquals(hello, inflated(inflater, deflated(deflater, hello)));
            deflated(deflater, Wire.utf8("a message that is not sent"));
            deflater.resetContext();
            byte[] next = Wire.utf8("a message that is sent");
            assertArrayEquals(next, inflated(inflater, deflated(deflater, next)));
        }
    }

    @Test
    void emptyMessageIsOneByte() throws Exception {
        try (MessageDeflater deflater = new MessageDeflater(true, 15);
                MessageInflater inflater = new MessageInflater(true)) {
            for (String text : new String[] {"", "", "Hello", "", "", "Hello"}) {
                byte[] message = Wire.utf8(text);
                byte[] compressed = deflated(deflater, message);
                assertTrue(!text.isEmpty() || compressed.length == 1, "RFC 7692 §7.2.3.6");
                assertArrayEquals(message, inflated(inflater, compressed));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, true", "9, true", "10, true", "11, true", "12, true", "13, true", "14, true", "8, false",
        "12, false"})
    void windowSizeIsHonouredFromTheFirstMessage(int windowBits, boolean contextTakeover)
            throws Exception {
        Random random = new Random(windowBits);
        try (MessageDeflater deflater = new MessageDeflater(contextTakeover, windowBits);
                MessageInflater inflater = new MessageInflater(contextTakeover)) {
            for (int length : new int[] {5, 40_000, 1, 0, 70_000, 40_000}) {
                byte[] message = repetitive(length, random);
                byte[] compressed = deflated(deflater, message);
                int farthest = RawInflate.farthestReference(Wire.join(compressed, Wire.hex("0000ffff")));
                assertTrue(farthest <= 1 << windowBits, "a reference " + farthest + " back");
                assertArrayEquals(message, inflated(inflater, compressed));
                deflater.resetContext();
                assertArrayEquals(message, inflated(inflater, deflated(deflater, message)));
            }
        }
    }

    /** Shows that the test above can fail. */
    @Test
    void fullWindowIsUsed() {
        byte[] message = repetitive(70_000, new Random(15));
        try (MessageDeflater deflater = new MessageDeflater(true, 15)) {
            byte[] compressed = deflated(deflater, message);
            int farthest = RawInflate.farthestReference(Wire.join(compressed, Wire.hex("0000ffff")));
            assertTrue(farthest > 1 << 14 && farthest <= 1 << 15, "a reference " + farthest + " back");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deflatedMessageIsInflatedUnchanged(boolean contextTakeover) throws Exception {
        Random random = new Random(7692);
        try (MessageDeflater deflater = new MessageDeflater(contextTakeover, 15);
                MessageInflater inflater = new MessageInflater(contextTakeover)) {
            for (int round = 0; round < 500; round++) {
                byte[] message = random.nextBoolean() ? repetitive(random.nextInt(5000), random)
                        : new byte[random.nextInt(3000)];
                if (random.nextBoolean()) {
                    random.nextBytes(message); // incompressible, so that lengths around the buffer's size occur
                }
                byte[] compressed = deflated(deflater, message);
                assertArrayEquals(message, inflated(inflater, compressed), "round " + round);
            }
        }
    }

    @Test
    void messagesAroundTheBufferSizeAreInflatedUnchanged() throws Exception {
        Random random = new Random(1024);
        for (int length = 480; length < 560; length++) {
            for (int factor = 1; factor <= 4; factor *= 2) {
                byte[] message = new byte[factor * length];
                random.nextBytes(message);
                try (MessageDeflater deflater = new MessageDeflater(true, 15);
                        MessageInflater inflater = new MessageInflater(true)) {
                    assertArrayEquals(message, inflated(inflater, deflated(deflater, message)));
                    assertArrayEquals(message, inflated(inflater, deflated(deflater, message)),
                            "second time");
                }
            }
        }
    }

    @Test
    void onlyTheGivenRangeIsDeflated() throws Exception {
        try (MessageDeflater deflater = new MessageDeflater(true, 15);
                MessageInflater inflater = new MessageInflater(true)) {
            int length = deflater.deflate(Wire.utf8("xxHelloxx"), 2, 5);
            assertArrayEquals(Wire.utf8("Hello"), inflated(inflater, copy(deflater, length)));
        }
    }
}
