package netkit.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A response with its body: a static page, or an error as a line of text.
 *
 * @param contentType empty when there is no body
 * @param body the bytes, which must not change
 */
public record HttpResponse(Status status, Headers headers, String contentType, byte[] body) {
    /** RFC 9110 §5.6.7: IMF-fixdate. */
    private static final DateTimeFormatter DATE = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public static HttpResponse html(byte[] body) {
        return new HttpResponse(Status.OK, Headers.NONE, "text/html; charset=utf-8", body);
    }

    public static HttpResponse text(Status status, Headers headers, String line) {
        return new HttpResponse(status, headers, "text/plain; charset=utf-8",
                (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A response without a body. */
    public static HttpResponse empty(Status status, Headers headers) {
        return new HttpResponse(status, headers, "", new byte[0]);
    }

    ResponseHead head(Persistence persistence) {
        // RFC 9110 §8.6: a 204 MUST NOT have Content-Length
        return head(status == Status.NO_CONTENT ? Headers.NONE
                : Headers.of("Content-Length", Integer.toString(body.length)), persistence);
    }

    /** @param framing the field that says where the body ends; none if it ends with the connection */
    ResponseHead head(Headers framing, Persistence persistence) {
        Headers all = contentType.isEmpty() ? Headers.NONE : Headers.of("Content-Type", contentType);
        for (Headers.Field field : framing.fields()) {
            all = all.with(field.name(), field.value());
        }
        if (status.code() < 500) { // RFC 9110 §6.6.1: required in 2xx to 4xx from a server with a clock
            all = all.with("Date", DATE.format(Instant.now()));
        }
        all = all.with("Connection", persistence.option()).with("Cache-Control", "no-store");
        for (Headers.Field field : headers.fields()) {
            all = all.with(field.name(), field.value());
        }
        return ResponseHead.of(status, all);
    }

    /**
     * Returns the response as bytes.
     * @param method the method of the request: the response to HEAD has no body (RFC 9110 §9.3.2)
     */
    byte[] encode(String method, Persistence persistence) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(persistence).encode());
        if (!method.equals("HEAD")) {
            out.writeBytes(body);
        }
        return out.toByteArray();
    }
}
