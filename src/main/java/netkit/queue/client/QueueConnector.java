package netkit.queue.client;

import java.io.IOException;
import java.net.URI;

import netkit.queue.MessageQueue;
import netkit.queue.QueueUrl;
import netkit.queue.Route;
import netkit.queue.Subscription;
import netkit.queue.rabbitmq.RabbitQueue;
import netkit.queue.rabbitmq.RabbitSubscription;

/** Connects to a message queue server by its URL: {@code mq://HOST:PORT} for the embedded one, {@code amqp://…} for RabbitMQ. */
public final class QueueConnector {
    private QueueConnector() {}

    /**
     * Opens a connection.
     *
     * @throws IllegalArgumentException if the URL is invalid; the message is one line
     * @throws IOException if no server accepts the connection
     */
    public static MessageQueue connect(URI url) throws IOException {
        return connect(url, Route.DIRECT);
    }

    /** Opens a connection by this route. */
    public static MessageQueue connect(URI url, Route route) throws IOException {
        return QueueUrl.isEmbedded(url) ? QueueClient.connect(QueueUrl.endpoint(url), route)
                : RabbitQueue.connect(url, route);
    }

    /**
     * Starts a consumer without a connection for publishing. On RabbitMQ the queue must exist.
     *
     * @param prefetch the most messages that may be in flight or unacknowledged at once, 1 to 65535
     */
    public static Subscription subscribe(URI url, Route route, String queue, int prefetch)
            throws IOException {
        return QueueUrl.isEmbedded(url)
                ? QueueClient.subscribe(QueueUrl.endpoint(url), route, queue, prefetch)
                : RabbitSubscription.open(url, route, queue, prefetch);
    }
}
