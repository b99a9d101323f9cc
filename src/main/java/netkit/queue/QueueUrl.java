package netkit.queue;

import java.io.IOException;
import java.net.URI;

import com.rabbitmq.client.ConnectionFactory;
import netkit.net.Endpoint;

/** Where a message queue is: {@code mq://HOST:PORT} or {@code amqp://USER:PASSWORD@HOST:PORT/VHOST}. */
public final class QueueUrl {
    /** The embedded server's, unless told otherwise. */
    public static final int DEFAULT_PORT = 5670;

    private QueueUrl() {}

    static MessageQueue connect(URI url, Route route) throws IOException {
        return switch (url.getScheme()) {
            case "mq" -> QueueClient.connect(endpoint(url), route);
            case "amqp", "amqps" -> RabbitQueue.connect(url, route);
            case null, default -> throw unknown(url);
        };
    }

    static Subscription subscribe(URI url, Route route, String queue, int prefetch) throws IOException {
        return switch (url.getScheme()) {
            case "mq" -> QueueClient.subscribe(endpoint(url), route, queue, prefetch);
            case "amqp", "amqps" -> RabbitQueue.subscribe(url, route, queue, prefetch);
            case null, default -> throw unknown(url);
        };
    }

    private static IllegalArgumentException unknown(URI url) {
        return new IllegalArgumentException(
                "'" + url + "' is not a message queue: write mq://HOST:PORT or amqp://HOST:PORT");
    }

    private static Endpoint endpoint(URI url) {
        String path = url.getRawPath();
        if (url.getHost() == null || path != null && path.length() > 1) {
            throw new IllegalArgumentException("'" + url + "' is not a message queue: write mq://HOST:PORT");
        }
        return server(url);
    }

    /**
     * Host and port of the server, which is all of the URL that may be shown: it may hold a password.
     *
     * @throws IllegalArgumentException with one line that says what is wrong with the URL
     */
    public static Endpoint server(URI url) {
        int usual = switch (url.getScheme()) {
            case "mq" -> DEFAULT_PORT;
            case "amqp" -> ConnectionFactory.DEFAULT_AMQP_PORT;
            case "amqps" -> ConnectionFactory.DEFAULT_AMQP_OVER_SSL_PORT;
            case null, default -> throw unknown(url);
        };
        return new Endpoint(
                url.getHost() == null ? Endpoint.LOOPBACK : url.getHost().replaceAll("[\\[\\]]", ""),
                url.getPort() < 0 ? usual : url.getPort());
    }
}
