package netkit.queue;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

import com.rabbitmq.client.ConnectionFactory;

import netkit.net.Endpoint;

/** Where a message queue is: {@code mq://HOST:PORT} or {@code amqp://USER:PASSWORD@HOST:PORT/VHOST}. */
public final class QueueUrl {
    /** The embedded server's, unless told otherwise. */
    public static final int DEFAULT_PORT = 5670;
    private static final String EMBEDDED = "mq";

    private QueueUrl() {}

    /**
     * The URL as it is typed, or an address of an embedded server alone: {@code HOST:PORT} or a bare {@code PORT}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong with it, and holds no password
     */
    public static URI parse(String text) {
        try {
            URI url = text.contains("://") ? new URI(text) : new URI(EMBEDDED + "://" + Endpoint.parse(text));
            if (EMBEDDED.equals(scheme(url))) {
                endpoint(url);
            } else {
                server(url);
            }
            return url;
        } catch (URISyntaxException _) {
            throw isNone(text);
        }
    }

    /** A URL as it may be shown: without the password. */
    public static String shown(String url) {
        return url.replaceFirst("//([^:@/]*):[^@/]*@", "//$1@");
    }

    /**
     * Whether the URL is that of netkit's own queue; else it is that of RabbitMQ.
     *
     * @throws IllegalArgumentException with one line, when it is neither
     */
    public static boolean isEmbedded(URI url) {
        return switch (scheme(url)) {
            case EMBEDDED -> true;
            case "amqp", "amqps" -> false;
            default -> throw isNone(url.toString());
        };
    }

    /** RFC 3986 §3.1: in small letters or capitals, it is the same scheme. */
    private static String scheme(URI url) {
        return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException isNone(String url) {
        return new IllegalArgumentException(
                "'" + shown(url) + "' is not a message queue: write mq://HOST:PORT or amqp://HOST:PORT");
    }

    /**
     * Where netkit's own queue is.
     *
     * @throws IllegalArgumentException with one line, when the URL has parts that it may not have
     */
    public static Endpoint endpoint(URI url) {
        String path = url.getRawPath();
        if (url.getHost() == null) {
            throw isNone(url.toString());
        }
        if (path != null && path.length() > 1 || url.getRawUserInfo() != null || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException("'" + shown(url.toString())
                    + "' says more than netkit's queue understands: write mq://HOST:PORT and nothing else");
        }
        return server(url);
    }

    /**
     * Host and port of the server, which is all of the URL that may be shown: it may hold a password.
     *
     * @throws IllegalArgumentException with one line that says what is wrong with the URL
     */
    public static Endpoint server(URI url) {
        int usual = switch (scheme(url)) {
            case EMBEDDED -> DEFAULT_PORT;
            case "amqp" -> ConnectionFactory.DEFAULT_AMQP_PORT;
            case "amqps" -> ConnectionFactory.DEFAULT_AMQP_OVER_SSL_PORT;
            default -> throw isNone(url.toString());
        };
        return new Endpoint(
                url.getHost() == null ? Endpoint.LOOPBACK : url.getHost().replaceAll("[\\[\\]]", ""),
                url.getPort() < 0 ? usual : url.getPort());
    }
}
