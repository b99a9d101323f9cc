package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where a server keeps its messages. */
public interface MessageStore extends Closeable {
    /** Whether messages outlive the process. */
    boolean isDurable();

    /** What was there when it was opened, in the order of the ids. To be called once. */
    List<QueueMessage> recover();

    /** The id of the next message: none was ever used from there on. */
    long nextId();

    /**
     * What is missing before this many more bytes can be stored; empty when there is room. To be called before a message is accepted,
     * so that {@link #write} need not refuse it. Called by one thread at a time.
     */
    Optional<FullDisk> lacking(long bytes);

    /**
     * Stores and deletes; what is done is on disk when it returns. Called by one thread at a time.
     *
     * @param nextId the id of the next message
     * @throws IOException when nothing can be promised of any of them
     */
    void write(Collection<QueueMessage> stored, Collection<QueueMessage> deleted, long nextId)
            throws IOException;

    /** Notes that these are about to be delivered, so that it is known after a crash. */
    void noteDeliveries(List<QueueMessage> messages) throws IOException;

    /** The body of a message that was written, or null when it is deleted. */
    byte[] body(QueueMessage message) throws IOException;
}
