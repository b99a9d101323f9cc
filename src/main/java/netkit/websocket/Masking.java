package netkit.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Masking and unmasking, which are the same operation: byte i of the payload XOR byte i mod 4 of the masking key
 * (RFC 6455 §5.3), here eight bytes at a time.
 */
public final class Masking {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    private Masking() {}

    /**
     * Masks or unmasks in place.
     *
     * @param key the masking key, its first byte most significant
     * @param offset the position of the first of these bytes in the payload of the frame
     */
    public static void apply(byte[] bytes, int from, int length, int key, long offset) {
        copy(bytes, from, bytes, from, length, key, offset);
    }

    /** Masks or unmasks from one array to another; both may be the same array at the same position. */
    public static void copy(byte[] source, int from, byte[] target, int to, int length, int key,
            long offset) {
        // Little-endian: the first of eight bytes is the least significant.
        int turned = Integer.reverseBytes(Integer.rotateLeft(key, 8 * (int) (offset & 3)));
        long wide = (long) turned << 32 | turned & 0xFFFF_FFFFL;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            LONG.set(target, to + i, (long) LONG.get(source, from + i) ^ wide);
        }
        for (; i < length; i++) {
            target[to + i] = (byte) (source[from + i] ^ wide >>> 8 * (i & 7));
        }
    }
}
