package netkit.queue.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.store.QueueMessage;

/** One queue: which messages are ready, in which order, and whose turn it is. */
final class QueueState {
    private final String name;
    /** In the order of their ids: those that have not been given to anybody yet, and never expire. */
    private final ArrayDeque<QueueMessage> fresh = new ArrayDeque<>();
    /** Those that came back, by id, so that they get their old place, and those that may leave before their turn. */
    private final TreeMap<Long, QueueMessage> byId = new TreeMap<>();
    /** Those that stand in the queue and will expire, the next of them first. */
    private final TreeSet<QueueMessage> mortal = new TreeSet<>(
            Comparator.comparingLong(QueueMessage::expiresAt).thenComparingLong(QueueMessage::id));
    /** Whose turn it is stands first. */
    private final ArrayDeque<Consumer> turns = new ArrayDeque<>();
    private final Map<Metric, Long> counts = new EnumMap<>(Metric.class);
    private int ready;
    private int blocked;
    private long bytes;

    QueueState(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    int ready() {
        return ready;
    }

    long bytes() {
        return bytes;
    }

    /** Someone begins (1) or ceases (-1) to wait for room. */
    void blocked(int change) {
        blocked += change;
    }

    /** Whether nobody would miss it. */
    boolean isIdle() {
        return ready == 0 && turns.isEmpty() && blocked == 0;
    }

    /** A message that is new here, behind all others. */
    void append(QueueMessage message) {
        // A dead letter may be older than one that died before it.
        if (message.expiresAt() == 0 && (fresh.isEmpty() || fresh.getLast().id() < message.id())) {
            fresh.add(message);
        } else {
            byId.put(message.id(), message);
        }
        stands(message);
        bytes += message.size();
    }

    /** A message that was with a consumer gets its old place. */
    void putBack(QueueMessage message) {
        byId.put(message.id(), message);
        stands(message);
    }

    private void stands(QueueMessage message) {
        message.setInQueue(true);
        ready++;
        if (message.expiresAt() > 0) {
            mortal.add(message);
        }
    }

    private void standsNoMore(QueueMessage message) {
        message.setInQueue(false);
        ready--;
        if (message.expiresAt() > 0) {
            mortal.remove(message);
        }
    }

    /** A message that was with a consumer is gone from here. */
    void gone(QueueMessage message) {
        bytes -= message.size();
    }

    /** Takes out a message that stands somewhere in the queue. */
    void drop(QueueMessage message) {
        standsNoMore(message);
        byId.remove(message.id()); // if it is a fresh one, it is passed over when its turn comes
    }

    /** One that stands in the queue and has expired, or null. */
    QueueMessage expired(long now) {
        return mortal.isEmpty() || !mortal.first().isExpired(now) ? null : mortal.first();
    }

    /** The first that is ready, or null. */
    QueueMessage peek() {
        while (!fresh.isEmpty() && !fresh.getFirst().isInQueue()) {
            fresh.removeFirst();
        }
        QueueMessage first = fresh.peekFirst();
        if (byId.isEmpty() || first != null && first.id() < byId.firstKey()) {
            return first;
        }
        return byId.firstEntry().getValue();
    }

    /** Takes out what {@link #peek} returned. */
    void remove(QueueMessage first) {
        if (fresh.peekFirst() == first) {
            fresh.removeFirst();
        } else {
            byId.remove(first.id());
        }
        standsNoMore(first);
    }

    List<QueueMessage> takeReady() {
        List<QueueMessage> all = new ArrayList<>(ready);
        for (QueueMessage first = peek(); first != null; first = peek()) {
            remove(first);
            gone(first);
            all.add(first);
        }
        return all;
    }

    void add(Consumer receiver) {
        turns.add(receiver);
    }

    void remove(Consumer receiver) {
        turns.remove(receiver);
    }

    /** Who may have the next message, each in turn, or null. */
    Consumer nextInTurn() {
        for (int i = turns.size(); i > 0; i--) {
            Consumer receiver = turns.removeFirst();
            turns.addLast(receiver);
            if (receiver.hasCredit()) {
                return receiver;
            }
        }
        return null;
    }

    Iterable<Consumer> receivers() {
        return turns;
    }

    void count(Metric metric) {
        count(metric, 1);
    }

    void count(Metric metric, long by) {
        counts.merge(metric, by, Long::sum);
    }

    QueueStats stats() {
        Map<Metric, Long> metrics = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            metrics.put(metric, switch (metric) {
                case READY -> (long) ready;
                case UNACKED -> turns.stream().mapToLong(Consumer::unacked).sum();
                case CONSUMERS -> (long) turns.size();
                case BLOCKED -> (long) blocked;
                case BYTES -> bytes;
                case FOUND, PUBLISHED, DELIVERED, REDELIVERED, ACKED, DEAD, PURGED, DROPPED ->
                    counts.getOrDefault(metric, 0L);
            });
        }
        return new QueueStats(name, metrics);
    }
}
