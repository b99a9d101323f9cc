package netkit.queue.store;

import java.nio.ByteBuffer;
import java.util.Optional;

import netkit.queue.DeadLetter;

/** The content of one record of the log. Records are only ever appended; a later one overrides earlier ones. */
public sealed interface LogRecord {
    /** Returns the id of the message that it is about; empty for a record about the whole log. */
    default Optional<Long> messageId() {
        return switch (this) {
            case Put put -> Optional.of(put.id());
            case Delivered delivered -> Optional.of(delivered.id());
            case Deleted deleted -> Optional.of(deleted.id());
            case Checkpoint _,Opened _,Closed _ -> Optional.empty();
        };
    }

    /**
     * A message is in a queue. A second put with the same id replaces the first: the message became a dead letter, or was
     * copied so that an old segment can be deleted. The components are in the order of their bytes.
     *
     * @param expiresAt in milliseconds since 1970; 0 for never
     * @param deliveriesBefore deliveries in the queue that it came from as a dead letter
     * @param deliveries all deliveries so far, those included
     */
    record Put(long id, long expiresAt, int deliveriesBefore, int deliveries, String queue,
            Optional<DeadLetter> deadLetter, ByteBuffer body) implements LogRecord {}

    /**
     * A message is about to be sent to a consumer.
     *
     * @param deliveries all deliveries of it, this one included
     */
    record Delivered(long id, int deliveries) implements LogRecord {}

    /** A message is deleted: it was acknowledged or purged, or refused because it could not be stored. */
    record Deleted(long id) implements LogRecord {}

    /**
     * The state of the whole log at this point. Each segment begins with one, so that it can be read without older ones.
     *
     * @param idLimit ids below this are reserved: they may have been given out
     * @param firstSequence the sequence number of the first record of the log: those before it are deleted
     */
    record Checkpoint(long idLimit, long firstSequence) implements LogRecord {}

    /**
     * A server starts to write.
     *
     * @param boot differs after each start of the machine; 0 if the system does not report it
     */
    record Opened(long boot) implements LogRecord {}

    /**
     * The server stopped cleanly: the log is complete.
     *
     * @param nextId the id of the next message
     */
    record Closed(long nextId) implements LogRecord {}
}
