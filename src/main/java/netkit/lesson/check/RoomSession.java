package netkit.lesson.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

import netkit.rooms.RoomEvent;

/**
 * A session of operations on rooms, and whether a program answers each as Socket.IO's adapter does: with the events of
 * the rooms, and the recipients of an emit. What is right, {@code netkit.rooms} says. Without processes; not
 * thread-safe.
 */
public final class RoomSession {
    private static final Pattern LINE = Pattern
            .compile("(?:to|create-room|delete-room) \\S+|(?:join-room|leave-room) \\S+ \\S+");
    private static final String RECIPIENT = "to ";
    private static final int CHOICES = 20;

    /**
     * The first thing that is wrong.
     *
     * @param field what it is, for the rules of diagnoses; see {@code lessons/guides/checks.md}
     * @param expected the right lines
     * @param received the program's lines
     * @param picture the history of the rooms concerned
     */
    public record Problem(String field, String expected, String received, String message,
            List<String> picture) {}

    /** A line of the history: what was done, and what is right. */
    private record Past(RoomOperation operation, RoomNamespace.Answer answer) {}

    private final Map<String, RoomNamespace> namespaces = new HashMap<>();
    private final List<Past> history = new ArrayList<>();

    /**
     * Carries an operation out, and compares what the program has printed for it.
     *
     * @param printed its lines, without the one that ends the answer
     */
    public Optional<Problem> answer(RoomOperation operation, List<String> printed) {
        RoomNamespace namespace = namespace(operation.namespace());
        RoomNamespace.Answer answer = namespace.run(operation);
        history.add(new Past(operation, answer));
        List<String> lines = printed.stream().map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> LINE.matcher(line).matches()).toList();
        List<String> others = printed.stream().filter(line -> !LINE.matcher(line.strip()).matches()
                && !line.isBlank()).toList();
        Optional<Wrong> wrong = new EventComparison(answer.events()).wrong(lines)
                .or(() -> new RecipientComparison(namespaces, operation, answer.recipients()).wrong(lines));
        return wrong.map(one -> problem(operation, answer, one, lines, others));
    }

    /** Carries an operation out that no program answers. */
    public void run(RoomOperation operation) {
        history.add(new Past(operation, namespace(operation.namespace()).run(operation)));
    }

    /** Returns how many sockets got the event of the last operation. */
    public int recipients() {
        return history.isEmpty() ? 0 : history.getLast().answer.recipients().size();
    }

    /** Returns in how many rooms of the main namespace the last socket of a client is. */
    public int rooms(String client) {
        RoomNamespace main = namespace(RoomOperation.MAIN);
        return main.lastId(client).map(id -> main.roomsOf(id).size()).orElse(0);
    }

    private RoomNamespace namespace(String name) {
        return namespaces.computeIfAbsent(name, _ -> new RoomNamespace());
    }

    private Problem problem(RoomOperation operation, RoomNamespace.Answer answer, Wrong wrong,
            List<String> lines, List<String> others) {
        boolean unknown = !others.isEmpty() && wrong.isMissing();
        String message = "\"" + operation + "\": " + (unknown
                ? "the line '" + others.getFirst() + "' is none of the lines that an answer has"
                : wrong.message());
        return new Problem(unknown ? "format" : wrong.field(), String.join("\n", lines(answer)),
                String.join("\n", unknown ? others : lines), message,
                picture(operation, wrong.rooms(), lines));
    }

    private static List<String> lines(RoomNamespace.Answer answer) {
        List<String> lines = new ArrayList<>();
        answer.events().forEach(event -> lines.add(event.toString()));
        answer.recipients().forEach(id -> lines.add(RECIPIENT + id));
        return lines;
    }

    /** The operations of this namespace that changed these rooms, and the one that went wrong. */
    private List<String> picture(RoomOperation last, Set<String> rooms, List<String> lines) {
        List<String> picture = new ArrayList<>();
        for (Past past : history.subList(0, history.size() - 1)) {
            List<String> events = past.answer.events().stream().filter(event -> rooms.contains(event.room()))
                    .map(RoomEvent::toString).toList();
            if (past.operation.namespace().equals(last.namespace()) && !events.isEmpty()) {
                picture.add("%-22s %s".formatted(past.operation, String.join(", ", events)));
            }
        }
        picture.add(last.toString());
        picture.add("  you:   " + listed(lines));
        picture.add("  right: " + listed(lines(history.getLast().answer)));
        return picture;
    }

    private static String listed(List<String> lines) {
        return lines.isEmpty() ? "(no line)" : String.join(", ", lines);
    }

    /**
     * Returns an operation at random that is possible now, and does something in most cases.
     *
     * @param clients the names to choose from
     * @param rooms the rooms to choose from; sometimes the id of a socket is one, too
     * @param spaces the namespaces to choose from
     */
    public RoomOperation random(SplittableRandom random, List<String> clients, List<String> rooms,
            List<String> spaces) {
        String name = spaces.get(random.nextInt(spaces.size()));
        RoomNamespace namespace = namespace(name);
        String client = clients.get(random.nextInt(clients.size()));
        if (!namespace.isConnected(client)) {
            return new RoomOperation(name, RoomOperation.Verb.CONNECT, Optional.of(client), List.of(),
                    List.of());
        }
        int choice = random.nextInt(CHOICES);
        if (choice == 0) {
            return new RoomOperation(name, RoomOperation.Verb.DISCONNECT, Optional.of(client), List.of(),
                    List.of());
        }
        if (choice < CHOICES / 2) {
            String room = rooms.get(random.nextInt(rooms.size()));
            return new RoomOperation(name,
                    choice < CHOICES / 3 ? RoomOperation.Verb.JOIN : RoomOperation.Verb.LEAVE,
                    Optional.of(client), List.of(room), List.of());
        }
        List<String> all = new ArrayList<>(rooms);
        namespace.lastId(clients.get(random.nextInt(clients.size()))).ifPresent(all::add);
        return new RoomOperation(name, RoomOperation.Verb.EMIT,
                random.nextBoolean() ? Optional.of(client) : Optional.empty(),
                some(random, all, random.nextInt(4)), some(random, all, Math.max(0, random.nextInt(5) - 2)));
    }

    private static List<String> some(SplittableRandom random, List<String> from, int count) {
        Set<String> chosen = new LinkedHashSet<>();
        while (chosen.size() < Math.min(count, from.size())) {
            chosen.add(from.get(random.nextInt(from.size())));
        }
        return List.copyOf(chosen);
    }

    /**
     * A difference.
     *
     * @param rooms whose history explains it
     * @param isMissing whether a line is missing, which may have been printed in another form
     */
    record Wrong(String field, String message, Set<String> rooms, boolean isMissing) {}
}
