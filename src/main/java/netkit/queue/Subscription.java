package netkit.queue;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** A consumer of one queue, on a connection of its own. Closing it requeues the messages that it has not acknowledged. */
public interface Subscription extends Closeable {
    /**
     * Waits for the next message.
     *
     * @return the message, or null if none arrived before the timeout
     * @throws IOException if the connection is lost
     */
    Delivery next(Duration timeout) throws IOException, InterruptedException;

    /**
     * Sets what receives the server's reason when it refuses a settlement, such as an acknowledgement that comes too late.
     * Without it the next call of {@link #settle} or {@link #sync} fails with that reason. RabbitMQ refuses none: it closes
     * the channel.
     *
     * @param listener called on a thread of the connection, which it must not block; one line each time
     */
    void onRefused(Consumer<String> listener);

    /** Settles a delivered message. Does not wait for the server's reply. */
    default void settle(Delivery delivery, Settlement settlement) throws IOException, InterruptedException {
        settle(delivery, settlement, () -> {});
    }

    /**
     * Settles a delivered message, and reports when the server has confirmed it. Does not wait for the server's reply.
     *
     * @param onConfirmed called on a thread of the connection, which it must not block; RabbitMQ does not reply to an
     *        acknowledgement, so there it is called as soon as the request is written
     */
    void settle(Delivery delivery, Settlement settlement, Runnable onConfirmed)
            throws IOException, InterruptedException;

    default void ack(Delivery delivery) throws IOException, InterruptedException {
        settle(delivery, Settlement.ACK);
    }

    default void requeue(Delivery delivery) throws IOException, InterruptedException {
        settle(delivery, Settlement.NACK);
    }

    default void reject(Delivery delivery) throws IOException, InterruptedException {
        settle(delivery, Settlement.REJECT);
    }

    /** Waits until the server has processed all settlements: a message acknowledged before is not redelivered after. */
    void sync() throws IOException, InterruptedException;
}
