package netkit.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Masking and unmasking, which are one and the same: each byte of the payload is XORed with the byte of the key whose
 * turn it is, eight at a time here (RFC 6455 §5.3).
 */
public final class Masking {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    private Masking() {}

    /**
     * Masks or unmasks in place.
     *
     * @param key the four bytes of the masking key, the first of them on top
     * @param offset where in the frame's payload the first of these bytes stands
     */
    public static void apply(byte[] bytes, int from, int length, int key, long offset) {
        copy(bytes, from, bytes, from, length, key, offset);
    }

    /** As {@link #apply}, from one array to another, or to the same place of the same one. */
    public static void copy(byte[] source, int from, byte[] target, int to, int length, int key,
            long offset) {
        // The key's first byte goes to the bottom, where the first byte of eight stands on today's processors.
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
