package netkit.queue;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.rabbitmq.client.ConnectionFactory;

import netkit.net.Endpoint;

/** The URL of a message queue server: {@code mq://HOST:PORT} or {@code amqp://USER:PASSWORD@HOST:PORT/VHOST}. */
public final class QueueUrl {
    /** The port of the embedded server if the URL names none. */
    public static final int DEFAULT_PORT = 5670;
    private static final String EMBEDDED = "mq";
    /** RFC 3986 §3.2; hosts are not only those that {@link URI} understands, such as {@code my_host}. */
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?<user>[^@]*@)?(?<host>\\[[^\\]@]+\\]|[^\\[\\]:@]*)(?::(?<port>\\d{1,5}))?");

    private QueueUrl() {}

    /**
     * Parses a URL, or the address of an embedded server alone: {@code HOST:PORT} or a bare {@code PORT}.
     *
     * @throws IllegalArgumentException if it is invalid; the message is one line and contains no password
     */
    public static URI parse(String text) {
        if (!text.contains("://") && text.indexOf('@') >= 0) { // not repeated: it may have a password
            throw new IllegalArgumentException(
                    "a message queue URL with a user begins with amqp://: write amqp://USER:PASSWORD@HOST:PORT");
        }
        try {
            URI url = text.contains("://") ? new URI(text) : new URI(EMBEDDED + "://" + Endpoint.parse(text));
            if (EMBEDDED.equals(scheme(url))) {
                endpoint(url);
            } else {
                server(url);
            }
            return url;
        } catch (URISyntaxException _) {
            throw invalid(text);
        }
    }

    /** Returns the URL without its password. */
    public static String redacted(String url) {
        return url.replaceFirst("//([^:@/]*):[^/]*@", "//$1@");
    }

    /**
     * Returns whether the URL names an embedded server; otherwise it names a RabbitMQ server.
     *
     * @throws IllegalArgumentException if it names neither; the message is one line
     */
    public static boolean isEmbedded(URI url) {
        return switch (scheme(url)) {
            case EMBEDDED -> true;
            case "amqp", "amqps" -> false;
            default -> throw invalid(url.toString());
        };
    }

    /** RFC 3986 §3.1: schemes are case-insensitive. */
    private static String scheme(URI url) {
        return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException invalid(String url) {
        return new IllegalArgumentException(
                "'" + redacted(url)
                        + "' is not a message queue URL: write mq://HOST:PORT or amqp://HOST:PORT");
    }

    /**
     * Returns the address of an embedded server.
     *
     * @throws IllegalArgumentException if the URL has parts that mq:// URLs do not support; the message is one line
     */
    public static Endpoint endpoint(URI url) {
        Matcher authority = authority(url);
        String path = url.getRawPath();
        if (authority.group("host").isEmpty()) {
            throw invalid(url.toString());
        }
        if (path != null && path.length() > 1 || authority.group("user") != null || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException("'" + redacted(url.toString())
                    + "' has parts that mq:// URLs do not support: write mq://HOST:PORT");
        }
        return server(url);
    }

    /**
     * Returns the host and port of the server. Log these rather than the URL, which may contain a password.
     *
     * @throws IllegalArgumentException if the URL is invalid; the message is one line
     */
    public static Endpoint server(URI url) {
        int defaultPort = switch (scheme(url)) {
            case EMBEDDED -> DEFAULT_PORT;
            case "amqp" -> ConnectionFactory.DEFAULT_AMQP_PORT;
            case "amqps" -> ConnectionFactory.DEFAULT_AMQP_OVER_SSL_PORT;
            default -> throw invalid(url.toString());
        };
        Matcher authority = authority(url);
        String host = authority.group("host").replaceAll("[\\[\\]]", "");
        String port = authority.group("port");
        return new Endpoint(host.isEmpty() ? Endpoint.LOOPBACK : host,
                port == null ? defaultPort : Integer.parseInt(port));
    }

    /**
     * Returns the same URL with another server, for libraries that understand only some host names.
     *
     * @throws IllegalArgumentException if the URL is invalid; the message is one line
     */
    public static URI withServer(URI url, Endpoint server) {
        String user = authority(url).group("user");
        return URI.create(url.getScheme() + "://" + (user == null ? "" : user) + server + url.getRawPath()
                + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
    }

    private static Matcher authority(URI url) {
        Matcher authority = AUTHORITY.matcher(url.getRawAuthority() == null ? "" : url.getRawAuthority());
        // RFC 3986 §3: without the two slashes there is no authority, and all of it may be a path
        if (!authority.matches() || !url.getRawSchemeSpecificPart().startsWith("//")) {
            throw invalid(url.toString());
        }
        return authority;
    }
}
