package netkit.lab.wire;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

import netkit.packet.TcpSegment;

/**
 * One flow of packets in one direction: which of its packets this is, told by what does not differ between two runs.
 * Most packets are counted. A TCP segment is known by its sequence number less the first one, and by how often that has
 * been sent; one that takes no sequence number, by its acknowledgment number in the same way. All this begins with the flow and
 * not with the first fault, so that it does not matter exactly when a fault is set.
 */
public final class WireFlow {
    /** A flow that sends more different segments retransmission forgets how often it did. */
    private static final int MAX_REMEMBERED = 4_096;

    /** What is numbered together: receivers acknowledge more or less often as time goes, and data must not mind. */
    static final class NumberSpace {
        private final int number;
        private long position = -1;
        private long attempt;
        /** Of the burst model: whether it has begun, and whether it is in the bad state. */
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
    /** Behind the last sequence number that was sent, counted from the first. */
    private long sentTo;
    private boolean acknowledges;
    private int firstAcknowledgment;
    private long acknowledgedTo;

    private boolean retransmission;
    private final Map<Long, Long> timesSent = new HashMap<>();
    private long timesSentFrom = 1;
    private long mostTimesSent;

    /** Packets that were not held back so far. */
    long passed;
    /** Those that are held back, in order. */
    final ArrayDeque<WaitingPacket> held = new ArrayDeque<>(1);

    WireFlow(FlowKey key, long hash) {
        this.key = key;
        this.hash = hash;
    }

    /** The next packet, of which nothing more is known. */
    public void next() {
        data.position++;
    }

    /** Whether a SYN begins another connection between the same ports. */
    boolean isOther(TcpSegment syn) {
        return started && syn.sequence() != firstSequence;
    }

    /** The next packet is a TCP segment. */
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
            timesSentFrom = mostTimesSent + 1; // no draw comes twice, else a segment could be lost for ever
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

    /** Whether the packet is a TCP segment that was sent before, or acknowledges the same as one before it. */
    boolean isRepetition() {
        return space.attempt > 0;
    }

    /** The key of all draws about the packet. */
    long packetKey() {
        long key = KeyedRandom.with(KeyedRandom.with(hash, space.number), space.position);
        return KeyedRandom.with(key, space.attempt);
    }
}
