package netkit.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A response with its body: a static page, or what is wrong in a line of text.
 *
 * @param body the bytes, which must not change
 */
public record Page(Status status, Headers headers, String contentType, byte[] body) {
    public static Page html(byte[] body) {
        return new Page(Status.OK, Headers.NONE, "text/html; charset=utf-8", body);
    }

    public static Page text(Status status, Headers headers, String line) {
        return new Page(status, headers, "text/plain; charset=utf-8",
                (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The whole response; the connection is closed after it (RFC 9112 §9.6).
     *
     * @param method what is answered: HEAD asks for the head alone, as it would be for GET (RFC 9110 §9.3.2)
     */
    public byte[] encode(String method) {
        Headers all = Headers.of("Content-Type", contentType, "Content-Length", Integer.toString(body.length),
                "Connection", "close", "Cache-Control", "no-store");
        for (Headers.Field field : headers.fields()) {
            all = all.with(field.name(), field.value());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ResponseHead.of(status, all).encode());
        if (!method.equals("HEAD")) {
            out.writeBytes(body);
        }
        return out.toByteArray();
    }
}
