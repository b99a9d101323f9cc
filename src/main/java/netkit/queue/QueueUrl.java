package netkit.queue;

import java.io.IOException;
import java.net.URI;

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
        return new Endpoint(url.getHost().replaceAll("[\\[\\]]", ""),
                url.getPort() < 0 ? DEFAULT_PORT : url.getPort());
    }
}
