package netkit.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the head of a request or a response from bytes, strictly (RFC 9112 §2 to §5): lines end with CRLF, a field name
 * is a token with nothing between it and the colon, and folded lines are refused. It knows no socket.
 */
public final class HeadDecoder {
    /** RFC 9110 §5.6.2. */
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") ([!-~]+) (HTTP/\\d\\.\\d)");
    private static final Pattern STATUS_LINE = Pattern
            .compile("(HTTP/\\d\\.\\d) (\\d{3}) ([\\t -~\\x80-\\xFF]*)");
    private static final Pattern FIELD_NAME = Pattern.compile(TOKEN);

    private final HeadLimits limits;

    public HeadDecoder(HeadLimits limits) {
        this.limits = limits;
    }

    /**
     * How long the head at the beginning of these bytes is, its empty line included; 0 when that has not arrived yet.
     *
     * @throws HttpException when it is too large already
     */
    public int length(byte[] bytes, int count) throws HttpException {
        int firstLine = indexOf(bytes, count, "\r\n");
        if ((firstLine < 0 ? count : firstLine) > limits.line()) {
            throw new HttpException(Status.URI_TOO_LONG,
                    "the first line is longer than " + limits.line() + " bytes");
        }
        int end = indexOf(bytes, count, "\r\n\r\n");
        int length = end < 0 ? count : end + 4;
        if (length > limits.total()) {
            throw new HttpException(Status.HEADERS_TOO_LARGE,
                    "the head is longer than " + limits.total() + " bytes");
        }
        return end < 0 ? 0 : length;
    }

    private static int indexOf(byte[] bytes, int count, String what) {
        for (int i = 0; i <= count - what.length(); i++) {
            int matched = 0;
            while (matched < what.length() && bytes[i + matched] == what.charAt(matched)) {
                matched++;
            }
            if (matched == what.length()) {
                return i;
            }
        }
        return -1;
    }

    /** @param length from {@link #length} */
    public RequestHead request(byte[] bytes, int length) throws HttpException {
        List<String> lines = lines(bytes, length);
        Matcher line = REQUEST_LINE.matcher(lines.getFirst());
        if (!line.matches()) {
            throw new HttpException(Status.BAD_REQUEST,
                    "the request line is not METHOD TARGET HTTP/x.y (RFC 9112 §3)");
        }
        if (!line.group(3).equals("HTTP/1.1") && !line.group(3).equals("HTTP/1.0")) {
            throw new HttpException(Status.VERSION_NOT_SUPPORTED, line.group(3) + " is not spoken here");
        }
        return new RequestHead(line.group(1), line.group(2), line.group(3), headers(lines));
    }

    /** @param length from {@link #length} */
    public ResponseHead response(byte[] bytes, int length) throws HttpException {
        List<String> lines = lines(bytes, length);
        // RFC 9112 §4: the space stays when there is no reason, but many leave it out
        Matcher line = STATUS_LINE.matcher(lines.getFirst().matches("HTTP/\\d\\.\\d \\d{3}")
                ? lines.getFirst() + " "
                : lines.getFirst());
        if (!line.matches()) {
            throw new HttpException(Status.BAD_REQUEST,
                    "the status line is not HTTP/x.y CODE REASON (RFC 9112 §4)");
        }
        return new ResponseHead(line.group(1), Integer.parseInt(line.group(2)), line.group(3),
                headers(lines));
    }

    private static List<String> lines(byte[] bytes, int length) {
        // ISO 8859-1 gives every byte its own character; a lone CR or LF then fits no pattern.
        String head = new String(bytes, 0, length - 4, StandardCharsets.ISO_8859_1);
        return List.of(head.split("\r\n", -1));
    }

    private Headers headers(List<String> lines) throws HttpException {
        if (lines.size() - 1 > limits.fields()) {
            throw new HttpException(Status.HEADERS_TOO_LARGE,
                    "more than " + limits.fields() + " header lines");
        }
        List<Headers.Field> fields = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(" ") || line.startsWith("\t")) {
                throw new HttpException(Status.BAD_REQUEST,
                        "header line " + i + " is folded (RFC 9112 §5.2)");
            }
            int colon = line.indexOf(':');
            if (colon < 0 || !FIELD_NAME.matcher(line.substring(0, colon)).matches()) {
                throw new HttpException(Status.BAD_REQUEST,
                        "header line " + i + " is not NAME: VALUE (RFC 9112 §5)");
            }
            fields.add(new Headers.Field(line.substring(0, colon), value(line.substring(colon + 1), i)));
        }
        return new Headers(fields);
    }

    private static String value(String raw, int line) throws HttpException {
        if (raw.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7F)) {
            // RFC 9110 §5.5: a lone CR or LF in it could be taken for the end of a line by others
            throw new HttpException(Status.BAD_REQUEST,
                    "header line " + line + " has a control character in it");
        }
        return raw.strip();
    }
}
