package netkit.queue;

import java.util.Locale;
import java.util.Optional;

/** Why a message went to the dead-letter queue, in RabbitMQ's words (its page "Dead Letter Exchanges"). */
public enum DeadLetterReason {
    REJECTED, EXPIRED, DELIVERY_LIMIT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DeadLetterReason> of(String word) {
        for (DeadLetterReason reason : values()) {
            if (reason.toString().equals(word)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
