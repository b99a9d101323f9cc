package netkit.udp;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The statistics of one run of numbered datagrams: loss, duplicates, reordering (RFC 4737 §3.3) and jitter (RFC 3550
 * §6.4.1). A duplicate is counted as nothing else.
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

    /** @param count number of datagrams in the run; 0 if not known */
    public SequenceStats(int count) {
        this.count = count;
    }

    /** Whether adding this sequence number allocates memory, about 600 bytes. */
    boolean needsMemory(int sequence) {
        return seen.needsPage(sequence);
    }

    /** @param arrivedAt nanoseconds of a clock that runs at the same rate as the sender's, with any offset */
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

    /** Returns the number of datagrams in the run; 0 if not known. */
    public int count() {
        return count;
    }

    /** Returns the number of datagrams received, without duplicates. */
    public long received() {
        return received;
    }

    /** Returns the number missing, of the whole run if its count is known, otherwise below the highest number received. */
    public long missing() {
        return end() - received;
    }

    public long duplicated() {
        return duplicated;
    }

    public long outOfOrder() {
        return outOfOrder;
    }

    /** Returns the interarrival jitter, nanoseconds; 0 until two datagrams have arrived. */
    public double jitterNanos() {
        return jitter;
    }

    /**
     * Returns the missing numbers, such as {@code 17, 20-21}; the empty string if there are none.
     *
     * @param limit the most ranges to list; if there are more, an ellipsis follows
     */
    public String missingRanges(int limit) {
        List<SequenceSet.Range> ranges = seen.missing(end(), limit + 1);
        return ranges.stream().limit(limit).map(SequenceSet.Range::toString).collect(Collectors.joining(", "))
                + (ranges.size() > limit ? ", …" : "");
    }

    /** Returns the end of the expected sequence numbers, exclusive. */
    private long end() {
        return count > 0 ? count : highest + 1L;
    }
}
