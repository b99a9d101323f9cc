package netkit.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * An incremental UTF-8 validator: takes text in pieces of any size and detects an invalid byte as soon as it arrives
 * (the table of well-formed sequences in RFC 3629 §4).
 */
final class Utf8Validator {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    /** Continuation bytes still missing from the current character. */
    private int needed;
    /** The range of the next continuation byte; narrower for the first, against overlong forms and surrogates. */
    private int low;
    private int high;

    /** @return false on the first invalid byte; the validator must then be reset */
    boolean accept(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (needed == 0) {
                i = skipAscii(bytes, i, to);
                if (i < to && !begin(bytes[i++] & 0xFF)) {
                    return false;
                }
            } else if (!next(bytes[i++] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) LONG.get(bytes, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    private boolean begin(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) { // C0 and C1 could only begin overlong forms
            return expect(1, 0x80, 0xBF);
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            // below A0 it would be overlong, above 9F a surrogate
            return expect(2, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            // below 90 it would be overlong, above 8F beyond U+10FFFF
            return expect(3, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
        }
        return false;
    }

    private boolean expect(int count, int lowest, int highest) {
        needed = count;
        low = lowest;
        high = highest;
        return true;
    }

    private boolean next(int continuation) {
        if (continuation < low || continuation > high) {
            return false;
        }
        return expect(needed - 1, 0x80, 0xBF);
    }

    /** Whether the text so far ends at a character boundary. */
    boolean isComplete() {
        return needed == 0;
    }

    /** Starts a new text. */
    void reset() {
        needed = 0;
    }
}
