package netkit.queue.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import netkit.queue.store.QueueMessage;

/** What is to be written in one go, and who waits for that. Guarded by the lock of the broker until it is written. */
final class Batch {
    /** Told when what it waits for is on disk. */
    interface Done {
        void stored();

        void failed(String why);
    }

    private final Map<Long, QueueMessage> stored = new LinkedHashMap<>();
    private final Set<Long> deleted = new LinkedHashSet<>();
    private final List<Done> waiting = new ArrayList<>();
    private long bytes;

    void delete(QueueMessage message) {
        if (stored.remove(message.id()) != null) {
            bytes -= message.size();
        }
        deleted.add(message.id());
    }

    void store(QueueMessage message) {
        stored.put(message.id(), message);
        bytes += message.size();
    }

    void await(Done done) {
        waiting.add(done);
    }

    Collection<QueueMessage> stored() {
        return stored.values();
    }

    Collection<Long> deleted() {
        return deleted;
    }

    boolean isEmpty() {
        return stored.isEmpty() && deleted.isEmpty() && waiting.isEmpty();
    }

    boolean hasChanges() {
        return !stored.isEmpty() || !deleted.isEmpty();
    }

    /** Whether something came from a producer: what else is written has to be written in any case. */
    boolean hasNewMessages() {
        return stored.values().stream().anyMatch(message -> message.death().isEmpty());
    }

    long bytes() {
        return bytes;
    }

    void succeeded() {
        waiting.forEach(Done::stored);
    }

    void failed(String why) {
        waiting.forEach(done -> done.failed(why));
    }

    /** What has to be done all the same when an earlier batch could not be written. */
    void inherit(Batch failed) {
        for (QueueMessage message : failed.stored()) {
            if (message.death().isEmpty()) {
                deleted.add(message.id()); // refused: it must not come back should it be on disk after all
            } else if (!deleted.contains(message.id())) {
                stored.putIfAbsent(message.id(), message);
            }
        }
        deleted.addAll(failed.deleted);
    }
}
