package netkit.cli.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.chat.Chat;
import netkit.chat.ChatEvent;
import netkit.chat.Names;
import netkit.net.PrintableText;
import netkit.socketio.Selection;

/**
 * The events of the chat as Socket.IO events, to clients and between servers.
 *
 * <table>
 * <caption>Events and their arguments</caption>
 * <tr><td>{@code chat message}</td><td>text, and {@code {room, id, nick}} of its speaker</td></tr>
 * <tr><td>{@code join}, {@code leave}</td><td>{@code {room, id, nick}}</td></tr>
 * <tr><td>{@code nick}</td><td>{@code {id, nick, before}}</td></tr>
 * <tr><td>{@code notice}</td><td>text</td></tr>
 * </table>
 */
public final class ChatEvents {
    public static final String MESSAGE = "chat message";
    public static final String NICK = "nick";
    public static final String NOTICE = "notice";
    private static final String JOIN = "join";
    private static final String LEAVE = "leave";

    private ChatEvents() {}

    /** Returns {@code {room, id, nick}}: a member in a room. */
    public static Map<String, Object> presence(String room, String id, String nick) {
        Map<String, Object> presence = new LinkedHashMap<>();
        presence.put("room", room);
        presence.put("id", id);
        presence.put(NICK, nick);
        return presence;
    }

    /** Returns the event's name and its arguments. */
    static List<Object> encode(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Message(var room, var id, var name, var text) ->
                values(MESSAGE, text, presence(room, id, name));
            case ChatEvent.Joined(var room, var id, var name) -> values(JOIN, presence(room, id, name));
            case ChatEvent.Left(var room, var id, var name) -> values(LEAVE, presence(room, id, name));
            case ChatEvent.Renamed(var id, var name, var before) -> {
                Map<String, Object> change = new LinkedHashMap<>();
                change.put("id", id);
                change.put(NICK, name);
                change.put("before", before);
                yield values(NICK, change);
            }
            case ChatEvent.Notice(var text) -> values(NOTICE, text);
        };
    }

    private static List<Object> values(Object... values) {
        return new ArrayList<>(List.of(values));
    }

    /**
     * Returns what an event of another server's program says to members that read lines; empty if it is not one of the chat.
     * Nothing in it can fake a line, since control characters are escaped.
     *
     * @param to whom it is for
     * @param longest text in bytes: a longer one is not shown
     */
    static Optional<ChatEvent> decode(List<Object> values, Selection to, int longest) {
        Map<?, ?> details = values.getLast() instanceof Map<?, ?> map ? map : Map.of();
        String name = name(details.get(NICK), text(details, "id"));
        String room = room(details, to);
        String id = text(details, "id");
        if (!(values.getFirst() instanceof String event)) {
            return Optional.empty();
        }
        return switch (event) {
            case MESSAGE -> message(values, room, id, name, longest);
            case JOIN -> unlessEmpty(name, room).map(_ -> new ChatEvent.Joined(room, id, name));
            case LEAVE -> unlessEmpty(name, room).map(_ -> new ChatEvent.Left(room, id, name));
            case NICK -> unlessEmpty(name, text(details, "before"))
                    .map(_ -> new ChatEvent.Renamed(id, name, name(details.get("before"), id)));
            case NOTICE -> notice(values, longest);
            default -> Optional.empty();
        };
    }

    private static Optional<String> unlessEmpty(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? Optional.empty() : Optional.of(one);
    }

    private static Optional<ChatEvent> message(List<Object> values, String room, String id, String name,
            int longest) {
        if (name.isEmpty() || room.isEmpty()) {
            return notice(values, longest); // of a program that says no more than a text
        }
        return line(values, longest).map(text -> isTooLong(text, longest)
                ? new ChatEvent.Notice(name + " said too much for one line in " + room + ": "
                        + text.length() + " characters")
                : new ChatEvent.Message(room, id, name, text));
    }

    private static Optional<ChatEvent> notice(List<Object> values, int longest) {
        return line(values, longest)
                .map(text -> new ChatEvent.Notice(isTooLong(text, longest)
                        ? "a server said too much for one line: " + text.length() + " characters"
                        : text));
    }

    private static Optional<String> line(List<Object> values, int longest) {
        return values.size() > 1 && values.get(1) instanceof String text
                ? Optional.of(isTooLong(text, longest) ? text : PrintableText.escapeControls(text))
                : Optional.empty();
    }

    /** Whether more bytes of UTF-8 than that. */
    public static boolean isTooLong(String text, int longest) {
        return text.length() > longest || text.length() > longest / 3
                && text.getBytes(StandardCharsets.UTF_8).length > longest;
    }

    private static String text(Map<?, ?> details, String key) {
        return details.get(key) instanceof String text ? text : "";
    }

    /** Returns a name that cannot be taken for more than that; else the client's id, without control characters. */
    static String name(Object nick, String id) {
        return nick instanceof String name && Names.isName(name) ? name : PrintableText.escapeControls(id);
    }

    private static String room(Map<?, ?> details, Selection to) {
        String named = text(details, "room");
        if (Chat.isRoom(named) || named.equals(ChatEvent.DIRECT)) {
            return named;
        }
        return to.rooms().size() == 1 && Chat.isRoom(to.rooms().iterator().next())
                ? to.rooms().iterator().next()
                : "";
    }
}
