package netkit.packet.stream;

/**
 * A classification of a TCP segment by the segments before it. A live ladder, which knows what the network lost, uses
 * the first four; for a capture, {@link TcpConversation} gives each the meaning that Wireshark gives it.
 */
public enum SegmentMark {
    /** Some of its sequence numbers have been sent before. */
    RETRANSMISSION("retransmitted", "retransmission"),
    /** A segment with an already acknowledged sequence number, to elicit an ACK from the peer (RFC 9293 §3.8.4). */
    KEEP_ALIVE("keep-alive", "keep_alive"),
    /** A segment that asks whether the peer's window is still zero (RFC 9293 §3.8.6.1). */
    ZERO_WINDOW_PROBE("window probe", "zero_window_probe"),
    /** A repeated acknowledgment, caused by a segment that arrived out of order (RFC 5681 §2, RFC 6675 §2). */
    DUPLICATE_ACK("duplicate ACK", "duplicate_ack"),
    /** A retransmission that duplicate acknowledgments caused (RFC 5681 §3.2). */
    FAST_RETRANSMISSION("fast retrans.", "fast_retransmission"),
    /** A retransmission of what the peer had acknowledged. */
    SPURIOUS_RETRANSMISSION("spurious", "spurious_retransmission"),
    /** A segment that a later one overtook. */
    OUT_OF_ORDER("out of order", "out_of_order"),
    /** A segment beyond the next sequence number: one before it is lost or not in the capture. */
    LOST_SEGMENT("gap before it", "lost_segment"),
    /** An acknowledgment of bytes that the capture does not have. */
    ACK_LOST_SEGMENT("ACK of unseen", "ack_lost_segment"),
    /** The sender can receive nothing more. */
    ZERO_WINDOW("zero window", "zero_window"),
    /** A segment up to the edge of the receiver's window. */
    WINDOW_FULL("window full", "window_full"),
    /** A segment that only changes the window. */
    WINDOW_UPDATE("window update", "window_update"), ZERO_WINDOW_PROBE_ACK("probe ACK",
            "zero_window_probe_ack"), KEEP_ALIVE_ACK("keep-al. ACK",
                    "keep_alive_ack"),
    /** A SYN from and to the ports of an earlier connection. */
    REUSED_PORTS("reused ports", "reused_ports");

    private final String text;
    private final String filterName;

    SegmentMark(String text, String filterName) {
        this.text = text;
        this.filterName = filterName;
    }

    /** Returns the name in Wireshark's filters, after {@code tcp.analysis.}. */
    public String filterName() {
        return filterName;
    }

    /** Returns one or two words for a ladder diagram, at most 13 characters. */
    @Override
    public String toString() {
        return text;
    }
}
