package netkit.queue;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A connection to a message queue server, embedded or RabbitMQ. The server keeps each message until one consumer has
 * acknowledged it. Queues are created on first use. Safe for many threads.
 */
public interface MessageQueue extends Closeable {
    /** Receives the publisher confirm of one message, on a thread of the connection, which it must not block. */
    @FunctionalInterface
    interface ConfirmListener {
        void onOutcome(PublishOutcome outcome);
    }

    /**
     * Publishes a message. Waits while the queue is full or too many messages are unconfirmed.
     *
     * @param timeToLive after which the message is dead-lettered instead of delivered; zero for the server's default
     * @throws IOException if the connection is lost; unconfirmed messages may or may not be stored then
     */
    void publish(String queue, byte[] body, Duration timeToLive, ConfirmListener listener)
            throws IOException, InterruptedException;

    /**
     * Publishes a message and waits until it is stored.
     *
     * @throws IOException if the message is not stored, or it is unknown whether it is
     */
    default void publish(String queue, byte[] body) throws IOException, InterruptedException {
        CompletableFuture<PublishOutcome> confirmed = new CompletableFuture<>();
        publish(queue, body, Duration.ZERO, confirmed::complete);
        try {
            switch (confirmed.get()) {
                case PublishOutcome.Stored() -> {}
                case PublishOutcome.Refused(var reason) -> throw new IOException(reason);
                case PublishOutcome.Unknown(var reason) -> throw new IOException(reason);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Starts a consumer on a connection of its own.
     *
     * @param prefetch the most messages that may be in flight or unacknowledged at once, 1 to 65535
     */
    Subscription consume(String queue, int prefetch) throws IOException;

    /** Deletes the ready messages, those that no consumer holds, and returns their number. */
    long purge(String queue) throws IOException, InterruptedException;

    /**
     * Returns the statistics of queues.
     *
     * @param names the queues to report; empty for all that are known, which on RabbitMQ are those used on this connection
     */
    List<QueueStats> stats(List<String> names) throws IOException, InterruptedException;
}
