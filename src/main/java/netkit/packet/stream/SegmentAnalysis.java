package netkit.packet.stream;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the segments before it tell about a TCP segment of a capture. Each value is that of Wireshark's field in
 * parentheses.
 *
 * @param completeness the parts of a connection seen before this segment, as bits ({@code tcp.completeness})
 * @param sequence relative to the SYN ({@code tcp.seq})
 * @param nextSequence the number after the segment ({@code tcp.nxtseq})
 * @param acknowledgment relative to the peer's SYN; the field itself where there is no ACK flag ({@code tcp.ack})
 * @param window in bytes, scaled where the scale is known ({@code tcp.window_size})
 * @param windowFactor 1 to 16,384; {@link #UNKNOWN_FACTOR}, {@link #NOT_SCALED}, or 0 for a SYN, which is never scaled
 *        ({@code tcp.window_size_scalefactor})
 * @param relativeNanos since the first segment ({@code tcp.time_relative})
 * @param deltaNanos since the segment before, of either direction ({@code tcp.time_delta})
 * @param isNotable whether Wireshark shows an analysis of it ({@code tcp.analysis})
 * @param marks empty for most segments
 * @param duplicateAck how many times before it has been acknowledged, and the packet that did so first
 * @param acknowledged the packet that it acknowledges, and the time since
 *        ({@code tcp.analysis.acks_frame, tcp.analysis.ack_rtt})
 * @param initialRttNanos time from the SYN to the end of the handshake, once it is known
 * @param bytesInFlight bytes sent and not acknowledged, this segment included
 * @param pushBytesSent bytes since the last segment with PSH, this segment included
 * @param repeated the packet that a retransmission repeats, and the time since
 *        ({@code tcp.analysis.rto_frame, tcp.analysis.rto})
 * @param closing whether its FIN is the first of the connection or follows the peer's
 * @param fastOpen what it has to do with TCP Fast Open (RFC 7413)
 */
public record SegmentAnalysis(int completeness, long sequence, long nextSequence, long acknowledgment,
        long window, int windowFactor, long relativeNanos, long deltaNanos, boolean isNotable,
        Set<SegmentMark> marks, Optional<DuplicateAck> duplicateAck, Optional<Earlier> acknowledged,
        OptionalLong initialRttNanos, OptionalLong bytesInFlight, OptionalLong pushBytesSent,
        Optional<Earlier> repeated, Closing closing, FastOpen fastOpen) {
    /** The window factor of a direction whose SYN is not in the capture. */
    public static final int UNKNOWN_FACTOR = -1;
    /** The window factor of a connection without window scaling (RFC 7323 §2.2). */
    public static final int NOT_SCALED = -2;

    /**
     * A repeated acknowledgment.
     *
     * @param number 1 for the first repetition
     * @param of the packet that carried the acknowledgment first
     */
    public record DuplicateAck(int number, long of) {}

    /** An earlier packet, and the nanoseconds since it was captured. */
    public record Earlier(long packet, long nanos) {}

    /** Which end closes first. */
    public enum Closing {
        NONE, ACTIVE, PASSIVE
    }

    /** What a segment of the handshake has to do with TCP Fast Open. */
    public enum FastOpen {
        NONE,
        /** A SYN with a cookie. */
        SYN,
        /** A SYN-ACK that acknowledges the data of the SYN. */
        ACCEPTED,
        /** A SYN-ACK that does not. */
        IGNORED
    }
}
