package netkit.lesson.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import netkit.lab.script.LabSyntaxException;

/**
 * One operation on the rooms of a Socket.IO server, as a program that keeps rooms reads it: {@code connect ann},
 * {@code join ann red}, {@code emit ann to red blue except green}, each perhaps behind a namespace, {@code /admin}.
 *
 * @param namespace {@code /} if none is named
 * @param client the name of the client; empty for {@code emit io}
 * @param rooms to join, to leave, or of the recipients; empty for an emit to all
 * @param except the rooms whose members are left out
 */
public record RoomOperation(String namespace, Verb verb, Optional<String> client, List<String> rooms,
        List<String> except) {
    /** The name of the main namespace. */
    static final String MAIN = "/";
    private static final String SERVER = "io";

    /** What is done. */
    public enum Verb {
        CONNECT, DISCONNECT, JOIN, LEAVE, EMIT
    }

    public RoomOperation {
        rooms = List.copyOf(rooms);
        except = List.copyOf(except);
    }

    /** @throws LabSyntaxException with what is allowed */
    static RoomOperation parse(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
        String namespace = words.getFirst().startsWith("/") ? words.removeFirst() : MAIN;
        String verb = words.isEmpty() ? "" : words.removeFirst();
        return switch (verb) {
            case "connect", "disconnect" -> of(namespace, verb, words, 1, text);
            case "join", "leave" -> of(namespace, verb, words, 2, text);
            case "emit" -> emit(namespace, words, text);
            default -> throw unexpected(text);
        };
    }

    private static RoomOperation of(String namespace, String verb, List<String> words, int count,
            String text) {
        if (words.size() != count) {
            throw unexpected(text);
        }
        return new RoomOperation(namespace, Verb.valueOf(verb.toUpperCase(java.util.Locale.ROOT)),
                Optional.of(words.getFirst()), words.subList(1, count), List.of());
    }

    private static RoomOperation emit(String namespace, List<String> words, String text) {
        if (words.isEmpty()) {
            throw unexpected(text);
        }
        String from = words.removeFirst();
        int except = words.contains("except") ? words.indexOf("except") : words.size();
        List<String> to = words.subList(0, except);
        List<String> left = except == words.size() ? List.of() : words.subList(except + 1, words.size());
        boolean named = !to.isEmpty();
        if (named && (!to.getFirst().equals("to") || to.size() == 1)
                || except < words.size() && left.isEmpty()) {
            throw unexpected(text);
        }
        return new RoomOperation(namespace, Verb.EMIT,
                from.equals(SERVER) ? Optional.empty() : Optional.of(from),
                named ? to.subList(1, to.size()) : List.of(), left);
    }

    private static LabSyntaxException unexpected(String text) {
        return new LabSyntaxException(1, "'" + text.strip()
                + "' is no operation: write connect ann, disconnect ann, join ann red, leave ann red, or emit ann to"
                + " red except blue, with io instead of ann for the server, and perhaps a namespace in front: /admin");
    }

    /** Returns the line that the program reads. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!namespace.equals(MAIN)) {
            text.append(namespace).append(' ');
        }
        text.append(verb.name().toLowerCase(java.util.Locale.ROOT)).append(' ').append(client.orElse(SERVER));
        if (verb == Verb.EMIT && !rooms.isEmpty()) {
            text.append(" to");
        }
        rooms.forEach(room -> text.append(' ').append(room));
        if (!except.isEmpty()) {
            text.append(" except ").append(String.join(" ", except));
        }
        return text.toString();
    }
}
