package netkit.packet.stream;

import netkit.packet.TcpOption;
import netkit.packet.TcpSegment;
import netkit.packet.stream.SegmentAnalysis.Closing;
import netkit.packet.stream.SegmentAnalysis.FastOpen;

/**
 * A TCP connection of a capture, whose segments are given in the order of the capture. Its findings are those of
 * Wireshark 4.0: the rules are in its user's guide, "TCP Analysis". Not thread-safe.
 */
public final class TcpConversation {
    /** The bits of {@code tcp.completeness}. */
    static final int HAS_SYN = 1;
    static final int HAS_SYN_ACK = 2;
    static final int HAS_ACK = 4;
    static final int HAS_DATA = 8;
    static final int HAS_FIN = 16;
    static final int HAS_RST = 32;
    /** RFC 7323 §2.3: a larger shift count is taken as this one. */
    private static final int MAX_SHIFT = 14;
    /** Blocks of a segment that are counted as received. */
    private static final int MOST_SACK_BLOCKS = 3;
    private static final int FAST_OPEN = 34;
    /** RFC 6994: an experimental option starts with an identifier. */
    private static final int EXPERIMENTAL = 254;
    private static final int FAST_OPEN_ID = 0xF989;

    private final int number;
    private final TcpDirection low = new TcpDirection();
    private final TcpDirection high = new TcpDirection();
    private final long firstNanos;
    private final boolean reusesPorts;
    private boolean isNew;
    private long previousNanos;
    private long synNanos;
    private long initialRtt;
    private int completeness;
    private boolean synHadData;

    /**
     * @param number counted from 0
     * @param epochNanos time of its first segment
     * @param reusesPorts whether an earlier connection of the capture had the same addresses and ports
     */
    public TcpConversation(int number, long epochNanos, boolean reusesPorts) {
        this.number = number;
        this.firstNanos = epochNanos;
        this.previousNanos = epochNanos;
        this.reusesPorts = reusesPorts;
        this.isNew = true;
        this.completeness = reusesPorts ? HAS_SYN : 0;
    }

    public int number() {
        return number;
    }

    /** Returns about how many bytes of memory it takes. */
    public int retainedBytes() {
        return 512 + low.unacked.retainedBytes() + high.unacked.retainedBytes();
    }

    /**
     * Whether a segment starts another connection with the same addresses and ports, so that it must not be given to
     * this one: a SYN with another sequence number.
     */
    public boolean isReplacedBy(TcpSegment segment, boolean fromLow) {
        TcpDirection sender = fromLow ? low : high;
        return segment.has(TcpSegment.SYN) && !segment.has(TcpSegment.ACK) && sender.hasBase
                && segment.sequence() != sender.base;
    }

    /**
     * Follows a segment.
     *
     * @param packet its number in the capture
     * @param fromLow whether the end that comes first in the {@link ConversationKey} sent it
     */
    public SegmentAnalysis follow(long packet, long epochNanos, TcpSegment segment, boolean fromLow) {
        TcpDirection sender = fromLow ? low : high;
        TcpDirection peer = fromLow ? high : low;
        boolean isSyn = segment.has(TcpSegment.SYN);
        boolean isAck = segment.has(TcpSegment.ACK);
        SegmentRules rules = new SegmentRules(packet, epochNanos, segment, sender, peer, initialRtt);
        if (isNew && reusesPorts) {
            rules.mark(SegmentMark.REUSED_PORTS);
        }
        int seenBefore = completeness;
        if (isSyn && isAck && sender.hasBase && segment.sequence() != sender.base) {
            sender.base = segment.sequence();
            rules.mark(SegmentMark.REUSED_PORTS);
        }
        sender.sackedBytes = 0;
        long delta = epochNanos - previousNanos;
        previousNanos = epochNanos;
        rememberBases(segment, sender, peer);
        rules.apply();

        complete(segment);
        int factor = factor(sender.windowShift);
        long window = (long) segment.window() << (isSyn ? 0 : Math.max(sender.windowShift, 0));
        Closing closing = Closing.NONE;
        if (segment.has(TcpSegment.FIN)) {
            sender.closesFirst |= !peer.closesFirst;
            closing = peer.closesFirst ? Closing.PASSIVE : Closing.ACTIVE;
        }
        if (isSyn) {
            sender.isWindowOfSyn = true;
            synNanos = isAck ? synNanos : epochNanos;
        } else if (isAck) {
            initialRtt = initialRtt == 0 && synNanos != 0 ? epochNanos - synNanos : initialRtt;
            sender.isWindowOfSyn = false;
        }
        FastOpen fastOpen = fastOpen(segment, sender, peer);
        options(segment, sender);
        if (isSyn && !segment.isHeaderCut()) { // otherwise the option may be among those that are missing
            agreeOnScaling(isAck, sender, peer);
        }
        isNew = false;
        return rules.result(seenBefore, window, isSyn ? 0 : factor, epochNanos - firstNanos, delta,
                initialRtt, closing, fastOpen);
    }

    private static void rememberBases(TcpSegment segment, TcpDirection sender, TcpDirection peer) {
        if (!sender.hasBase) {
            sender.hasBase = true;
            sender.sawSyn = segment.has(TcpSegment.SYN);
            sender.base = segment.sequence() - (sender.sawSyn ? 0 : 1);
        }
        if (!peer.hasBase && segment.has(TcpSegment.ACK)) {
            peer.hasBase = true;
            peer.base = segment.acknowledgment() - 1;
        }
    }

    private void complete(TcpSegment segment) {
        boolean isSyn = segment.has(TcpSegment.SYN);
        boolean isAck = segment.has(TcpSegment.ACK);
        boolean hasData = segment.payloadLength() > 0;
        if (isNew && !reusesPorts) {
            completeness = isSyn && !isAck ? HAS_SYN | (hasData ? HAS_DATA : 0) : 0;
            return;
        }
        if (isSyn && isAck) {
            completeness |= HAS_SYN_ACK;
        } else if (isAck) {
            completeness |= hasData ? HAS_DATA : HAS_ACK;
        }
        completeness |= segment.has(TcpSegment.FIN | TcpSegment.ACK) ? HAS_FIN : 0;
        completeness |= segment.has(TcpSegment.RST) ? HAS_RST : 0;
    }

    private static int factor(int shift) {
        return shift < 0 ? shift : 1 << shift;
    }

    private FastOpen fastOpen(TcpSegment segment, TcpDirection sender, TcpDirection peer) {
        if (!segment.has(TcpSegment.SYN)) {
            return FastOpen.NONE;
        }
        if (segment.has(TcpSegment.ACK)) {
            boolean covered = Integer.compareUnsigned(segment.acknowledgment() - peer.base, 1) > 0;
            return covered ? FastOpen.ACCEPTED : synHadData ? FastOpen.IGNORED : FastOpen.NONE;
        }
        for (TcpOption option : segment.options()) {
            if (option instanceof TcpOption.Other(int kind, byte[] value) && hasCookie(kind, value)) {
                synHadData = segment.payloadLength() > 0;
                return FastOpen.SYN;
            }
        }
        return FastOpen.NONE;
    }

    private static boolean hasCookie(int kind, byte[] value) {
        return kind == FAST_OPEN && value.length > 0 || kind == EXPERIMENTAL && value.length > 2
                && ((value[0] & 0xFF) << 8 | value[1] & 0xFF) == FAST_OPEN_ID;
    }

    private static void options(TcpSegment segment, TcpDirection sender) {
        if (segment.headerLength() == TcpSegment.MIN_HEADER_LENGTH) {
            return;
        }
        for (TcpOption option : segment.options()) {
            if (option instanceof TcpOption.WindowScale(int shift)) {
                sender.windowShift = Math.min(shift, MAX_SHIFT);
            } else if (option instanceof TcpOption.SelectiveAcknowledgment sack) {
                sender.sackedBytes = sack.blocks().stream().limit(MOST_SACK_BLOCKS)
                        .mapToInt(block -> block.right() - block.left()).sum();
            }
        }
    }

    /** RFC 7323 §2.2: windows are scaled only if both SYNs have the option. */
    private static void agreeOnScaling(boolean isSynAck, TcpDirection sender, TcpDirection peer) {
        if (sender.windowShift == SegmentAnalysis.UNKNOWN_FACTOR) {
            sender.windowShift = SegmentAnalysis.NOT_SCALED;
            peer.windowShift = SegmentAnalysis.NOT_SCALED;
        } else if (isSynAck && peer.windowShift == SegmentAnalysis.NOT_SCALED) {
            sender.windowShift = SegmentAnalysis.NOT_SCALED;
        }
    }
}
