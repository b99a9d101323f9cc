package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The place where a server keeps its messages. */
public interface MessageStore extends Closeable {
    /** Returns whether messages outlive the process. */
    boolean isDurable();

    /** Returns the messages that were stored when it was opened, in the order of their ids. To be called once. */
    List<QueueMessage> recover();

    /** Returns the id of the next message: no id from this one on has been used. */
    long nextId();

    /**
     * Returns what the disk lacks before this many bytes more can be taken; empty if there is room. To be asked before a
     * message is taken, so that {@link #write} need not refuse it. Called by one thread at a time.
     */
    Optional<FullDisk> shortage(long bytes);

    /**
     * Stores and deletes messages. They are on disk, or gone from there, when it returns. Called by one thread at a time.
     *
     * @param nextId the id of the next message
     * @throws IOException if nothing can be promised of any of them
     */
    void write(Collection<QueueMessage> stored, Collection<QueueMessage> deleted, long nextId)
            throws IOException;

    /** Records that these messages are about to be delivered, so that this is known after a crash. */
    void noteDeliveries(List<QueueMessage> messages) throws IOException;

    /** Returns the body of a message that was written; null if the message is deleted. */
    byte[] body(QueueMessage message) throws IOException;
}
