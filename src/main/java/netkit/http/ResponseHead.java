package netkit.http;

import java.nio.charset.StandardCharsets;

/** The head of a response, everything before its body (RFC 9112 §4). */
public record ResponseHead(String version, int status, String reason, Headers headers) {
    public static ResponseHead of(Status status, Headers headers) {
        return new ResponseHead("HTTP/1.1", status.code(), status.reason(), headers);
    }

    public byte[] encode() {
        return toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The head as it is sent. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(version + " " + status + " " + reason + "\r\n");
        headers.appendTo(text);
        return text.toString();
    }
}
