package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §5.2: the bits of a frame header. */
class FrameHeaderTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static FrameHeader decoded(String text) {
        FrameHeader header = new FrameHeader();
        byte[] bytes = hex(text);
        assertEquals(bytes.length, header.decode(bytes, 0, bytes.length), text);
        return header;
    }

    /** RFC 6455 §5.7. */
    @ParameterizedTest
    @CsvSource(nullValues = "-",
            value = {"81 05 48656c6c6f,                   TEXT,         true,  false, Hello",
                "81 85 37fa213d 7f9f4d5158,         TEXT,         true,  true,  Hello",
                "01 03 48656c,                      TEXT,         false, false, Hel",
                "80 02 6c6f,                        CONTINUATION, true,  false, lo",
                "89 05 48656c6c6f,                  PING,         true,  false, Hello",
                "8a 85 37fa213d 7f9f4d5158,         PONG,         true,  true,  Hello"})
    void framesOfTheRfcAreDecoded(String bytes, Opcode opcode, boolean isFinal, boolean masked,
            String payload) {
        byte[] frame = hex(bytes);
        Frame decoded = Frame.decode(frame, 0, frame.length);

        assertEquals(opcode, decoded.opcode());
        assertEquals(isFinal, decoded.isFinal());
        assertEquals(masked, decoded.masked());
        assertEquals(masked ? 0x37fa213d : 0, decoded.maskingKey());
        assertEquals(payload, new String(decoded.payload(), StandardCharsets.US_ASCII));
        byte[] encoded = new byte[FrameHeader.MAX_LENGTH];
        int head = FrameHeader.encodeRaw(encoded, decoded);
        assertArrayEquals(Arrays.copyOf(frame, head), Arrays.copyOf(encoded, head), "re-encoded");
    }

    @Test
    void longFramesOfTheRfcHaveTheirLengths() {
        assertEquals(256, decoded("82 7e 0100").payloadLength());
        assertEquals(65_536, decoded("82 7f 0000000000010000").payloadLength());
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "124, 2", "125, 2", "126, 4", "127, 4", "128, 4", "65534, 4", "65535, 4",
        "65536, 10",
        "65537, 10", "2147483647, 10"})
    void lengthIsEncodedInItsShortestForm(int length, int headLength) {
        byte[] bytes = new byte[20];
        FrameHeader header = new FrameHeader();

        assertEquals(headLength, FrameHeader.encode(bytes, 3, FrameHeader.FIN, Opcode.BINARY, length));
        assertEquals(headLength, header.decode(bytes, 3, 3 + headLength));
        assertEquals(length, header.payloadLength());
        assertTrue(header.isLengthMinimal());
        assertFalse(header.isMasked());

        assertEquals(headLength + 4,
                FrameHeader.encodeMasked(bytes, 3, FrameHeader.FIN, Opcode.BINARY, length, 0x80FF_7F01));
        assertEquals(headLength + 4, header.decode(bytes, 3, 3 + headLength + 4));
        assertEquals(length, header.payloadLength());
        assertTrue(header.isMasked());
        assertEquals(0x80FF_7F01, header.maskingKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"81 00", "81 80 01020304", "82 7e 0100", "82 fe 0100 01020304",
        "82 7f 0000000000010000",
        "82 ff 0000000000010000 01020304"})
    void incompleteHeaderIsNotDecoded(String text) {
        byte[] bytes = hex(text);
        for (int count = 0; count < bytes.length; count++) {
            byte[] truncated = Arrays.copyOf(bytes, count);
            assertEquals(0, new FrameHeader().decode(truncated, 0, count), "after " + count + " bytes");
            // bytes beyond the given count must not matter
            assertEquals(0, new FrameHeader().decode(bytes, 0, count),
                    "after " + count + " bytes of a longer array");
        }
        assertEquals(bytes.length, new FrameHeader().decode(bytes, 0, bytes.length));
    }

    @ParameterizedTest
    @CsvSource({"82 7e 0000, 0", "82 7e 007d, 125", "82 7f 0000000000000000, 0",
        "82 7f 000000000000007d, 125",
        "82 7f 000000000000007e, 126", "82 7f 000000000000ffff, 65535"})
    void lengthThatIsNotMinimalIsDetected(String bytes, long length) {
        FrameHeader header = decoded(bytes);

        assertEquals(length, header.payloadLength());
        assertFalse(header.isLengthMinimal());
    }

    @Test
    void mostSignificantBitOfA64BitLengthMakesItNegative() {
        assertTrue(decoded("82 7f 8000000000000000").payloadLength() < 0);
        assertTrue(decoded("82 7f ffffffffffffffff").payloadLength() < 0);
        assertEquals(Long.MAX_VALUE, decoded("82 7f 7fffffffffffffff").payloadLength());
    }

    @Test
    void eachFirstByteIsDecodedBitByBit() {
        for (int first = 0; first < 256; first++) {
            FrameHeader header = new FrameHeader();
            assertEquals(2, header.decode(new byte[] {(byte) first, 0}, 0, 2));
            assertEquals((first & 0x80) != 0, header.isFinal());
            assertEquals(first & 0x70, header.reserved());
            assertEquals(first & 0x0F, header.opcodeBits());
            Opcode opcode = Opcode.of(first & 0x0F);
            assertEquals(opcode, header.opcode());
            if (opcode != null) {
                assertEquals(first & 0x0F, opcode.code());
                assertEquals((first & 0x08) != 0, opcode.isControl());
            }
        }
        for (int reserved : new int[] {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
            assertNull(Opcode.of(reserved));
        }
    }

    @Test
    void reusedHeaderKeepsNoState() {
        FrameHeader header = new FrameHeader();
        byte[] masked = hex("82 ff 0000000000010000 01020304");
        header.decode(masked, 0, masked.length);
        header.decode(hex("01 03"), 0, 2);

        assertEquals(0, header.maskingKey());
        assertEquals(3, header.payloadLength());
        assertFalse(header.isFinal());
    }

    @Test
    void encodedHeaderIsDecodedUnchanged() {
        Random random = new Random(6455);
        byte[] bytes = new byte[40];
        for (int i = 0; i < 20_000; i++) {
            int flags = random.nextInt(16) << 4;
            Opcode opcode = Opcode.values()[random.nextInt(6)];
            int length = random.nextInt() >>> 1 + random.nextInt(31);
            int key = random.nextInt();
            int at = random.nextInt(20);
            boolean masked = random.nextBoolean();
            int head = masked ? FrameHeader.encodeMasked(bytes, at, flags, opcode, length, key)
                    : FrameHeader.encode(bytes, at, flags, opcode, length);
            FrameHeader header = new FrameHeader();
            String context = "round " + i + ": " + HexFormat.of().formatHex(bytes, at, at + head);

            assertEquals(head, header.decode(bytes, at, at + head), context);
            assertEquals(flags, header.reserved() | (header.isFinal() ? FrameHeader.FIN : 0), context);
            assertEquals(opcode, header.opcode(), context);
            assertEquals(length, header.payloadLength(), context);
            assertEquals(masked ? key : 0, header.maskingKey(), context);
            assertTrue(header.isLengthMinimal(), context);
        }
    }

    @Test
    void frameIsDecodedOnlyWhenComplete() {
        byte[] bytes = hex("81 85 37fa213d 7f9f4d5158");
        for (int count = 0; count < bytes.length; count++) {
            assertNull(Frame.decode(bytes, 0, count));
        }
        byte[] huge = hex("82 7f ffffffffffffffff");
        assertNull(Frame.decode(huge, 0, huge.length));
        assertArrayEquals(hex("81 85 37fa213d 7f9f4d5158"), bytes, "the input is unchanged");
    }
}
