package netkit.queue.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A store that keeps nothing: the messages in the queues are all there is. */
public final class MemoryStore implements MessageStore {
    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public List<QueueMessage> recover() {
        return List.of();
    }

    @Override
    public long nextId() {
        return 1;
    }

    @Override
    public Optional<FullDisk> shortage(long bytes) {
        return Optional.empty();
    }

    @Override
    public void write(Collection<QueueMessage> stored, Collection<QueueMessage> deleted, long nextId) {}

    @Override
    public void noteDeliveries(List<QueueMessage> messages) {}

    @Override
    public byte[] body(QueueMessage message) {
        return null;
    }

    @Override
    public void close() {}
}
