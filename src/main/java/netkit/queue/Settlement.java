package netkit.queue;

/** How a consumer settles a message that was delivered to it. */
public enum Settlement {
    /** Processed: the server deletes the message. */
    ACK,
    /** Not processed: the server requeues the message at its original position. */
    NACK,
    /** Cannot be processed: the server moves the message to the dead-letter queue. */
    REJECT
}
