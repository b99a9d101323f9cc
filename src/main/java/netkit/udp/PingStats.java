package netkit.udp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which pings were answered and how fast. All times are nanoseconds of one clock that only goes forward. */
public final class PingStats {
    public enum Mark {
        IN_TIME,
        /** It came after the time to wait for it was over; it counts as received all the same. */
        LATE,
        /** This ping has been answered before. */
        DUPLICATE
    }

    public record Reply(int sequence, long roundTripNanos, Mark mark) {}

    /**
     * @param received pings that were answered, late ones too, each counted once
     * @param waiting pings whose time to be answered was not over yet; they count as lost all the same
     * @param duplicates further answers
     */
    public record Summary(int sent, int received, int waiting, int duplicates,
            Optional<RoundTrips> roundTrips) {
        /** From 0 to 1; 0 when nothing was sent. */
        public double loss() {
            return sent == 0 ? 0 : (sent - received) / (double) sent;
        }
    }

    /** Nanoseconds. The percentiles are by nearest rank, so each is a round trip that really happened. */
    public record RoundTrips(long min, long avg, long p50, long p99, long max) {
        /** @param sorted at least one */
        static RoundTrips of(long[] sorted) {
            return new RoundTrips(sorted[0], (long) Arrays.stream(sorted).average().orElseThrow(),
                    percentile(sorted, 50), percentile(sorted, 99), sorted[sorted.length - 1]);
        }

        private static long percentile(long[] sorted, int percent) {
            long rank = ((long) sorted.length * percent + 99) / 100;
            return sorted[(int) rank - 1];
        }
    }

    private static final long NO_REPLY = -1;

    private final long timeout;
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private long[] sentAt = new long[16];
    private long[] roundTrip = new long[16];
    private int sent;
    private int received;
    private int duplicates;

    /** @param timeout how long an answer may take */
    public PingStats(long timeout) {
        this.timeout = timeout;
    }

    /** @return the sequence number of the ping that is sent now */
    public int recordSent(long now) {
        if (sent == sentAt.length) {
            sentAt = Arrays.copyOf(sentAt, sent * 2);
            roundTrip = Arrays.copyOf(roundTrip, sent * 2);
        }
        sentAt[sent] = now;
        roundTrip[sent] = NO_REPLY;
        waiting.add(sent);
        return sent++;
    }

    /** @return empty when no such ping was sent */
    public Optional<Reply> recordReply(int sequence, long now) {
        if (sequence < 0 || sequence >= sent) {
            return Optional.empty();
        }
        long time = now - sentAt[sequence];
        waiting.remove(sequence);
        if (roundTrip[sequence] != NO_REPLY) {
            duplicates++;
            return Optional.of(new Reply(sequence, time, Mark.DUPLICATE));
        }
        received++;
        roundTrip[sequence] = time;
        return Optional.of(new Reply(sequence, time, time > timeout ? Mark.LATE : Mark.IN_TIME));
    }

    /** The pings whose time is over since this was last asked; none of them is waited for any more. */
    public List<Integer> expire(long now) {
        List<Integer> expired = new ArrayList<>();
        while (!waiting.isEmpty() && now - sentAt[waiting.peek()] > timeout) {
            expired.add(waiting.poll());
        }
        return expired;
    }

    /** The other side has no such port: nothing that was sent so far is waited for any more. */
    public void recordUnreachable() {
        waiting.clear();
    }

    /** When the oldest ping that is waited for expires; empty when none is. */
    public OptionalLong nextExpiry() {
        return waiting.isEmpty() ? OptionalLong.empty()
                : OptionalLong.of(sentAt[waiting.peek()] + timeout + 1);
    }

    public int sent() {
        return sent;
    }

    public Summary summary() {
        long[] sorted = Arrays.stream(roundTrip, 0, sent).filter(time -> time != NO_REPLY).sorted()
                .toArray();
        return new Summary(sent, received, waiting.size(), duplicates,
                sorted.length == 0 ? Optional.empty() : Optional.of(RoundTrips.of(sorted)));
    }
}
