package netkit.queue.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import netkit.queue.store.QueueMessage;

/** The state of one consumer: the messages assigned to it, those it holds unacknowledged, and its prefetch credit. */
final class Consumer {
    /** A delivered message and its acknowledgement deadline, a time of the scheduler. */
    private record Unacked(QueueMessage message, long deadline) {}

    private final QueueState queue;
    private final String name;
    private final int prefetch;
    private final Runnable onAssigned;
    /** Not delivered yet. */
    private final ArrayDeque<QueueMessage> assigned = new ArrayDeque<>();
    /** By id, in the order of their deadlines. */
    private final Map<Long, Unacked> unacked = new LinkedHashMap<>();
    /** Requeued because they were not acknowledged in time; each occupies a prefetch slot until it is settled. */
    private final Set<Long> overdue = new HashSet<>();

    /** @param onAssigned called whenever a message is assigned */
    Consumer(QueueState queue, String name, int prefetch, Runnable onAssigned) {
        this.queue = queue;
        this.name = name;
        this.prefetch = prefetch;
        this.onAssigned = onAssigned;
    }

    QueueState queue() {
        return queue;
    }

    /** Identifies the consumer in the log. */
    String name() {
        return name;
    }

    boolean hasCredit() {
        return assigned.size() + unacked.size() + overdue.size() < prefetch;
    }

    void assign(QueueMessage message) {
        assigned.add(message);
        onAssigned.run();
    }

    boolean hasAssigned() {
        return !assigned.isEmpty();
    }

    /** Returns the number of messages that are assigned or delivered, and not acknowledged. */
    int unacked() {
        return assigned.size() + unacked.size();
    }

    /**
     * Delivers all assigned messages.
     *
     * @param deadline for their acknowledgement, a time of the scheduler
     */
    List<QueueMessage> take(long deadline) {
        List<QueueMessage> taken = new ArrayList<>(assigned);
        assigned.clear();
        for (QueueMessage message : taken) {
            message.delivered(1);
            unacked.put(message.id(), new Unacked(message, deadline));
        }
        return taken;
    }

    /** Returns the message, which the consumer no longer holds; null if it did not hold it. */
    QueueMessage settle(long id) {
        Unacked settled = unacked.remove(id);
        if (settled == null) {
            overdue.remove(id);
            return null;
        }
        return settled.message;
    }

    boolean isOverdue(long id) {
        return overdue.contains(id);
    }

    /** Takes away the messages whose acknowledgement deadline has passed. */
    List<QueueMessage> takeOverdue(long now) {
        List<QueueMessage> late = new ArrayList<>();
        for (Unacked each : unacked.values()) {
            if (each.deadline > now) {
                break;
            }
            late.add(each.message);
        }
        for (QueueMessage message : late) {
            unacked.remove(message.id());
            overdue.add(message.id());
        }
        return late;
    }

    /** Takes away all messages, assigned and delivered. */
    List<QueueMessage> takeAll() {
        List<QueueMessage> all = new ArrayList<>(assigned);
        unacked.values().forEach(each -> all.add(each.message));
        assigned.clear();
        unacked.clear();
        return all;
    }
}
