package netkit.dissect;

/** The value of a field, in the form in which filters compare it. */
public sealed interface FieldValue {
    /** An unsigned number of up to 63 bits. */
    record Number(long value) implements FieldValue {}

    /** A bit. */
    record Flag(boolean isSet) implements FieldValue {}

    /** Text, also that of an address or a time. */
    record Text(String value) implements FieldValue {}

    /** Bytes without further structure. */
    record Bytes(byte[] value) implements FieldValue {}
}
