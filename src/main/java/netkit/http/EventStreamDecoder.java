package netkit.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A decoder of one event stream, {@code text/event-stream} (WHATWG HTML §9.2.5, §9.2.6). It knows no socket. Invalid UTF-8
 * becomes U+FFFD; what the specification does not define is ignored, so the only error is an event that is too large.
 */
public final class EventStreamDecoder {
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int FIRST_CAPACITY = 256;
    /** A longer retry is taken as this, milliseconds: about 24 days. */
    private static final long MAX_RETRY = Integer.MAX_VALUE;

    private final int max;
    /** The bytes of the unfinished line. */
    private byte[] line = new byte[FIRST_CAPACITY];
    private int length;
    private boolean isFirstLine = true;
    /** The unfinished line is a comment, of which nothing is kept. */
    private boolean isComment;
    private boolean afterCr;
    // the buffers of §9.2.6
    private StringBuilder data = new StringBuilder();
    private String type = "";
    private String id;
    private String lastEventId;
    private Optional<Duration> retry = Optional.empty();

    /**
     * @param lastEventId of the stream that this one continues; empty for none
     * @param max largest line and largest data of an event, bytes
     */
    public EventStreamDecoder(String lastEventId, int max) {
        this.id = lastEventId;
        this.lastEventId = lastEventId;
        this.max = max;
    }

    /** Returns the id with which to reconnect: that of the last whole event; empty for none. */
    public String lastEventId() {
        return lastEventId;
    }

    /** Returns the time after which to reconnect, if the stream has set one. */
    public Optional<Duration> retry() {
        return retry;
    }

    /**
     * Decodes received bytes, in pieces of any size. An event that is incomplete when the stream ends is never dispatched.
     *
     * @param events receives each event as soon as its empty line has begun to arrive
     * @throws HttpException if an event is too large; nothing can be decoded after that
     */
    public void feed(byte[] bytes, int from, int to, Consumer<ServerSentEvent> events) throws HttpException {
        int start = from;
        for (int at = from; at < to; at++) {
            byte next = bytes[at];
            if (next == '\n' || next == '\r') {
                append(bytes, start, at);
                start = at + 1;
                if (next == '\r' || !afterCr) { // §9.2.5: the LF of CRLF, perhaps in another piece, ends no line
                    endLine(events);
                }
                afterCr = next == '\r';
            } else {
                afterCr = false;
            }
        }
        append(bytes, start, to);
    }

    private void append(byte[] bytes, int from, int to) throws HttpException {
        if (from == to) {
            return;
        }
        isComment |= length == 0 && !isFirstLine && bytes[from] == ':';
        if (isComment) {
            return;
        }
        int needed = Math.addExact(length, to - from);
        if (needed > max) {
            throw tooLarge();
        }
        if (needed > line.length) {
            line = Arrays.copyOf(line, Math.min(max, Math.max(needed, 2 * line.length)));
        }
        System.arraycopy(bytes, from, line, length, to - from);
        length = needed;
    }

    private void endLine(Consumer<ServerSentEvent> events) throws HttpException {
        // §9.2.5: one byte order mark may begin the stream
        int from = isFirstLine && length >= BOM.length
                && Arrays.equals(line, 0, BOM.length, BOM, 0, BOM.length)
                        ? BOM.length
                        : 0;
        if (from == length && !isComment) {
            dispatch(events);
        } else if (!isComment) {
            field(new String(line, from, length - from, StandardCharsets.UTF_8));
        }
        isFirstLine = false;
        isComment = false;
        length = 0;
        if (line.length > FIRST_CAPACITY) {
            line = new byte[FIRST_CAPACITY];
        }
    }

    /** §9.2.6: a line is NAME, NAME: VALUE or NAME:VALUE; without a name it is a comment. */
    private void field(String whole) throws HttpException {
        int colon = whole.indexOf(':');
        String name = colon < 0 ? whole : whole.substring(0, colon);
        String value = colon < 0 ? "" : whole.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (name) {
            case "event" -> type = value;
            case "data" -> {
                if (data.length() + value.length() + 1 > max) {
                    throw tooLarge();
                }
                data.append(value).append('\n');
            }
            case "id" -> id = value.indexOf('\0') < 0 ? value : id; // §9.2.6: with U+0000, ignore the field
            case "retry" -> retry = value.matches("[0-9]+") ? Optional.of(millis(value)) : retry;
            default -> {} // §9.2.6: the field is ignored
        }
    }

    private static Duration millis(String digits) {
        String number = digits.replaceFirst("^0+(?=.)", "");
        return Duration.ofMillis(number.length() > 10 ? MAX_RETRY
                : Math.min(MAX_RETRY, Long.parseLong(number)));
    }

    /** §9.2.6, "dispatch the event". The id counts even if there is no data, and stays until another one is set. */
    private void dispatch(Consumer<ServerSentEvent> events) {
        lastEventId = id;
        if (!data.isEmpty()) {
            String text = data.substring(0, data.length() - 1);
            events.accept(
                    new ServerSentEvent(type.isEmpty() ? ServerSentEvent.MESSAGE : type, text, lastEventId));
            data = new StringBuilder();
        }
        type = "";
    }

    private HttpException tooLarge() {
        return new HttpException(Status.CONTENT_TOO_LARGE,
                "an event of the stream, or a line of it, is larger than " + max + " bytes");
    }

    @Override
    public String toString() {
        return "event stream after '" + lastEventId + "', " + data.length() + " characters of data";
    }
}
