package netkit.queue;

/** What a consumer says of a message that it was given. */
public enum Settlement {
    /** Processed: it is deleted. */
    ACK,
    /** Not processed: back to its place in the queue. */
    NACK,
    /** Not to be processed: to the dead-letter queue. */
    REJECT
}
