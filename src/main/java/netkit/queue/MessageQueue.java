package netkit.queue;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Queues of messages on a server, whichever it is: messages are kept until they are acknowledged, and each goes to one
 * consumer. A queue exists as soon as it is spoken of. Safe for many threads.
 */
public interface MessageQueue extends Closeable {
    /** Told how a publish ended, on a thread of the connection, which it must not hold up. */
    @FunctionalInterface
    interface Confirm {
        void done(Outcome outcome);
    }

    /**
     * Sends a message, and waits while the queue is full or too many are unconfirmed.
     *
     * @param timeToLive after which it is not delivered any more, but a dead letter; zero for never
     * @throws IOException when the connection is lost; then what is unconfirmed may or may not be stored
     */
    void publish(String queue, byte[] body, Duration timeToLive, Confirm confirm)
            throws IOException, InterruptedException;

    /**
     * Sends a message and waits until it is stored.
     *
     * @throws IOException when it is not, or that cannot be known
     */
    default void publish(String queue, byte[] body) throws IOException, InterruptedException {
        CompletableFuture<Outcome> confirmed = new CompletableFuture<>();
        publish(queue, body, Duration.ZERO, confirmed::complete);
        try {
            switch (confirmed.get()) {
                case Outcome.Stored() -> {}
                case Outcome.Refused(var why) -> throw new IOException(why);
                case Outcome.Unknown(var why) -> throw new IOException(why);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Begins to receive, on a connection of its own.
     *
     * @param prefetch how many messages may be on the way or unacknowledged at once, 1 to 65535
     */
    Subscription consume(String queue, int prefetch) throws IOException;

    /** Deletes all messages that no consumer has, and returns how many. */
    long purge(String queue) throws IOException, InterruptedException;

    /**
     * How queues are.
     *
     * @param names which of them; all for none, as far as they are known: to RabbitMQ, those spoken of on this connection
     */
    List<QueueStats> stats(List<String> names) throws IOException, InterruptedException;
}
