package netkit.packet.stream;

/** A classification of a TCP segment by the segments before it. */
public enum SegmentMark {
    /** Some of its sequence numbers have been sent before. */
    RETRANSMISSION("retransmitted"),
    /** A segment with an already acknowledged sequence number, to elicit an ACK from the peer (RFC 9293 §3.8.4). */
    KEEP_ALIVE("keep-alive"),
    /** A segment that asks whether the peer's window is still zero (RFC 9293 §3.8.6.1). */
    ZERO_WINDOW_PROBE("window probe"),
    /** A repeated acknowledgment, caused by a segment that arrived out of order (RFC 5681 §2, RFC 6675 §2). */
    DUPLICATE_ACK("duplicate ACK");

    private final String text;

    SegmentMark(String text) {
        this.text = text;
    }

    /** Returns one or two words for a ladder diagram, at most 13 characters. */
    @Override
    public String toString() {
        return text;
    }
}
