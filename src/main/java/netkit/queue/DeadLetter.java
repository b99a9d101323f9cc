package netkit.queue;

/**
 * Why and from where a message was moved to the dead-letter queue.
 *
 * @param from the queue that the message was in before
 */
public record DeadLetter(DeadLetterReason reason, String from) {}
