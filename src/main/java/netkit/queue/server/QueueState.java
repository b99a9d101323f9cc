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

/** The state of one queue: its ready messages in the order of their ids, its consumers, and its metrics. */
final class QueueState {
    private final String name;
    private final String creator;
    /** Never assigned and without expiry, in the order of their ids. */
    private final ArrayDeque<QueueMessage> fresh = new ArrayDeque<>();
    /** By id: requeued messages, which return to their position, and those that may expire before they reach the head. */
    private final TreeMap<Long, QueueMessage> byId = new TreeMap<>();
    /** The ready messages that have an expiry, the earliest first. */
    private final TreeSet<QueueMessage> expiring = new TreeSet<>(
            Comparator.comparingLong(QueueMessage::expiresAt).thenComparingLong(QueueMessage::id));
    /** In round-robin order: the first is next. */
    private final ArrayDeque<Consumer> consumers = new ArrayDeque<>();
    private final Map<Metric, Long> counts = new EnumMap<>(Metric.class);
    private int ready;
    private int blocked;
    private long bytes;

    /** @param creator the address of the client that has created it; empty for the server */
    QueueState(String name, String creator) {
        this.name = name;
        this.creator = creator;
    }

    String name() {
        return name;
    }

    String creator() {
        return creator;
    }

    /** Returns the number of ready messages. */
    int ready() {
        return ready;
    }

    /** A producer starts to wait for room. */
    void producerBlocked() {
        blocked++;
    }

    /** A producer no longer waits for room. */
    void producerUnblocked() {
        blocked--;
    }

    /** Returns whether the queue can be removed: it has no ready messages, consumers or waiting producers. */
    boolean isUnused() {
        return ready == 0 && consumers.isEmpty() && blocked == 0;
    }

    /** Adds a message that is new to this queue. */
    void append(QueueMessage message) {
        // A message may be dead-lettered after a younger one.
        if (message.expiresAt() == 0 && (fresh.isEmpty() || fresh.getLast().id() < message.id())) {
            fresh.add(message);
        } else {
            byId.put(message.id(), message);
        }
        added(message);
        bytes += message.size();
    }

    /** Returns a message from a consumer to its original position. */
    void requeue(QueueMessage message) {
        byId.put(message.id(), message);
        added(message);
    }

    private void added(QueueMessage message) {
        message.setInQueue(true);
        ready++;
        if (message.expiresAt() > 0) {
            expiring.add(message);
        }
    }

    private void removed(QueueMessage message) {
        message.setInQueue(false);
        ready--;
        if (message.expiresAt() > 0) {
            expiring.remove(message);
        }
    }

    /** Subtracts the bytes of a message that has left the queue for good. */
    void subtract(QueueMessage message) {
        bytes -= message.size();
    }

    /** Removes a ready message from any position. */
    void removeAnywhere(QueueMessage message) {
        removed(message);
        byId.remove(message.id()); // if it is in fresh instead, peek() skips it
    }

    /** Returns a ready message that has expired, or null. */
    QueueMessage expired(long now) {
        return expiring.isEmpty() || !expiring.first().isExpired(now) ? null : expiring.first();
    }

    /** Returns the first ready message, or null. */
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

    /** Removes the message that {@link #peek} returned. */
    void removeFirst(QueueMessage first) {
        if (fresh.peekFirst() == first) {
            fresh.removeFirst();
        } else {
            byId.remove(first.id());
        }
        removed(first);
    }

    /** Removes and returns all ready messages. */
    List<QueueMessage> takeReady() {
        List<QueueMessage> all = new ArrayList<>(ready);
        for (QueueMessage first = peek(); first != null; first = peek()) {
            removeFirst(first);
            subtract(first);
            all.add(first);
        }
        return all;
    }

    void add(Consumer consumer) {
        consumers.add(consumer);
    }

    void remove(Consumer consumer) {
        consumers.remove(consumer);
    }

    /** Returns the next consumer with prefetch credit, in round-robin order, or null. */
    Consumer nextConsumer() {
        for (int i = consumers.size(); i > 0; i--) {
            Consumer consumer = consumers.removeFirst();
            consumers.addLast(consumer);
            if (consumer.hasCredit()) {
                return consumer;
            }
        }
        return null;
    }

    Iterable<Consumer> consumers() {
        return consumers;
    }

    void count(Metric metric) {
        count(metric, 1);
    }

    void count(Metric metric, long by) {
        counts.merge(metric, by, Long::sum);
    }

    QueueStats stats() {
        Map<Metric, Long> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            values.put(metric, switch (metric) {
                case READY -> (long) ready;
                case UNACKED -> consumers.stream().mapToLong(Consumer::unacked).sum();
                case CONSUMERS -> (long) consumers.size();
                case BLOCKED -> (long) blocked;
                case BYTES -> bytes;
                case FOUND, PUBLISHED, DELIVERED, REDELIVERED, ACKED, DEAD, PURGED, DROPPED ->
                    counts.getOrDefault(metric, 0L);
            });
        }
        return new QueueStats(name, values);
    }
}
