package netkit.packet.stream;

/** What is remarkable about a packet in the light of those before it. */
public enum SegmentMark {
    /** Its sender has sent these sequence numbers, or some of them, before. */
    RETRANSMISSION("again"),
    /** It repeats the last sequence number, which has long been acknowledged, to hear from the peer (RFC 9293 §3.8.4). */
    KEEP_ALIVE("keep-alive"),
    /** It asks whether the peer's window is still closed (RFC 9293 §3.8.6.1). */
    ZERO_WINDOW_PROBE("window probe"),
    /** It says again what it said before, since something came that was not next (RFC 5681 §2, RFC 6675 §2). */
    DUPLICATE_ACK("same ACK");

    private final String words;

    SegmentMark(String words) {
        this.words = words;
    }

    /** In a word or two. */
    @Override
    public String toString() {
        return words;
    }
}
