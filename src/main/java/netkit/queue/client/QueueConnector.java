package netkit.queue.client;

import java.io.IOException;
import java.net.URI;

import netkit.queue.MessageQueue;
import netkit.queue.QueueUrl;
import netkit.queue.Route;
import netkit.queue.Subscription;
import netkit.queue.rabbitmq.RabbitQueue;

/** Connects to a message queue by its URL: {@code mq://HOST:PORT} for netkit's own, {@code amqp://…} for RabbitMQ. */
public final class QueueConnector {
    private QueueConnector() {}

    /**
     * Opens a connection.
     *
     * @throws IllegalArgumentException with one line that says what is wrong with the URL
     * @throws IOException when no server responds there
     */
    public static MessageQueue connect(URI url) throws IOException {
        return connect(url, Route.DIRECT);
    }

    /** Opens a connection as {@link #connect(URI)} does, by this route. */
    public static MessageQueue connect(URI url, Route route) throws IOException {
        return QueueUrl.isEmbedded(url) ? QueueClient.connect(QueueUrl.endpoint(url), route)
                : RabbitQueue.connect(url, route);
    }

    /**
     * Opens a consumer's connection alone, without one for publishing. On RabbitMQ the queue must exist.
     *
     * @param prefetch how many messages may be under way or unacknowledged at once, 1 to 65535
     */
    public static Subscription subscribe(URI url, Route route, String queue, int prefetch)
            throws IOException {
        return QueueUrl.isEmbedded(url)
                ? QueueClient.subscribe(QueueUrl.endpoint(url), route, queue, prefetch)
                : RabbitQueue.subscribe(url, route, queue, prefetch);
    }
}
