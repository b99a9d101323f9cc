package netkit.packet.stream;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import netkit.packet.TcpSegment;
import netkit.packet.stream.SegmentAnalysis.Closing;
import netkit.packet.stream.SegmentAnalysis.DuplicateAck;
import netkit.packet.stream.SegmentAnalysis.Earlier;
import netkit.packet.stream.SegmentAnalysis.FastOpen;
import netkit.packet.stream.UnackedSegments.Sent;

/** The rules by which one segment gets its {@link SegmentMark}s, in Wireshark's order. */
final class SegmentRules {
    private static final int SYN_FIN = TcpSegment.SYN | TcpSegment.FIN;
    private static final int SYN_FIN_RST = SYN_FIN | TcpSegment.RST;
    /** A retransmission this soon after the second duplicate acknowledgment is one that it caused. */
    private static final long FAST_NANOS = 20_000_000;
    /** A late segment this soon after the one that overtook it is out of order, if no round-trip time is known. */
    private static final long REORDERED_NANOS = 3_000_000;

    private final long packet;
    private final long now;
    private final TcpSegment segment;
    private final TcpDirection sender;
    private final TcpDirection peer;
    private final long initialRtt;
    private final int sequence;
    private final int acknowledgment;
    private final int length;
    private final int window;
    private final boolean isPlain;
    private final boolean hasSynOrFin;

    private boolean isNotable;
    private final Set<SegmentMark> marks = EnumSet.noneOf(SegmentMark.class);
    private Optional<DuplicateAck> duplicateAck = Optional.empty();
    private Optional<Earlier> acknowledged = Optional.empty();
    private Optional<Earlier> repeated = Optional.empty();
    private OptionalLong bytesInFlight = OptionalLong.empty();
    private OptionalLong pushBytesSent = OptionalLong.empty();

    SegmentRules(long packet, long epochNanos, TcpSegment segment, TcpDirection sender, TcpDirection peer,
            long initialRtt) {
        this.packet = packet;
        this.now = epochNanos;
        this.segment = segment;
        this.sender = sender;
        this.peer = peer;
        this.initialRtt = initialRtt;
        sequence = segment.sequence();
        acknowledgment = segment.acknowledgment();
        length = segment.payloadLength();
        window = segment.window();
        isPlain = (segment.flags() & SYN_FIN_RST) == 0;
        hasSynOrFin = (segment.flags() & SYN_FIN) != 0;
    }

    void mark(SegmentMark mark) {
        marks.add(mark);
        isNotable = true;
    }

    void apply() {
        if (segment.has(TcpSegment.ACK)) {
            peer.isFlightKnown = true;
        }
        if (length == 1 && sequence == sender.next && peer.window == 0) {
            mark(SegmentMark.ZERO_WINDOW_PROBE);
        } else {
            markByWindowAndPlace();
            markAcknowledgment();
        }
        if (acknowledgment != sender.acknowledgment) {
            sender.acknowledgmentPacket = packet;
            sender.duplicateAcks = 0;
        }
        markAckOfUnseen();
        if (length > 0 || hasSynOrFin) {
            markRetransmission();
        }
        remember();
        Sent sent = peer.unacked.acknowledge(acknowledgment);
        if (sent != null) {
            isNotable = true;
            acknowledged = Optional.of(new Earlier(sent.packet(), now - sent.epochNanos()));
        }
        countFlight();
    }

    private void markByWindowAndPlace() {
        if (window == 0 && isPlain) {
            mark(SegmentMark.ZERO_WINDOW);
        }
        if (sender.next != 0 && sequence - sender.next > 0 && !segment.has(TcpSegment.RST)) {
            mark(SegmentMark.LOST_SEGMENT);
            sender.isFlightKnown = false;
        }
        if (length <= 1 && sequence == sender.next - 1 && isPlain) {
            mark(SegmentMark.KEEP_ALIVE);
        }
        if (repeatsNumbers() && window != 0 && window != sender.window) {
            mark(SegmentMark.WINDOW_UPDATE);
        }
        if (length > 0 && isPlain && peer.windowShift != SegmentAnalysis.UNKNOWN_FACTOR
                && sequence + length == peer.acknowledgment + peerWindow()) {
            mark(SegmentMark.WINDOW_FULL);
        }
    }

    private int peerWindow() {
        return peer.window << (peer.isWindowOfSyn ? 0 : Math.max(peer.windowShift, 0));
    }

    /** Whether it carries nothing and has the numbers of the sender's last segment. */
    private boolean repeatsNumbers() {
        return length == 0 && isPlain && sequence == sender.next && acknowledgment == sender.acknowledgment;
    }

    private void markAcknowledgment() {
        if (!repeatsNumbers() || window != sender.window) {
            return;
        }
        if (window == 0) {
            if (peer.lastIsProbe) {
                mark(SegmentMark.ZERO_WINDOW_PROBE_ACK);
            }
        } else if (peer.lastIsKeepAlive) {
            mark(SegmentMark.KEEP_ALIVE_ACK);
        } else {
            sender.duplicateAcks = Math.max(sender.duplicateAcks, 0) + 1;
            mark(SegmentMark.DUPLICATE_ACK);
            duplicateAck = Optional
                    .of(new DuplicateAck(sender.duplicateAcks, sender.acknowledgmentPacket));
        }
    }

    private void markAckOfUnseen() {
        if (peer.contiguous == 0 || acknowledgment - peer.contiguous <= 0
                || !segment.has(TcpSegment.ACK)) {
            return;
        }
        isNotable = true;
        if (peer.contiguous - peer.next < 0) { // once for each gap
            peer.contiguous = peer.next;
            mark(SegmentMark.ACK_LOST_SEGMENT);
        } else {
            if (peer.duplicateAcks == 0) {
                mark(SegmentMark.ACK_LOST_SEGMENT);
            }
            peer.duplicateAcks = -1;
        }
    }

    private void markRetransmission() {
        if (marks.contains(SegmentMark.KEEP_ALIVE)) {
            return;
        }
        if (length > 0 && peer.acknowledgment != 0 && sequence + length - peer.acknowledgment <= 0) {
            mark(SegmentMark.SPURIOUS_RETRANSMISSION);
            mark(SegmentMark.RETRANSMISSION);
            return;
        }
        // one byte of it may have been a probe of a zero window
        boolean isBefore = sender.isBeforeNext(sequence) && !(length > 1 && sender.next - 1 == sequence);
        if (!isBefore) {
            return;
        }
        // the -1 after an acknowledgment of unseen bytes counts as many, as in Wireshark
        if (Integer.compareUnsigned(peer.duplicateAcks, 2) >= 0 && peer.acknowledgment == sequence
                && isWithin(peer.acknowledgmentNanos, FAST_NANOS)) {
            mark(SegmentMark.FAST_RETRANSMISSION);
            mark(SegmentMark.RETRANSMISSION);
        } else if (isWithin(sender.nextNanos, initialRtt == 0 ? REORDERED_NANOS : initialRtt)
                && sender.next != sequence + length + (hasSynOrFin ? 1 : 0)) {
            mark(SegmentMark.OUT_OF_ORDER);
        } else {
            mark(SegmentMark.RETRANSMISSION);
            Sent first = sender.unacked.oldest();
            long before = first == null ? sender.nextNanos : first.epochNanos();
            if (now != before) {
                repeated = Optional.of(
                        new Earlier(first == null ? sender.nextPacket : first.packet(), now - before));
            }
        }
    }

    /** Whether less time than this has passed; time that runs backward does not count. */
    private boolean isWithin(long since, long nanos) {
        return Long.compareUnsigned(now - since, nanos) < 0;
    }

    private void remember() {
        int next = sequence + length;
        if ((length > 0 || hasSynOrFin) && !sender.unacked.isFull()) {
            next += hasSynOrFin ? 1 : 0;
            sender.unacked.add(sequence, next, packet, now);
        }
        boolean isProbe = marks.contains(SegmentMark.ZERO_WINDOW_PROBE);
        if ((next - sender.next > 0 || sender.next == 0) && !isProbe) {
            sender.next = next;
            sender.nextPacket = packet;
            sender.nextNanos = now;
        }
        if ((sequence == sender.contiguous || sender.contiguous == 0) && !isProbe) {
            sender.contiguous = sender.next;
        }
        sender.window = window;
        sender.acknowledgment = acknowledgment;
        sender.acknowledgmentNanos = now;
        sender.lastIsKeepAlive = marks.contains(SegmentMark.KEEP_ALIVE);
        sender.lastIsProbe = isProbe;
    }

    private void countFlight() {
        if (length == 0 || sender.unacked.isEmpty() || !sender.isFlightKnown) {
            return;
        }
        long inFlight = Integer.toUnsignedLong(sender.unacked.span(sender.base) - peer.sackedBytes);
        isNotable = true;
        if (inFlight > 0 && inFlight < 2_000_000_000) {
            long counted = inFlight - (hasSynOrFin ? 1 : 0);
            bytesInFlight = counted > 0 ? OptionalLong.of(counted) : OptionalLong.empty();
        }
        boolean hasPush = segment.has(TcpSegment.PSH);
        sender.pushBytes = sender.lastHadPush ? length : sender.pushBytes + length;
        sender.lastHadPush = hasPush;
        pushBytesSent = bytesInFlight.isPresent() ? OptionalLong.of(sender.pushBytes) : OptionalLong.empty();
    }

    SegmentAnalysis result(int completeness, long scaledWindow, int factor, long relative, long delta,
            long initialRttNow, Closing closing, FastOpen fastOpen) {
        long start = sender.relative(sequence);
        return new SegmentAnalysis(completeness, start,
                (start + length + (hasSynOrFin ? 1 : 0)) & 0xFFFF_FFFFL,
                segment.has(TcpSegment.ACK) ? peer.relative(acknowledgment)
                        : Integer.toUnsignedLong(acknowledgment),
                scaledWindow, factor, relative, delta, isNotable, marks, duplicateAck, acknowledged,
                initialRttNow == 0 ? OptionalLong.empty() : OptionalLong.of(initialRttNow), bytesInFlight,
                pushBytesSent, repeated, closing, fastOpen);
    }
}
