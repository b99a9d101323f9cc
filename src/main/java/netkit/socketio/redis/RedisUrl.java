package netkit.socketio.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import netkit.net.Endpoint;

/**
 * The URL of a Redis server: {@code redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]}, or {@code rediss://} over TLS.
 *
 * @param database has no effect on channels, which all databases share
 */
public record RedisUrl(Endpoint server, Optional<String> user, Optional<String> password, int database,
        boolean isTls) {
    private static final int DEFAULT_PORT = 6379;
    // RFC 3986 §3.2, for hosts that java.net.URI does not understand as well, such as my_host
    private static final Pattern URL = Pattern.compile("(?i)(?<scheme>rediss?)://"
            + "(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?"
            + "(?<host>\\[[^\\]@/]+\\]|[^\\[\\]:@/?#]+)(?::(?<port>\\d{1,5}))?(?:/(?<database>\\d{1,5})?)?");

    /** @throws IllegalArgumentException if it is invalid; the message is one line and contains no password */
    public static RedisUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException("'" + redacted(text)
                    + "' is not a Redis URL: write redis://HOST:PORT, or redis://:PASSWORD@HOST:PORT");
        }
        int port = url.group("port") == null ? DEFAULT_PORT : Integer.parseInt(url.group("port"));
        return new RedisUrl(new Endpoint(url.group("host").replaceAll("[\\[\\]]", ""), port),
                Optional.ofNullable(url.group("user")).filter(user -> !user.isEmpty())
                        .map(RedisUrl::unescape),
                Optional.ofNullable(url.group("password")).map(RedisUrl::unescape),
                url.group("database") == null ? 0 : Integer.parseInt(url.group("database")),
                url.group("scheme").toLowerCase(Locale.ROOT).equals("rediss"));
    }

    /** Returns the text without anything that may be a password. */
    private static String redacted(String text) {
        return text.contains("@") ? "redis://…" + text.substring(text.lastIndexOf('@')) : text;
    }

    /** RFC 3986 §2.1; a plus sign stands for itself. */
    private static String unescape(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) { // its message quotes a part
            throw new IllegalArgumentException(
                    "the user or password in the Redis URL has a % without two hexadecimal digits; write %25 for it");
        }
    }

    /** Returns the URL without user and password. */
    @Override
    public String toString() {
        return (isTls ? "rediss://" : "redis://") + server;
    }
}
