package netkit.http;

import java.nio.charset.StandardCharsets;

/**
 * The head of a request, everything before its body (RFC 9112 §3).
 *
 * @param target as in the request line: {@code /chat?room=1}
 * @param version such as {@code HTTP/1.1}
 */
public record RequestHead(String method, String target, String version, Headers headers) {
    /** The path in the target, which may also be a whole URL (RFC 9112 §3.2.2), without the query. */
    public String path() {
        String pathAndQuery = target.replaceFirst("^(?i:https?)://[^/?]*", "");
        int query = pathAndQuery.indexOf('?');
        String path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
        return path.isEmpty() ? "/" : path;
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
