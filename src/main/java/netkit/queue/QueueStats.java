package netkit.queue;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The statistics of one queue.
 *
 * @param values the metrics that the server reports
 */
public record QueueStats(String queue, Map<Metric, Long> values) {
    /**
     * The metrics of a queue: first its current state, then counters since the server started. They account for each message:
     * {@link #FOUND} and {@link #PUBLISHED} add up to the sum of {@link #READY}, {@link #UNACKED}, {@link #ACKED},
     * {@link #DEAD}, {@link #PURGED} and {@link #DROPPED}.
     */
    public enum Metric {
        /** Messages that no consumer holds. */
        READY,
        /** Messages that a consumer holds and has not acknowledged. */
        UNACKED, CONSUMERS,
        /** Connections that wait for room in the queue. */
        BLOCKED,
        /** Bytes of the bodies of all messages in the queue. */
        BYTES,
        /** Messages that were in the store when the server started. */
        FOUND,
        /** Messages put into the queue, including dead letters that were moved to it. */
        PUBLISHED,
        /** Deliveries to consumers, counting each delivery of a message. */
        DELIVERED,
        /** Deliveries other than the first of each message. */
        REDELIVERED,
        /** Messages that a consumer has acknowledged. */
        ACKED,
        /** Messages moved to the dead-letter queue: rejected, expired, or delivered too often. */
        DEAD,
        /** Messages deleted by a purge. */
        PURGED,
        /** Messages rejected or expired in a dead-letter queue, and so deleted. */
        DROPPED;

        /** Returns the key in the protocol. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public QueueStats {
        values = Map.copyOf(values);
    }

    public OptionalLong get(Metric metric) {
        Long value = values.get(metric);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Returns the line of the protocol, {@code STAT orders ready=3 …}. */
    public String line() {
        StringBuilder line = new StringBuilder("STAT ").append(queue);
        for (Metric metric : Metric.values()) {
            get(metric).ifPresent(value -> line.append(' ').append(metric).append('=').append(value));
        }
        return line.toString();
    }

    /**
     * Parses a line of the protocol; ignores unknown keys.
     *
     * @throws IllegalArgumentException if it is not such a line
     */
    public static QueueStats parse(String line) {
        String[] words = line.split(" ");
        if (words.length < 2 || !words[0].equals("STAT") || words[1].isEmpty()) {
            throw new IllegalArgumentException("not a STAT line");
        }
        Map<Metric, Long> values = new EnumMap<>(Metric.class);
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            for (Metric metric : Metric.values()) {
                if (equals > 0 && metric.toString().equals(words[i].substring(0, equals))) {
                    values.put(metric, Long.parseLong(words[i].substring(equals + 1)));
                }
            }
        }
        return new QueueStats(words[1], values);
    }
}
