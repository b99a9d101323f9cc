package netkit.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a request, everything before its body (RFC 9112 §3).
 *
 * @param target as in the request line: {@code /chat?room=1}
 * @param version such as {@code HTTP/1.1}
 */
public record RequestHead(String method, String target, String version, Headers headers) {
    /** RFC 9112 §3.2.2: the absolute form of a target begins with scheme and authority. */
    private static final Pattern ABSOLUTE = Pattern.compile("^https?://([^/?]*)", Pattern.CASE_INSENSITIVE);

    /** The path in the target, which may also be a whole URL (RFC 9112 §3.2.2), without the query. */
    public String path() {
        String pathAndQuery = ABSOLUTE.matcher(target).replaceFirst("");
        int query = pathAndQuery.indexOf('?');
        String path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
        return path.isEmpty() ? "/" : path;
    }

    /** The host and perhaps the port to which the request is sent: that of the target overrides {@code Host}. */
    public Optional<String> authority() {
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.find() ? Optional.of(absolute.group(1)) : headers.first("Host");
    }

    /** Returns the query of the target, without its question mark; empty if there is none. */
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    public byte[] encode() {
        return toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The head as it is sent. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method + " " + target + " " + version + "\r\n");
        headers.appendTo(text);
        return text.toString();
    }
}
