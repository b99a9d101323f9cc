package netkit.packet.ladder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

import netkit.packet.stream.LruMap;

/**
 * Explains why a host's TCP retransmitted, from the packets before: what was lost, and what made TCP notice. Times are in
 * nanoseconds. Remembers a bounded number of segments.
 */
final class RetransmissionReason {
    /**
     * TCP retransmits at once when duplicate acknowledgements make it (RFC 5681 §3.2, RFC 8985 §6.2); its timer, of 200 ms
     * and more (RFC 6298 §2), and the probe of RFC 8985 §7 expire when no acknowledgement comes.
     */
    private static final long AT_ONCE_NANOS = 5_000_000;
    private static final int MAX_SENDERS = 1024;
    private static final int MAX_SEGMENTS = 256;

    /**
     * One direction of a connection.
     *
     * @param flow the ports, such as {@code 40000→80}
     */
    record Sender(String host, String flow) {}

    /** Relative sequence numbers, from the first to one before the last. */
    private static final class Segment {
        final long number;
        final long first;
        final long end;
        final long sentAt;
        boolean lost;

        Segment(long number, long first, long end, long sentAt, boolean lost) {
            this.number = number;
            this.first = first;
            this.end = end;
            this.sentAt = sentAt;
            this.lost = lost;
        }
    }

    private static final class History {
        final Deque<Segment> latestFirst = new ArrayDeque<>();
        /** The highest acknowledgement that was lost on its way to this sender. */
        long lostAcknowledgement;
        int duplicates;
        long duplicateAt;
    }

    private final Map<Sender, History> histories = new LruMap<>(MAX_SENDERS);

    private History of(Sender sender) {
        return histories.computeIfAbsent(sender, _ -> new History());
    }

    /**
     * Records a segment that occupies sequence numbers, and returns why it is sent once more; empty if its first number is
     * new.
     */
    Optional<String> sent(Sender sender, long number, long first, long end, long at, boolean lost) {
        History history = of(sender);
        Optional<String> reason = history.latestFirst.stream()
                .filter(segment -> first >= segment.first && first < segment.end).findFirst()
                .map(before -> reason(history, before, at));
        history.latestFirst.addFirst(new Segment(number, first, end, at, lost));
        if (history.latestFirst.size() > MAX_SEGMENTS) {
            history.latestFirst.removeLast();
        }
        return reason;
    }

    private static String reason(History history, Segment before, long at) {
        String lost = before.lost ? "the segment was lost"
                : history.lostAcknowledgement > before.first ? "the acknowledgement was lost"
                        : "no acknowledgement came";
        boolean atOnce = history.duplicates > 0 && history.duplicateAt >= before.sentAt
                && at - history.duplicateAt <= AT_ONCE_NANOS;
        String trigger = atOnce
                ? history.duplicates + (history.duplicates == 1 ? " duplicate ACK" : " duplicate ACKs")
                        + " made TCP retransmit"
                : "TCP's timer retransmitted";
        history.duplicates = 0;
        return "waited " + (at - before.sentAt) / 1_000_000 + " ms: "
                + (atOnce && !before.lost ? "" : lost + ", and ") + trigger;
    }

    /** Records that a segment was lost after it was sent. */
    void lost(Sender sender, long number) {
        of(sender).latestFirst.stream().filter(segment -> segment.number == number)
                .forEach(segment -> segment.lost = true);
    }

    /** Records that an acknowledgement for this sender was lost. */
    void acknowledgementLost(Sender sender, long acknowledgement) {
        History history = of(sender);
        history.lostAcknowledgement = Math.max(history.lostAcknowledgement, acknowledgement);
    }

    /** Records that a duplicate acknowledgement reached this sender. */
    void duplicateArrived(Sender sender, long at) {
        History history = of(sender);
        history.duplicates++;
        history.duplicateAt = at;
    }
}
