package netkit.udp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.OptionalLong;

import org.HdrHistogram.Histogram;

/** The replies to pings and their round-trip times. All times are nanoseconds of one monotonic clock. */
public final class PingStats {
    public enum Mark {
        IN_TIME,
        /** Received after the timeout; it counts as received. */
        LATE,
        /** A further reply to a ping. */
        DUPLICATE
    }

    public record Reply(int sequence, long roundTripNanos, Mark mark) {}

    /**
     * The results of a run.
     *
     * @param received pings with a reply, even after the timeout, each counted once
     * @param waiting pings without a reply whose timeout was not over; they count as lost
     * @param duplicates further replies
     */
    public record Summary(int sent, int received, int waiting, int duplicates,
            Optional<RoundTrips> roundTrips) {
        /** Returns the ratio of pings lost, 0 to 1; 0 if none was sent. */
        public double loss() {
            return sent == 0 ? 0 : (sent - received) / (double) sent;
        }
    }

    /** Round-trip times, nanoseconds; the percentiles have three significant digits. */
    public record RoundTrips(long min, long avg, long p50, long p99, long max) {}

    private final long timeout;
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    /** When each ping was sent. */
    private final List<Long> sentAt = new ArrayList<>();
    private final BitSet replied = new BitSet();
    private final LongSummaryStatistics roundTrips = new LongSummaryStatistics();
    private final Histogram histogram = new Histogram(3);
    private int duplicates;

    /** @param timeout time to wait for a reply, nanoseconds */
    public PingStats(long timeout) {
        this.timeout = timeout;
    }

    /** Records a ping sent now; returns its sequence number. */
    public int recordSent(long now) {
        int sequence = sent();
        waiting.add(sequence);
        sentAt.add(now);
        return sequence;
    }

    /** Records a reply received now; returns empty if no such ping was sent. */
    public Optional<Reply> recordReply(int sequence, long now) {
        if (sequence < 0 || sequence >= sent()) {
            return Optional.empty();
        }
        long time = now - sentAt.get(sequence);
        waiting.remove(sequence);
        if (replied.get(sequence)) {
            duplicates++;
            return Optional.of(new Reply(sequence, time, Mark.DUPLICATE));
        }
        replied.set(sequence);
        roundTrips.accept(time);
        histogram.recordValue(time);
        return Optional.of(new Reply(sequence, time, time > timeout ? Mark.LATE : Mark.IN_TIME));
    }

    /** Returns the pings that have timed out since the last call. */
    public List<Integer> expire(long now) {
        List<Integer> expired = new ArrayList<>();
        while (!waiting.isEmpty() && now - sentAt.get(waiting.peek()) > timeout) {
            expired.add(waiting.poll());
        }
        return expired;
    }

    /** Records an ICMP port unreachable, which does not say for which ping: for the oldest one without a reply. */
    public void recordUnreachable() {
        waiting.poll();
    }

    /** Returns when the oldest ping without a reply times out; empty if there is none. */
    public OptionalLong nextExpiry() {
        return waiting.isEmpty() ? OptionalLong.empty()
                : OptionalLong.of(sentAt.get(waiting.peek()) + timeout + 1);
    }

    public int sent() {
        return sentAt.size();
    }

    public Summary summary() {
        int received = (int) roundTrips.getCount();
        return new Summary(sent(), received, waiting.size(), duplicates,
                received == 0 ? Optional.empty()
                        : Optional.of(new RoundTrips(roundTrips.getMin(), (long) roundTrips.getAverage(),
                                percentile(50), percentile(99), roundTrips.getMax())));
    }

    private long percentile(int percent) {
        return Math.clamp(histogram.getValueAtPercentile(percent), roundTrips.getMin(), roundTrips.getMax());
    }
}
