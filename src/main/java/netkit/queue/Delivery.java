package netkit.queue;

import java.util.Optional;

/**
 * A message as delivered to a consumer.
 *
 * @param id identifies the message; the same in each delivery
 * @param count the number of this delivery, from 1, as far as the server knows
 * @param redelivered whether the message may have been delivered before
 * @param deadLetter why the message is in a dead-letter queue; empty in any other queue
 */
public record Delivery(String queue, String id, int count, boolean redelivered,
        Optional<DeadLetter> deadLetter, byte[] body) {}
