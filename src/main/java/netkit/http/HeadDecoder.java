package netkit.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict decoder of the head of a request or a response (RFC 9112 §2 to §5): lines end with CRLF, a field name
 * is a token with nothing between it and the colon, and folded lines are refused in a request. It knows no socket.
 */
public final class HeadDecoder {
    private static final Pattern REQUEST_LINE = Pattern
            .compile("(" + Headers.TOKEN + ") ([!-~&&[^#\\\\]]+) (HTTP/\\d\\.\\d)");
    private static final Pattern STATUS_LINE = Pattern
            .compile("(HTTP/\\d\\.\\d) (\\d{3}) ([\\t -~\\x80-\\xFF]*)");
    /** RFC 9110 §7.2, RFC 3986 §3.2.2: a name or an address, which may be empty, and perhaps a port. */
    private static final Pattern HOST = Pattern
            .compile("(\\[[0-9A-Za-z:.]+]|[\\w.~!$&'()*+,;=%-]*)(:\\d*)?");
    /** RFC 3986 §2.1: two hexadecimal digits must follow. */
    private static final Pattern BAD_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /** RFC 8446 §5.1: the first byte of a record with a part of the TLS handshake. */
    private static final int TLS_HANDSHAKE = 0x16;

    private final HeadLimits limits;
    /** Number of bytes examined: none is examined twice, however small the pieces are. */
    private int seen;
    private int lineStart;
    private int lines;

    /** Creates a decoder for one head. */
    public HeadDecoder(HeadLimits limits) {
        this.limits = limits;
    }

    /**
     * Returns the length of the head at the beginning of these bytes, including its empty line; 0 if it is incomplete,
     * and then the same bytes must be passed again with those that follow.
     *
     * @throws HttpException if the head is too large or has a byte that is not allowed
     */
    public int length(byte[] bytes, int count) throws HttpException {
        while (seen < count) {
            byte now = bytes[seen];
            byte before = seen == 0 ? 0 : bytes[seen - 1];
            seen++;
            if (now == '\n' || before == '\r') {
                if (now != '\n' || before != '\r') {
                    throw new HttpException(Status.BAD_REQUEST,
                            "a CR or LF stands alone: lines end with both (RFC 9112 §2.2)");
                }
                if (seen - lineStart == 2 && lines > 0) {
                    return seen;
                }
                lineStart = seen;
                lines++;
            } else if (now == TLS_HANDSHAKE && seen == 1) {
                throw new HttpException(Status.BAD_REQUEST,
                        "the client speaks TLS, as for https and wss, but this port is for http and ws");
            } else if (now >= 0 && now < ' ' && now != '\t' && now != '\r' || now == 0x7F) {
                throw new HttpException(Status.BAD_REQUEST,
                        "there is a control character in the head (RFC 9110 §5.5)");
            }
            checkLimits(bytes, now);
        }
        return 0;
    }

    private void checkLimits(byte[] bytes, byte now) throws HttpException {
        if (lines == 0 && seen > limits.line() && now != '\r') {
            if (new String(bytes, 0, seen, StandardCharsets.ISO_8859_1).indexOf(' ') < 0) {
                throw new HttpException(Status.NOT_IMPLEMENTED,
                        "the first word is longer than " + limits.line()
                                + " bytes, as no method is (RFC 9112 §3)");
            }
            throw new HttpException(Status.URI_TOO_LONG,
                    "the first line is longer than " + limits.line() + " bytes");
        }
        if (lines - 1 > limits.fields()) {
            throw new HttpException(Status.HEADERS_TOO_LARGE,
                    "more than " + limits.fields() + " header lines");
        }
        if (seen >= limits.total()) {
            throw new HttpException(Status.HEADERS_TOO_LARGE,
                    "the head is longer than " + limits.total() + " bytes");
        }
    }

    /** @param length from {@link #length} */
    public RequestHead request(byte[] bytes, int length) throws HttpException {
        List<String> lines = lines(bytes, length);
        Matcher line = REQUEST_LINE.matcher(lines.getFirst());
        if (!line.matches()) {
            throw new HttpException(Status.BAD_REQUEST,
                    "the request line is not METHOD TARGET HTTP/x.y (RFC 9112 §3)");
        }
        if (!line.group(3).startsWith("HTTP/1.")) {
            throw new HttpException(Status.VERSION_NOT_SUPPORTED, line.group(3) + " is not supported");
        }
        // RFC 9110 §2.5: a higher minor version is treated as the highest one known
        String version = line.group(3).equals("HTTP/1.0") ? "HTTP/1.0" : "HTTP/1.1";
        Headers headers = headers(lines);
        List<String> hosts = headers.all("Host");
        boolean mayLackHost = version.equals("HTTP/1.0");
        // RFC 9112 §3.2: a server MUST refuse a missing, a second and an invalid one
        if (hosts.size() > 1 || hosts.isEmpty() && !mayLackHost
                || !hosts.stream().allMatch(HeadDecoder::isHost)) {
            throw new HttpException(Status.BAD_REQUEST, "there must be one valid Host (RFC 9112 §3.2)");
        }
        return new RequestHead(line.group(1), line.group(2), version, headers);
    }

    private static boolean isHost(String text) {
        return HOST.matcher(text).matches() && !BAD_PERCENT.matcher(text).find();
    }

    /** @param length from {@link #length} */
    public ResponseHead response(byte[] bytes, int length) throws HttpException {
        List<String> lines = lines(bytes, length);
        // RFC 9112 §4: the space is required without a reason phrase, too, but many servers omit it
        Matcher line = STATUS_LINE.matcher(lines.getFirst().matches("HTTP/\\d\\.\\d \\d{3}")
                ? lines.getFirst() + " "
                : lines.getFirst());
        if (!line.matches()) {
            throw new HttpException(Status.BAD_REQUEST,
                    "the status line is not HTTP/x.y CODE REASON (RFC 9112 §4)");
        }
        return new ResponseHead(line.group(1), Integer.parseInt(line.group(2)), line.group(3),
                headers(unfolded(lines)));
    }

    /** RFC 9112 §5.2: a client must replace each line fold of a response with a space. */
    private static List<String> unfolded(List<String> lines) {
        List<String> whole = new ArrayList<>();
        for (String line : lines) {
            if (whole.size() > 1 && (line.startsWith(" ") || line.startsWith("\t"))) {
                whole.add(whole.removeLast() + " " + line.strip());
            } else {
                whole.add(line);
            }
        }
        return whole;
    }

    private static List<String> lines(byte[] bytes, int length) {
        // RFC 9110 §5.5: bytes beyond ASCII are of no known encoding; ISO 8859-1 gives each its own character.
        String head = new String(bytes, 0, length - 4, StandardCharsets.ISO_8859_1);
        return List.of(head.split("\r\n", -1));
    }

    private static Headers headers(List<String> lines) throws HttpException {
        List<Headers.Field> fields = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(" ") || line.startsWith("\t")) {
                throw new HttpException(Status.BAD_REQUEST,
                        "header line " + i + " is folded (RFC 9112 §5.2)");
            }
            int colon = line.indexOf(':');
            if (colon < 0 || !Headers.isToken(line.substring(0, colon))) {
                throw new HttpException(Status.BAD_REQUEST,
                        "header line " + i + " is not NAME: VALUE (RFC 9112 §5)");
            }
            fields.add(new Headers.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Headers(fields);
    }
}
