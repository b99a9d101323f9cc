package netkit.queue;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How a queue is.
 *
 * @param figures those the server tells
 */
public record QueueStats(String queue, Map<Figure, Long> figures) {
    /**
     * What can be told of a queue: at first how it is now, then what has happened since the server started. Each message is
     * accounted for: {@link #FOUND} and {@link #PUBLISHED} are as many as {@link #READY}, {@link #UNACKED}, {@link #ACKED},
     * {@link #DEAD}, {@link #PURGED} and {@link #DROPPED} together.
     */
    public enum Figure {
        /** Messages that no consumer has. */
        READY,
        /** Messages that a consumer has and has not acknowledged. */
        UNACKED, CONSUMERS,
        /** Connections that wait for room in the queue. */
        BLOCKED,
        /** Bytes of the bodies of all its messages. */
        BYTES,
        /** Messages that were in the store when the server started. */
        FOUND,
        /** Messages that were put into it, those that came here as dead letters included. */
        PUBLISHED,
        /** Deliveries to consumers, each time a message went to one. */
        DELIVERED,
        /** Deliveries but the first of each message. */
        REDELIVERED,
        /** Messages that a consumer has processed. */
        ACKED,
        /** Messages that went to the dead-letter queue: rejected, expired, or delivered too often. */
        DEAD,
        /** Messages that were deleted because somebody asked for it, unprocessed. */
        PURGED,
        /** Messages that were rejected or expired in a dead-letter queue, beyond which there is none. */
        DROPPED;

        /** As in the protocol. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public QueueStats {
        figures = Map.copyOf(figures);
    }

    public OptionalLong get(Figure figure) {
        Long value = figures.get(figure);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** {@code STAT orders ready=3 …}. */
    public String line() {
        StringBuilder line = new StringBuilder("STAT ").append(queue);
        for (Figure figure : Figure.values()) {
            get(figure).ifPresent(value -> line.append(' ').append(figure).append('=').append(value));
        }
        return line.toString();
    }

    /** @throws IllegalArgumentException when it is no such line; figures that are not known yet are passed over */
    public static QueueStats parse(String line) {
        String[] words = line.split(" ");
        if (words.length < 2 || !words[0].equals("STAT")) {
            throw new IllegalArgumentException("not a line of statistics");
        }
        Map<Figure, Long> figures = new EnumMap<>(Figure.class);
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            for (Figure figure : Figure.values()) {
                if (equals > 0 && figure.toString().equals(words[i].substring(0, equals))) {
                    figures.put(figure, Long.parseLong(words[i].substring(equals + 1)));
                }
            }
        }
        return new QueueStats(words[1], figures);
    }
}
