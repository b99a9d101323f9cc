package netkit.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last events of one event stream, kept so that a client that reconnects with {@code Last-Event-ID} gets what it has
 * missed (WHATWG HTML §9.2.4). Their ids are TOKEN-NUMBER, numbered from 1. It knows no socket, and is not thread-safe.
 */
public final class EventBuffer {
    private static final Pattern ID = Pattern.compile("([0-9A-Za-z_-]+)-(0|[1-9]\\d{0,17})");
    /** Counted for each event in addition to two bytes a character. */
    private static final int OVERHEAD = 100;

    /**
     * What a client has not received yet.
     *
     * @param events in order
     * @param lost how many events before those are no longer kept
     * @param isKnown whether the client's id belongs to this stream; if not, the events are all that are kept
     */
    public record Missed(List<ServerSentEvent> events, long lost, boolean isKnown) {}

    private final String token;
    private final long maxBytes;
    private final Deque<ServerSentEvent> events = new ArrayDeque<>();
    private long last;
    private long bytes;

    /**
     * @param token names the stream, and differs for each run of a server: letters, digits, {@code _} and {@code -}
     * @param maxBytes of memory to keep; the newest event is kept in any case
     */
    public EventBuffer(String token, long maxBytes) {
        if (!ID.matcher(token + "-0").matches()) {
            throw new IllegalArgumentException("not a token: " + token);
        }
        this.token = token;
        this.maxBytes = maxBytes;
    }

    /** Returns the token in an id; empty if it is no id of any such stream. */
    public static Optional<String> token(String id) {
        Matcher parts = ID.matcher(id);
        return parts.matches() ? Optional.of(parts.group(1)) : Optional.empty();
    }

    /** Adds an event, and returns it with its id; the oldest ones are dropped if there is no room for it. */
    public ServerSentEvent add(String type, String data) {
        last++;
        ServerSentEvent event = new ServerSentEvent(type, data, lastId());
        events.add(event);
        bytes += size(event);
        while (bytes > maxBytes && events.size() > 1) {
            dropOldest();
        }
        return event;
    }

    /** Drops the oldest event; returns false if there was none. */
    public boolean dropOldest() {
        ServerSentEvent oldest = events.poll();
        bytes -= oldest == null ? 0 : size(oldest);
        return oldest != null;
    }

    private static long size(ServerSentEvent event) {
        return 2L * event.data().length() + OVERHEAD;
    }

    /** Returns the memory that the events take, bytes. */
    public long bytes() {
        return bytes;
    }

    /** Returns the id of the last event added; before any, that of number 0. */
    public String lastId() {
        return token + "-" + last;
    }

    /** @param lastEventId the last event that the client has received; empty for none */
    public Missed after(String lastEventId) {
        long received = number(lastEventId);
        long oldest = last - events.size() + 1;
        List<ServerSentEvent> missed = new ArrayList<>(events).subList(
                (int) Math.max(0, received + 1 - oldest),
                events.size());
        return new Missed(List.copyOf(missed), Math.max(0, oldest - 1 - received),
                received > 0 || lastEventId.isEmpty() || lastEventId.equals(token + "-0"));
    }

    /** Returns the number in an id of this stream; 0 for other ids. */
    private long number(String id) {
        Matcher parts = ID.matcher(id);
        if (!parts.matches() || !parts.group(1).equals(token)) {
            return 0;
        }
        long number = Long.parseLong(parts.group(2));
        return number <= last ? number : 0;
    }
}
