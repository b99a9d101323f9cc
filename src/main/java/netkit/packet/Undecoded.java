package netkit.packet;

/** The reason why a layer could not be decoded. */
public enum Undecoded implements NetworkLayer, TransportLayer {
    /** The packet has no such layer, as there is no transport layer above ARP. */
    NONE,
    /** The captured bytes end within the header. */
    TRUNCATED,
    /** The header is inconsistent in itself or with the header below it. */
    MALFORMED,
    /** A protocol that netkit does not decode. */
    UNSUPPORTED,
    /** The header is in the first fragment of the IP packet, and this is a later one. */
    LATER_FRAGMENT
}
