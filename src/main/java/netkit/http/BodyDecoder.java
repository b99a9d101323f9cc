package netkit.http;

import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A decoder of the body of a message, whose end is given by Content-Length, by chunks, or by the end of the stream (RFC
 * 9112 §6, §7). It knows no socket.
 *
 * <pre>
 * chunked:  SIZE-IN-HEX [;extension] CRLF  bytes  CRLF  …  0 CRLF  trailer lines  CRLF
 * </pre>
 */
public final class BodyDecoder {
    private enum State {
        COUNTED, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS, TO_THE_END, DONE
    }

    /** RFC 9112 §7.1, §7.1.1: the size and the extensions of a chunk. */
    private static final Pattern CHUNK = Pattern
            .compile("([0-9A-Fa-f]{1,15})(?:[ \\t]*;[ \\t]*" + Headers.TOKEN
                    + "(?:[ \\t]*=[ \\t]*(?:" + Headers.TOKEN + "|" + Headers.QUOTED + "))?)*");
    private static final Pattern TRAILER = Pattern.compile(Headers.TOKEN + ":[\\t -~\\x80-\\xFF]*");
    private static final int MAX_LINE = 1024;
    private static final int MAX_TRAILERS = 8 * 1024;
    /** Memory is allocated for bytes received, not for the length announced. */
    private static final int FIRST_CAPACITY = 8 * 1024;

    private final int max;
    private State state;
    /** Bytes still to come of the body or of the chunk. */
    private long left;
    private byte[] content = {};
    private int length;
    private final StringBuilder line = new StringBuilder();
    private int trailers;

    private BodyDecoder(State state, long left, int max) throws HttpException {
        this.state = state == State.COUNTED && left == 0 ? State.DONE : state;
        this.left = left;
        this.max = max;
        checkSize(left);
    }

    /**
     * @param max largest body, bytes
     * @throws HttpException if the length is ambiguous or too large
     */
    public static BodyDecoder of(RequestHead head, int max) throws HttpException {
        if (!head.headers().all("Transfer-Encoding").isEmpty()) {
            if (!head.headers().all("Content-Length").isEmpty()) {
                // RFC 9112 §6.3: two lengths allow request smuggling
                throw bad("both Transfer-Encoding and Content-Length (RFC 9112 §6.3)");
            }
            return chunked(head.headers(), head.version(), max);
        }
        // RFC 9112 §6.3: a request without either has no body
        return new BodyDecoder(State.COUNTED, contentLength(head.headers(), 0), max);
    }

    /** Returns a decoder for the response to a request of this method. */
    public static BodyDecoder of(String method, ResponseHead head, int max) throws HttpException {
        int status = head.status();
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return new BodyDecoder(State.COUNTED, 0, max); // RFC 9112 §6.3: whatever the headers say
        }
        if (!head.headers().all("Transfer-Encoding").isEmpty()) {
            return chunked(head.headers(), head.version(), max);
        }
        long counted = contentLength(head.headers(), -1);
        return counted < 0 ? new BodyDecoder(State.TO_THE_END, 0, max)
                : new BodyDecoder(State.COUNTED, counted, max);
    }

    private static BodyDecoder chunked(Headers headers, String version, int max) throws HttpException {
        List<String> codings = headers.list("Transfer-Encoding");
        if (version.equals("HTTP/1.0")) {
            throw bad("Transfer-Encoding in HTTP/1.0 (RFC 9112 §6.1)");
        }
        if (codings.isEmpty() || !codings.getLast().equalsIgnoreCase("chunked")) {
            throw bad("the last transfer coding is not chunked (RFC 9112 §6.3)"); // the length is unknown
        }
        if (codings.stream().filter("chunked"::equalsIgnoreCase).count() > 1) {
            throw bad("the body is chunked more than once (RFC 9112 §6.1)");
        }
        if (codings.size() > 1) {
            throw new HttpException(Status.NOT_IMPLEMENTED,
                    "the only transfer coding supported is chunked (RFC 9112 §6.1)");
        }
        return new BodyDecoder(State.CHUNK_SIZE, 0, max);
    }

    private static long contentLength(Headers headers, long otherwise) throws HttpException {
        List<String> lengths = headers.list("Content-Length").stream().distinct().toList();
        if (lengths.isEmpty() && headers.all("Content-Length").isEmpty()) {
            return otherwise;
        }
        if (lengths.size() != 1 || !lengths.getFirst().matches("\\d{1,18}")) {
            throw bad("Content-Length is not one number (RFC 9112 §6.3)");
        }
        return Long.parseLong(lengths.getFirst());
    }

    /** Returns the bytes of memory that the body takes. */
    int capacity() {
        return content.length;
    }

    public boolean isDone() {
        return state == State.DONE;
    }

    /** Returns the bytes of the body decoded so far. */
    public byte[] content() {
        return Arrays.copyOf(content, length);
    }

    /** Returns the bytes of the body decoded since the last call, and forgets them: they no longer count as its size. */
    public byte[] take() {
        byte[] taken = content();
        length = 0;
        return taken;
    }

    /**
     * Decodes received bytes, in pieces of any size.
     *
     * @return how many of the bytes belong to the body; fewer than given only if the body is complete
     */
    public int feed(byte[] bytes, int from, int to) throws HttpException {
        int at = from;
        while (at < to && state != State.DONE) {
            at = switch (state) {
                case COUNTED, CHUNK -> counted(bytes, at, to);
                case TO_THE_END -> append(bytes, at, to - at);
                case CHUNK_SIZE, CHUNK_END, TRAILERS -> lineByte(bytes[at], at);
                case DONE -> at;
            };
        }
        return at - from;
    }

    /**
     * Ends the body with the stream.
     *
     * @throws EOFException if the body is incomplete
     */
    public void end() throws EOFException {
        if (state != State.TO_THE_END && state != State.DONE) {
            throw new EOFException("the connection was closed in the middle of a body");
        }
        state = State.DONE;
    }

    private int counted(byte[] bytes, int at, int to) throws HttpException {
        int count = (int) Math.min(left, to - at);
        append(bytes, at, count);
        left -= count;
        if (left == 0) {
            state = state == State.COUNTED ? State.DONE : State.CHUNK_END;
        }
        return at + count;
    }

    private int append(byte[] bytes, int at, int count) throws HttpException {
        checkSize((long) length + count);
        if (length + count > content.length) {
            content = Arrays.copyOf(content,
                    Math.max(length + count, Math.min(max, Math.max(FIRST_CAPACITY, 2 * content.length))));
        }
        System.arraycopy(bytes, at, content, length, count);
        length += count;
        return at + count;
    }

    private void checkSize(long size) throws HttpException {
        if (size > max) {
            throw new HttpException(Status.CONTENT_TOO_LARGE, "the body is larger than " + max + " bytes");
        }
    }

    private int lineByte(byte next, int at) throws HttpException {
        if (next != '\n') {
            line.append((char) (next & 0xFF));
            if (line.length() > MAX_LINE) {
                throw bad("a line between chunks is longer than " + MAX_LINE + " bytes");
            }
            return at + 1;
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw bad("a line between chunks does not end with CRLF (RFC 9112 §7.1)");
        }
        String whole = line.substring(0, line.length() - 1);
        line.setLength(0);
        line(whole);
        return at + 1;
    }

    private void line(String whole) throws HttpException {
        switch (state) {
            case CHUNK_SIZE -> {
                Matcher chunk = CHUNK.matcher(whole);
                if (!chunk.matches()) {
                    throw bad("a chunk does not begin with SIZE-IN-HEX [;extension] (RFC 9112 §7.1)");
                }
                left = Long.parseLong(chunk.group(1), 16);
                checkSize(length + left);
                state = left == 0 ? State.TRAILERS : State.CHUNK;
            }
            case CHUNK_END -> {
                if (!whole.isEmpty()) {
                    throw bad("a chunk is longer than its size (RFC 9112 §7.1)");
                }
                state = State.CHUNK_SIZE;
            }
            case TRAILERS -> {
                if (!whole.isEmpty() && !TRAILER.matcher(whole).matches()) {
                    throw bad("a trailer line is not NAME: VALUE (RFC 9112 §7.1.2)");
                }
                trailers += whole.length();
                if (trailers > MAX_TRAILERS) {
                    throw new HttpException(Status.HEADERS_TOO_LARGE, "the trailers are too long");
                }
                state = whole.isEmpty() ? State.DONE : State.TRAILERS;
            }
            case COUNTED, CHUNK, TO_THE_END, DONE -> throw new IllegalStateException(state.toString());
        }
    }

    private static HttpException bad(String what) {
        return new HttpException(Status.BAD_REQUEST, what);
    }

    @Override
    public String toString() {
        return state + ", " + length + " bytes";
    }
}
