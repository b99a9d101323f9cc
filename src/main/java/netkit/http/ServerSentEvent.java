package netkit.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One event of an event stream, {@code text/event-stream} (WHATWG HTML §9.2): fields, each in a line, and an empty line.
 *
 * <pre>
 * id: 4f-17
 * event: room
 * data: two lines
 * data: of text
 * </pre>
 *
 * @param type {@code message} unless the event has a type of its own; no line breaks
 * @param data the text; its line breaks are LF once it has been sent
 * @param id the last event id of the stream when the event was dispatched; empty for none. To be sent: empty leaves the
 *        stream's id as it was
 */
public record ServerSentEvent(String type, String data, String id) {
    public static final String CONTENT_TYPE = "text/event-stream";
    /** The type of an event that names none (WHATWG HTML §9.2.6). */
    public static final String MESSAGE = "message";
    /** The request header in which a client that reconnects names the last event it has received (§9.2.4). */
    public static final String LAST_EVENT_ID = "Last-Event-ID";

    /** @throws IllegalArgumentException if the type or the id has a line break, or the id U+0000 */
    public ServerSentEvent {
        requireLine("type", type);
        requireLine("id", id);
        if (id.indexOf('\0') >= 0) { // §9.2.6: clients ignore such an id
            throw new IllegalArgumentException("id has U+0000");
        }
    }

    /** Returns an event of the usual type. */
    public static ServerSentEvent message(String data, String id) {
        return new ServerSentEvent(MESSAGE, data, id);
    }

    /** Returns the bytes of the event. */
    public byte[] encode() {
        StringBuilder text = new StringBuilder(data.length() + 32);
        if (!id.isEmpty()) {
            text.append("id: ").append(id).append('\n');
        }
        if (!type.equals(MESSAGE)) {
            text.append("event: ").append(type).append('\n');
        }
        // §9.2.5: CR, LF and CRLF end a line, so each line of the text is a field
        for (String line : data.split("\r\n|\r|\n", -1)) {
            text.append("data: ").append(line).append('\n');
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns the bytes of a comment, which clients ignore: a heartbeat, so that proxies do not close an idle connection
     * (§9.2.7).
     */
    public static byte[] comment(String text) {
        requireLine("comment", text);
        return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the bytes that set the time after which a client reconnects (§9.2.6). */
    public static byte[] retry(Duration time) {
        return ("retry: " + time.toMillis() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void requireLine(String what, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(what + " has a line break");
        }
    }
}
