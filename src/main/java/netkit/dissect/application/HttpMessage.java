package netkit.dissect.application;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

import netkit.http.Headers;
import netkit.http.QueryString;

/** The fields of an HTTP/1.1 message (RFC 9112), with Wireshark's names. */
final class HttpMessage {
    /** The header fields for which Wireshark has a name of its own. */
    private static final Set<String> NAMED = Set.of("authorization", "proxy_authorization",
            "proxy_authenticate", "www_authenticate", "content_type", "content_encoding",
            "transfer_encoding", "upgrade", "user_agent", "host", "connection",
            "cookie", "accept", "referer", "accept_language", "accept_encoding", "date", "cache_control",
            "server", "location", "sec_websocket_accept", "sec_websocket_extensions",
            "sec_websocket_key", "sec_websocket_protocol", "sec_websocket_version", "set_cookie",
            "last_modified", "x_forwarded_for");
    private static final Map<Integer, String> DESCRIPTIONS = Map.ofEntries(Map.entry(100, "Continue"),
            Map.entry(101, "Switching Protocols"), Map.entry(200, "OK"), Map.entry(201, "Created"),
            Map.entry(202, "Accepted"), Map.entry(204, "No Content"), Map.entry(206, "Partial Content"),
            Map.entry(301, "Moved Permanently"), Map.entry(302, "Found"), Map.entry(303, "See Other"),
            Map.entry(304, "Not Modified"), Map.entry(307, "Temporary Redirect"),
            Map.entry(400, "Bad Request"), Map.entry(401, "Unauthorized"), Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"), Map.entry(410, "Gone"),
            Map.entry(411, "Length Required"), Map.entry(413, "Request Entity Too Large"),
            Map.entry(414, "Request-URI Too Long"), Map.entry(415, "Unsupported Media Type"),
            Map.entry(426, "Upgrade Required"), Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"), Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"), Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(505, "HTTP Version not supported"));

    private HttpMessage() {}

    /** Returns the message of a whole head and as much of its body as was kept. */
    static ApplicationMessage of(HttpHead head, Carried carried, byte[] body, List<String> notices) {
        String text = text(head, body);
        return new ApplicationMessage("http", carried, head.length(), head.firstLine(), text,
                List.copyOf(notices), sink -> fields(head, carried.bytes(), text, sink));
    }

    private static void fields(HttpHead head, byte[] bytes, String body, FieldSink sink) {
        int lineEnd = lineEnd(bytes, 0);
        firstLine(head, sink);
        String prefix = head.isRequest() ? "http.request" : "http.response";
        int at = lineEnd;
        while (at < head.length()) {
            int end = lineEnd(bytes, at);
            String line = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
            if (line.isBlank()) {
                break;
            }
            headerLine(line, at, end, sink);
            sink.text(prefix + ".line", "Header line", line, at, end);
            at = end;
        }
        head.headers().first("Host").filter(_ -> head.isRequest()).ifPresent(host -> sink.text(
                "http.request.full_uri", "URL",
                head.target().contains("://") ? head.target() : "http://" + host + head.target(), 0, 0));
        sink.flag(prefix, head.isRequest() ? "Request" : "Response", true, 0, 0, 0);
        if (!body.isEmpty()) {
            sink.text("http.file_data", "Body", body, head.length(), bytes.length);
        }
    }

    private static void firstLine(HttpHead head, FieldSink sink) {
        String line = head.firstLine();
        if (head.isRequest()) {
            int target = head.method().length() + 1;
            int version = target + head.target().length() + 1;
            sink.text("http.request.method", "Method", head.method(), 0, head.method().length())
                    .text("http.request.uri", "Target", head.target(), target, version - 1)
                    .parts(parts -> target(head.target(), target, parts))
                    .text("http.request.version", "Version", head.version(), version, line.length());
        } else {
            int codeFrom = Math.min(9, line.length());
            int codeTo = Math.min(12, line.length());
            sink.text("http.response.version", "Version", head.version(), 0, head.version().length())
                    .number("http.response.code", "Status", head.status(), codeFrom, codeTo);
            String description = DESCRIPTIONS.get(head.status());
            if (description != null) {
                sink.text("http.response.code.desc", "Meaning", description, codeFrom, codeTo);
            }
            sink.text("http.response.phrase", "Reason", head.reason(), Math.min(13, line.length()),
                    line.length());
        }
    }

    private static void target(String target, int at, FieldSink parts) {
        int query = target.indexOf('?');
        if (query < 0) {
            return;
        }
        parts.text("http.request.uri.path", "Path", target.substring(0, query), at, at + query)
                .text("http.request.uri.query", "Query", target.substring(query + 1), at + query + 1,
                        at + target.length());
        int start = query + 1;
        for (String parameter : target.substring(query + 1).split("&", -1)) {
            int from = at + start;
            parts.text("http.request.uri.query.parameter", "Parameter", parameter, from,
                    from + parameter.length());
            start += parameter.length() + 1;
        }
    }

    private static void headerLine(String line, int at, int end, FieldSink sink) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return;
        }
        String value = line.substring(colon + 1).strip();
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT).replace('-', '_');
        if (name.equals("content_length")) {
            sink.text("http.content_length_header", "Content-Length", value, at, end);
            if (value.matches("\\d{1,18}")) {
                sink.parts(parts -> parts.number("http.content_length", "Content length",
                        Long.parseLong(value), at, end));
            }
        } else if (NAMED.contains(name)) {
            sink.text("http." + name, line.substring(0, colon), value, at, end);
            if (name.equals("cookie")) {
                sink.parts(parts -> {
                    for (String pair : value.split(";")) {
                        parts.text("http.cookie_pair", "Cookie pair", pair.strip(), at, end);
                    }
                });
            }
        }
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return bytes.length;
    }

    /** Returns the text of a body; empty if it is not text. */
    private static String text(HttpHead head, byte[] body) {
        byte[] content = body;
        if (body.length > 0 && head.headers().lists("Content-Encoding", "gzip")) {
            try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
                content = gzip.readNBytes(Collector.MOST_BYTES); // a compression bomb ends here
            } catch (IOException _) {
                return "";
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException _) {
            return "";
        }
    }

    /** Returns the parameters of the request's query. */
    static Map<String, String> query(HttpHead request) {
        int query = request.target().indexOf('?');
        return query < 0 ? Map.of() : QueryString.decode(request.target().substring(query + 1));
    }

    /** The header fields of a head that the strict decoder refuses. */
    static Headers lenient(String[] lines) {
        List<Headers.Field> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                fields.add(new Headers.Field(lines[i].substring(0, colon).strip(),
                        lines[i].substring(colon + 1).strip()));
            }
        }
        return new Headers(fields);
    }
}
