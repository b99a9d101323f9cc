package netkit.http;

import java.nio.charset.StandardCharsets;

/**
 * The head of a request, everything before its body (RFC 9112 §3).
 *
 * @param target as in the request line: {@code /chat?room=1}
 * @param version such as {@code HTTP/1.1}
 */
public record RequestHead(String method, String target, String version, Headers headers) {
    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public byte[] encode() {
        return toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As it goes over the wire. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method + " " + target + " " + version + "\r\n");
        headers.appendTo(text);
        return text.toString();
    }
}
