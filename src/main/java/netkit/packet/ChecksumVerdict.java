package netkit.packet;

/** What a checksum says about the bytes it covers. */
public enum ChecksumVerdict {
    CORRECT, WRONG,
    /** The sender gave none, as UDP over IPv4 allows (RFC 768). */
    ABSENT,
    /** There is none, or not all it covers is at hand. */
    UNKNOWN
}
