package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** RFC 6455 §5.3: masking. */
class MaskingTest {
    private static final int KEY = 0x37FA_213D;

    /** Returns the masked payload by the formula of RFC 6455 §5.3: octet i XOR octet (i MOD 4) of the key. */
    private static byte[] masked(byte[] payload, int key) {
        byte[] masked = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            masked[i] = (byte) (payload[i] ^ key >> 8 * (3 - i % 4));
        }
        return masked;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void eachLengthAtEachOffsetIsMaskedByTheRfcsFormula() {
        for (int length = 0; length < 40; length++) {
            byte[] payload = random(length);
            byte[] expected = masked(payload, KEY);
            for (int at = 0; at < 9; at++) {
                byte[] around = random(60);
                System.arraycopy(payload, 0, around, at, length);
                byte[] before = around.clone();
                Masking.apply(around, at, length, KEY, 0);

                assertArrayEquals(expected, Arrays.copyOfRange(around, at, at + length),
                        length + " bytes at " + at);
                System.arraycopy(payload, 0, around, at, length);
                assertArrayEquals(before, around, "the bytes around it are unchanged");
            }
        }
    }

    @Test
    void payloadInPiecesIsMaskedAsAWhole() {
        byte[] payload = random(64);
        byte[] expected = masked(payload, KEY);
        for (int first = 0; first <= 64; first++) {
            for (int second = first; second <= 64; second++) {
                byte[] pieces = payload.clone();
                Masking.apply(pieces, 0, first, KEY, 0);
                Masking.apply(pieces, first, second - first, KEY, first);
                Masking.apply(pieces, second, 64 - second, KEY, second);
                assertArrayEquals(expected, pieces, "cut at " + first + " and " + second);
            }
        }
    }

    @Test
    void payloadOffsetMayExceedTwoGibibytes() {
        byte[] one = random(13);
        byte[] other = one.clone();
        Masking.apply(one, 0, 13, KEY, 3);
        Masking.apply(other, 0, 13, KEY, (1L << 40) + 3);

        assertArrayEquals(one, other);
    }

    @Test
    void copyLeavesItsSourceUnchanged() {
        byte[] source = random(33);
        byte[] target = new byte[40];
        Masking.copy(source, 0, target, 5, 33, KEY, 0);

        assertArrayEquals(random(33), source);
        assertArrayEquals(masked(source, KEY), Arrays.copyOfRange(target, 5, 38));
    }

    @Test
    void maskingTwiceRestoresThePayload() {
        byte[] payload = random(1001);
        Masking.apply(payload, 0, 1001, KEY, 2);
        Masking.apply(payload, 0, 1001, KEY, 2);

        assertArrayEquals(random(1001), payload);
    }
}
