package netkit.queue;

import java.util.Optional;

/**
 * A message as a consumer gets it.
 *
 * @param id of the message; the same each time it is delivered
 * @param count which delivery this is, from 1, as far as is known
 * @param redelivered whether it may have been delivered before
 * @param death how it came here, in a dead-letter queue
 */
public record Delivery(String queue, String id, int count, boolean redelivered, Optional<DeadLetter> death,
        byte[] body) {}
