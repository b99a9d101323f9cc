package netkit.queue.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import netkit.queue.store.QueueMessage;

/** A consumer as its queue sees it: what is meant for it, what it has, and how much more it may get. */
final class Consumer {
    /** A message that the consumer has, and until when, in milliseconds of the clock. */
    private record Held(QueueMessage message, long deadline) {}

    private final QueueState queue;
    private final String name;
    private final int prefetch;
    private final Runnable onAssigned;
    private final ArrayDeque<QueueMessage> assigned = new ArrayDeque<>();
    /** In the order of their deadlines. */
    private final Map<Long, Held> held = new LinkedHashMap<>();
    /** What it has had for too long: it gets no more in their place until it has said something of them. */
    private final Set<Long> overdue = new HashSet<>();

    /** @param onAssigned told each time something is meant for it */
    Consumer(QueueState queue, String name, int prefetch, Runnable onAssigned) {
        this.queue = queue;
        this.name = name;
        this.prefetch = prefetch;
        this.onAssigned = onAssigned;
    }

    QueueState queue() {
        return queue;
    }

    /** In the log. */
    String name() {
        return name;
    }

    boolean hasCredit() {
        return assigned.size() + held.size() + overdue.size() < prefetch;
    }

    void assign(QueueMessage message) {
        assigned.add(message);
        onAssigned.run();
    }

    boolean isAwaited() {
        return !assigned.isEmpty();
    }

    int unacked() {
        return assigned.size() + held.size();
    }

    /** All that is meant for it goes on its way now. */
    List<QueueMessage> take(long deadline) {
        List<QueueMessage> taken = new ArrayList<>(assigned);
        assigned.clear();
        for (QueueMessage message : taken) {
            message.delivered(1);
            held.put(message.id(), new Held(message, deadline));
        }
        return taken;
    }

    /** @return null when it does not have this message */
    QueueMessage settle(long id) {
        Held settled = held.remove(id);
        if (settled == null) {
            overdue.remove(id);
            return null;
        }
        return settled.message;
    }

    boolean isOverdue(long id) {
        return overdue.contains(id);
    }

    /** The messages that it has had for too long, which it has no more. */
    List<QueueMessage> takeOverdue(long now) {
        List<QueueMessage> late = new ArrayList<>();
        for (Held each : held.values()) {
            if (each.deadline > now) {
                break;
            }
            late.add(each.message);
        }
        for (QueueMessage message : late) {
            held.remove(message.id());
            overdue.add(message.id());
        }
        return late;
    }

    /** It is gone: what never went on its way, and what it had. */
    List<QueueMessage> takeAll() {
        List<QueueMessage> all = new ArrayList<>(assigned);
        held.values().forEach(each -> all.add(each.message));
        assigned.clear();
        held.clear();
        return all;
    }
}
