package netkit.queue.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import netkit.queue.store.QueueMessage;

/**
 * The changes to be written to the store in one operation, with the requests that wait for it. Guarded by the broker's lock
 * until it is written.
 */
final class Batch {
    /** Receives the result of writing the batch; must not block. */
    interface Completion {
        /** The batch is on disk. */
        void stored();

        /** @param reason one line */
        void failed(String reason);
    }

    private final Map<Long, QueueMessage> stored = new LinkedHashMap<>();
    private final Map<Long, QueueMessage> deleted = new LinkedHashMap<>();
    private final List<Completion> completions = new ArrayList<>();
    private long bytes;

    void delete(QueueMessage message) {
        if (stored.remove(message.id()) != null) {
            bytes -= message.size();
        }
        deleted.put(message.id(), message);
    }

    void store(QueueMessage message) {
        stored.put(message.id(), message);
        bytes += message.size();
    }

    void whenWritten(Completion completion) {
        completions.add(completion);
    }

    Collection<QueueMessage> stored() {
        return stored.values();
    }

    Collection<QueueMessage> deleted() {
        return deleted.values();
    }

    boolean isEmpty() {
        return stored.isEmpty() && deleted.isEmpty() && completions.isEmpty();
    }

    boolean hasChanges() {
        return !stored.isEmpty() || !deleted.isEmpty();
    }

    /** Returns whether the batch has published messages; dead letters and deletions must be written in any case. */
    boolean hasPublishedMessages() {
        return stored.values().stream().anyMatch(message -> message.deadLetter().isEmpty());
    }

    /** Returns the bytes of the bodies to be stored. */
    long bytes() {
        return bytes;
    }

    void succeeded() {
        complete(Completion::stored);
    }

    void failed(String reason) {
        complete(completion -> completion.failed(reason));
    }

    /** A completion that throws must not keep the others from being called, nor end the thread that writes. */
    private void complete(java.util.function.Consumer<Completion> action) {
        for (Completion completion : completions) {
            try {
                action.accept(completion);
            } catch (RuntimeException | Error e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    /** Adds those changes of a failed batch that must still be written. */
    void retry(Batch failed) {
        for (QueueMessage message : failed.stored()) {
            if (message.deadLetter().isEmpty()) {
                deleted.put(message.id(), message); // refused: must not reappear if it did reach the disk
            } else if (!deleted.containsKey(message.id())) {
                stored.putIfAbsent(message.id(), message);
            }
        }
        deleted.putAll(failed.deleted);
    }
}
