package netkit.queue;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** A consumer's end of a queue. What is unacknowledged when it is closed goes to another consumer. */
public interface Subscription extends Closeable {
    /**
     * Waits for the next message.
     *
     * @return null when none came in that time
     * @throws IOException when the connection is lost
     */
    Delivery next(Duration atMost) throws IOException, InterruptedException;

    /** Says what became of the message. Does not wait for the server to know. */
    default void settle(Delivery delivery, Settlement settlement) throws IOException, InterruptedException {
        settle(delivery, settlement, () -> {});
    }

    /**
     * As {@link #settle(Delivery, Settlement)}.
     *
     * @param known told when the server has answered that it knows, on a thread of the connection, which it must not hold
     *        up; RabbitMQ does not answer, so there it is told when this was written
     */
    void settle(Delivery delivery, Settlement settlement, Runnable known)
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

    /** Waits until the server has all that was said so far: what is acknowledged now does not come back. */
    void sync() throws IOException, InterruptedException;
}
