package netkit.udp;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What arrived of one run of numbered datagrams: reordering as RFC 4737 §3.3 defines it, jitter as RFC 3550 §6.4.1
 * does. A copy of a datagram that has been here counts as a duplicate and as nothing else.
 */
public final class SequenceStats {
    /** RFC 3550 §6.4.1: the gain 1/16 smooths out noise and still converges fast enough. */
    private static final double JITTER_GAIN = 1.0 / 16;

    private final int count;
    private final SequenceSet seen = new SequenceSet();
    private long received;
    private long duplicated;
    private long outOfOrder;
    private int highest = -1;
    private double jitter;
    private long previousTransit;

    /** @param count how many datagrams the run has; 0 when that is not known */
    public SequenceStats(int count) {
        this.count = count;
    }

    /** Whether noting this sequence number would take a further piece of memory, about 600 bytes. */
    boolean needsMemory(int sequence) {
        return seen.needsPage(sequence);
    }

    /** @param arrivedAt nanoseconds, by a clock that need not agree with the sender's but must run as fast */
    public void receive(NumberedDatagram datagram, long arrivedAt) {
        if (!seen.add(datagram.sequence())) {
            duplicated++;
            return;
        }
        received++;
        if (datagram.sequence() < highest) {
            // RFC 4737 §3.3: reordered when smaller than the next expected, which is one above the highest so far
            outOfOrder++;
        } else {
            highest = datagram.sequence();
        }
        long transit = arrivedAt - datagram.sentAt();
        if (received > 1) {
            // RFC 3550 §6.4.1: D(i-1,i) compares with the previous in order of arrival, not of sequence
            jitter += (Math.abs((double) transit - previousTransit) - jitter) * JITTER_GAIN;
        }
        previousTransit = transit;
    }

    /** How many the run has; 0 when that is not known. */
    public int count() {
        return count;
    }

    /** Different datagrams that arrived, each counted once. */
    public long received() {
        return received;
    }

    /** Of the whole run where its count is known, so the tail is included; else below the highest number seen. */
    public long missing() {
        return end() - received;
    }

    public long duplicated() {
        return duplicated;
    }

    public long outOfOrder() {
        return outOfOrder;
    }

    /** Interarrival jitter, nanoseconds; 0 until two datagrams have arrived. */
    public double jitterNanos() {
        return jitter;
    }

    /**
     * Which are missing, such as {@code 17, 20-21}; the empty string when none is.
     *
     * @param limit the most ranges to name; when there are more, three dots follow
     */
    public String missingRanges(int limit) {
        List<SequenceSet.Range> ranges = seen.missing(end(), limit + 1);
        return ranges.stream().limit(limit).map(SequenceSet.Range::toString).collect(Collectors.joining(", "))
                + (ranges.size() > limit ? ", …" : "");
    }

    /** One beyond the last sequence number that should be here. */
    private long end() {
        return count > 0 ? count : highest + 1L;
    }
}
