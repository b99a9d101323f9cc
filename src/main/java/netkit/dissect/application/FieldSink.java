package netkit.dissect.application;

import java.util.function.Consumer;

/**
 * Takes the fields of a message, in order. Offsets are those in the message's bytes; {@code from} is equal to {@code to}
 * for a value that is computed.
 */
public interface FieldSink {
    /** @param mask the bits that the number has in those bytes; 0 for all */
    FieldSink number(String name, String label, long value, String shown, int from, int to, long mask);

    FieldSink flag(String name, String label, boolean value, int from, int to, long mask);

    FieldSink text(String name, String label, String value, int from, int to);

    FieldSink bytes(String name, String label, byte[] value, int from, int to);

    /** Adds parts to the last field. */
    FieldSink parts(Consumer<FieldSink> parts);

    /** Takes a number that fills its bytes. */
    default FieldSink number(String name, String label, long value, int from, int to) {
        return number(name, label, value, Long.toString(value), from, to, 0);
    }
}
