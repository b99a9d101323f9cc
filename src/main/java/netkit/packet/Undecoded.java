package netkit.packet;

/** Why there is no view of a layer. */
public enum Undecoded implements NetworkLayer, TransportLayer {
    /** There is none, as there is no transport above ARP. */
    NONE,
    /** The bytes at hand end before its header does. */
    TRUNCATED,
    /** Its header contradicts itself or the header below it. */
    MALFORMED,
    /** A protocol that netkit does not decode. */
    UNSUPPORTED,
    /** Its header went in another IP fragment, the first one. */
    LATER_FRAGMENT
}
