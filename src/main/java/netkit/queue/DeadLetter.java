package netkit.queue;

/**
 * How a message came to the dead-letter queue.
 *
 * @param from the queue it was in before
 */
public record DeadLetter(DeadLetterReason reason, String from) {}
