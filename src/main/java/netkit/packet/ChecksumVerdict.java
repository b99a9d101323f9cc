package netkit.packet;

/** The result of verifying a checksum. */
public enum ChecksumVerdict {
    CORRECT, WRONG,
    /** The sender computed no checksum, as UDP over IPv4 allows (RFC 768). */
    ABSENT,
    /** The protocol has no checksum, or some of the bytes it covers were not captured. */
    UNKNOWN
}
