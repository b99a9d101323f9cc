package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3629: valid and invalid UTF-8, whole and in pieces. */
@Tag("slow")
class Utf8ValidatorTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static boolean isValid(byte[] bytes) {
        Utf8Validator utf8 = new Utf8Validator();
        return utf8.accept(bytes, 0, bytes.length) && utf8.isComplete();
    }

    private static boolean isValidForTheJdk(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /** Returns the number of bytes accepted before the first invalid one. */
    private static int accepted(byte[] bytes) {
        Utf8Validator utf8 = new Utf8Validator();
        int count = 0;
        while (count < bytes.length && utf8.accept(bytes, count, count + 1)) {
            count++;
        }
        return count;
    }

    /** The first and the last sequence of each row of RFC 3629 §4, and of each length. */
    @ParameterizedTest
    @ValueSource(strings = {"", "00", "7f", "c280", "dfbf", "e0a080", "e0bfbf", "e18080", "ecbfbf", "ed8080",
        "ed9fbf", "ee8080",
        "efbfbd", "efbfbe", "efbfbf", "f0908080", "f0bfbfbf", "f1808080", "f3bfbfbf", "f4808080", "f48fbfbf",
        // Autobahn 6.1 to 6.2: the Greek word kosme, and text beyond ASCII
        "cebae1bdb9cf83cebcceb5", "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a02d5554462d382121"})
    void validSequenceIsAcceptedAtEachSplit(String text) {
        byte[] bytes = hex(text);
        assertTrue(isValid(bytes));
        for (int split = 0; split <= bytes.length; split++) {
            Utf8Validator utf8 = new Utf8Validator();
            assertTrue(utf8.accept(bytes, 0, split), "up to " + split);
            assertTrue(utf8.accept(bytes, split, bytes.length), "from " + split);
            assertTrue(utf8.isComplete());
        }
    }

    /** The second column is the index of the first invalid byte. */
    @ParameterizedTest
    @CsvSource({"80, 0", "bf, 0", "4180, 1", "c080, 0", "c1bf, 0", "c27f, 1", "c2c2, 1", "dfc0, 1", // stray continuation, overlong, missing continuation
        "e080, 1", "e09fbf, 1", "e0a07f, 2", "eda080, 1", "edafbf, 1", "edb080, 1", "edbfbf, 1", // overlong, surrogates
        "eda080edb080, 1", "e18041, 2", "f08080, 1", "f08fbfbf, 1", "f0908041, 3", // overlong, missing continuation
        "f4908080, 1", "f5808080, 0", "f7bfbfbf, 0", "f888808080, 0", "fc8480808080, 0", "fe, 0", "ff, 0", // beyond U+10FFFF
        "cebae1bdb9cf83cebcceb5f4908080656469746564, 12", "cebae1bdb9cf83cebcceb5eda080656469746564, 12"})
    void firstInvalidByteFails(String text, int at) {
        byte[] bytes = hex(text);
        assertEquals(at, accepted(bytes));
        assertFalse(isValid(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2", "e0", "e0a0", "ed9f", "f0", "f090", "f09080", "f48fbf", "41e2 82"})
    void incompleteCharacterIsAcceptedButNotComplete(String text) {
        byte[] bytes = hex(text);
        Utf8Validator utf8 = new Utf8Validator();

        assertTrue(utf8.accept(bytes, 0, bytes.length));
        assertFalse(utf8.isComplete());
        utf8.reset();
        assertTrue(utf8.isComplete());
        assertTrue(utf8.accept(hex("41"), 0, 1), "the next text starts in the initial state");
    }

    @Test
    void eachTwoByteSequenceIsJudgedLikeTheJdk() {
        for (int pair = 0; pair < 0x10000; pair++) {
            byte[] bytes = {(byte) (pair >> 8), (byte) pair};
            assertEquals(isValidForTheJdk(bytes), isValid(bytes), () -> HexFormat.of().formatHex(bytes));
        }
    }

    @Test
    void boundarySequencesOfThreeAndFourBytesAreJudgedLikeTheJdk() {
        int[] edges = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEE, 0xF0,
            0xF4, 0xF5, 0xFF};
        for (int lead = 0xC0; lead < 0x100; lead++) {
            for (int second : edges) {
                for (int third : edges) {
                    for (int fourth : edges) {
                        byte[] bytes = {(byte) lead, (byte) second, (byte) third, (byte) fourth};
                        assertEquals(isValidForTheJdk(bytes), isValid(bytes),
                                () -> HexFormat.of().formatHex(bytes));
                        byte[] three = Arrays.copyOf(bytes, 3);
                        assertEquals(isValidForTheJdk(three), isValid(three),
                                () -> HexFormat.of().formatHex(three));
                    }
                }
            }
        }
    }

    @Test
    void damagedRandomTextIsJudgedLikeTheJdkAlsoInPieces() {
        Random random = new Random(3629);
        int invalid = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                int bound = 1 << 7 + random.nextInt(14);
                int point = random.nextInt(Math.min(bound, 0x110000));
                text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            boolean expected = isValidForTheJdk(bytes);
            invalid += expected ? 0 : 1;
            assertEquals(expected, isValid(bytes), () -> HexFormat.of().formatHex(bytes));

            Utf8Validator pieces = new Utf8Validator();
            boolean accepted = true;
            for (int at = 0; accepted && at < bytes.length;) {
                int to = Math.min(bytes.length, at + random.nextInt(12));
                accepted = pieces.accept(bytes, at, to);
                at = to;
            }
            assertEquals(expected, accepted && pieces.isComplete(),
                    () -> "in pieces: " + HexFormat.of().formatHex(bytes));
        }
        assertTrue(invalid > 1000 && invalid < 19_000, invalid + " of 20,000 texts were invalid");
    }

    @Test
    void invalidByteIsFoundAtEachOffset() {
        byte[] ascii = "a".repeat(40).getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < 40; at++) {
            byte[] bytes = ascii.clone();
            bytes[at] = (byte) 0xFF;
            assertFalse(isValid(bytes), "at " + at);
            assertEquals(at, accepted(bytes));
        }
    }
}
