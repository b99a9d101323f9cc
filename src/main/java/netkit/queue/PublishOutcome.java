package netkit.queue;

/** What became of a published message, as far as the producer can know. */
public sealed interface PublishOutcome {
    /** The server has stored the message, on disk if the server is durable. */
    record Stored() implements PublishOutcome {}

    /** The server has not stored the message; {@code reason} is one line. */
    record Refused(String reason) implements PublishOutcome {}

    /** The connection ended before the server confirmed, so the message may or may not be stored; {@code reason} is one line. */
    record Unknown(String reason) implements PublishOutcome {}
}
