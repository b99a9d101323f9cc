package netkit.packet.stream;

/**
 * What one end of a connection has sent. Sequence numbers are those of the segments, not relative; as in Wireshark, 0
 * stands for "none yet".
 */
final class TcpDirection {
    boolean hasBase;
    int base;
    boolean sawSyn;
    /** A shift count, or -1 and -2 as in {@link SegmentAnalysis#windowFactor}. */
    int windowShift = SegmentAnalysis.UNKNOWN_FACTOR;
    /** Whether no segment after the SYN has come, so that the last window is not scaled. */
    boolean isWindowOfSyn;
    /** The last window field. */
    int window = -1;

    int next;
    long nextPacket;
    long nextNanos;
    /** The end of what is known without a gap. */
    int contiguous;

    int acknowledgment;
    long acknowledgmentNanos;
    long acknowledgmentPacket;
    /** -1 after an acknowledgment of what the capture does not have. */
    int duplicateAcks;
    boolean lastIsKeepAlive;
    boolean lastIsProbe;
    /** Selectively acknowledged by the last segment. */
    int sackedBytes;

    final UnackedSegments unacked = new UnackedSegments();
    boolean isFlightKnown = true;
    long pushBytes;
    boolean lastHadPush;
    boolean closesFirst;

    /** Whether a segment starts before the highest number sent so far. */
    boolean isBeforeNext(int sequence) {
        return next != 0 && sequence - next < 0;
    }

    long relative(int sequence) {
        return Integer.toUnsignedLong(sequence - base);
    }
}
