package netkit.lab.wire;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

import netkit.packet.TcpSegment;

/**
 * A flow of packets in one direction. Identifies each packet by properties that do not differ between two runs: most
 * packets by their position in the flow; a TCP segment by its relative sequence number and by how often that has been
 * sent; a segment that occupies no sequence numbers by its relative acknowledgment number in the same way.
 * Identification starts with the flow and not with the first fault, so it does not depend on when a fault is set.
 */
public final class WireFlow {
    /** Limit of the retransmission counters kept; a flow that exceeds it starts counting anew. */
    private static final int MAX_REMEMBERED = 4_096;

    /**
     * A numbering of packets. Data and acknowledgements are numbered separately, because how often a receiver
     * acknowledges depends on timing and must not affect the data.
     */
    static final class NumberSpace {
        private final int number;
        private long position = -1;
        private long attempt;
        /** State of the burst model: whether it has started, and whether it is in the bad state. */
        boolean begun;
        boolean bad;

        private NumberSpace(int number) {
            this.number = number;
        }
    }

    final FlowKey key;
    private final long hash;
    private final NumberSpace data = new NumberSpace(0);
    private final NumberSpace acknowledgements = new NumberSpace(1);
    private NumberSpace space = data;

    private boolean started;
    private int firstSequence;
    /** The next sequence number to be sent, relative to the first. */
    private long sentTo;
    private boolean acknowledges;
    private int firstAcknowledgment;
    private long acknowledgedTo;

    private boolean retransmission;
    private final Map<Long, Long> timesSent = new HashMap<>();
    private long timesSentFrom = 1;
    private long mostTimesSent;

    /** Number of packets so far that were not held back. */
    long passed;
    /** The packets held back, in order. */
    final ArrayDeque<WaitingPacket> held = new ArrayDeque<>(1);

    WireFlow(FlowKey key, long hash) {
        this.key = key;
        this.hash = hash;
    }

    /** Advances to the next packet, identified by its position alone. */
    public void next() {
        data.position++;
    }

    /** Whether a SYN opens another connection between the same ports. */
    boolean isOther(TcpSegment syn) {
        return started && syn.sequence() != firstSequence;
    }

    /** Advances to the next packet, a TCP segment. */
    public void next(TcpSegment segment) {
        if (!started) {
            started = true;
            firstSequence = segment.sequence();
        }
        if (segment.has(TcpSegment.ACK)) {
            noteAcknowledgment(segment.acknowledgment());
        }
        int length = segment.sequenceLength();
        if (length > 0) {
            space = data;
            // RFC 9293 §3.4: sequence numbers are compared modulo 2**32
            data.position = sentTo + (segment.sequence() - (firstSequence + (int) sentTo));
            retransmission = data.position < sentTo;
            data.attempt = retransmission ? timesSentBefore(data.position) : 0;
            sentTo = Math.max(sentTo, data.position + length);
        } else {
            space = acknowledgements;
            retransmission = false;
            acknowledgements.attempt = acknowledgements.position == acknowledgedTo
                    ? acknowledgements.attempt + 1
                    : 0;
            acknowledgements.position = acknowledgedTo;
        }
    }

    private void noteAcknowledgment(int number) {
        if (!acknowledges) {
            acknowledges = true;
            firstAcknowledgment = number;
        }
        acknowledgedTo = Math.max(acknowledgedTo,
                acknowledgedTo + (number - (firstAcknowledgment + (int) acknowledgedTo)));
    }

    private long timesSentBefore(long sequence) {
        if (timesSent.size() >= MAX_REMEMBERED) {
            timesSent.clear();
            timesSentFrom = mostTimesSent + 1; // a draw must not repeat, or a segment could be lost for ever
        }
        long times = timesSent.merge(sequence, timesSentFrom, (before, _) -> before + 1);
        mostTimesSent = Math.max(mostTimesSent, times);
        return times;
    }

    NumberSpace space() {
        return space;
    }

    /** Whether the packet is a TCP segment whose first sequence number was sent before. */
    boolean isRetransmission() {
        return retransmission;
    }

    /** Whether the packet is a retransmitted TCP segment or repeats the previous acknowledgment number. */
    boolean isRepetition() {
        return space.attempt > 0;
    }

    /** Returns the key of all random draws for the packet. */
    long packetKey() {
        long key = KeyedRandom.with(KeyedRandom.with(hash, space.number), space.position);
        return KeyedRandom.with(key, space.attempt);
    }
}
