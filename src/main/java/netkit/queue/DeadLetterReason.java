package netkit.queue;

import java.util.Locale;
import java.util.Optional;

/** Why a message was dead-lettered, in RabbitMQ's words (rabbitmq.com/docs/dlx). */
public enum DeadLetterReason {
    REJECTED, EXPIRED, DELIVERY_LIMIT;

    /** Returns the word of the protocol. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the reason of this word; empty if there is none. */
    public static Optional<DeadLetterReason> of(String word) {
        for (DeadLetterReason reason : values()) {
            if (reason.toString().equals(word)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
