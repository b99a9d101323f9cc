package netkit.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads numbers in network byte order, most significant byte first (RFC 791, appendix B). */
public final class BigEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class,
            ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    /** Returns 0 to 65,535. */
    static int get16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }

    public static int get32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long get48(byte[] bytes, int at) {
        return (long) get16(bytes, at) << 32 | Integer.toUnsignedLong(get32(bytes, at + 2));
    }

    static long get64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }
}
