import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads operations on rooms, one a line, and prints what each of them does, then "ok". Each namespace has a table of its
 * own.
 */
public class EmptyIsEverybody {
    /** The ids of the connected clients' sockets. */
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Integer> connections = new HashMap<>();
    private final Map<String, Set<String>> members = new HashMap<>();

    /** A client connects: its socket gets an id, and a room of its own. */
    void connect(String client) {
        ids.put(client, client + "." + connections.merge(client, 1, Integer::sum));
        join(client, ids.get(client));
    }

    /** A client has gone: its socket leaves all of its rooms. */
    void disconnect(String client) {
        for (String room : List.copyOf(members.keySet())) {
            leave(client, room);
        }
        ids.remove(client);
    }

    void join(String client, String room) {
        if (!members.containsKey(room)) {
            members.put(room, new HashSet<>());
            System.out.println("create-room " + room);
        }
        if (members.get(room).add(ids.get(client))) {
            System.out.println("join-room " + room + " " + ids.get(client));
        }
    }

    void leave(String client, String room) {
        Set<String> inside = members.getOrDefault(room, new HashSet<>());
        if (!inside.remove(ids.get(client))) {
            return;
        }
        System.out.println("leave-room " + room + " " + ids.get(client));
        if (inside.isEmpty()) {
            members.remove(room);
            System.out.println("delete-room " + room);
        }
    }

    /** An event is emitted, by a client, or by "io": the server. */
    void emit(String sender, List<String> rooms, List<String> except) {
        Set<String> reached = membersOf(rooms);
        if (reached.isEmpty()) {
            reached.addAll(ids.values());
        }
        reached.removeAll(membersOf(except));
        reached.remove(ids.get(sender));
        for (String id : reached) {
            System.out.println("to " + id);
        }
    }

    private Set<String> membersOf(List<String> rooms) {
        Set<String> all = new HashSet<>();
        for (String room : rooms) {
            all.addAll(members.getOrDefault(room, Set.of()));
        }
        return all;
    }

    // Below: the reading of the operations, done.

    public static void main(String[] args) throws IOException {
        Map<String, EmptyIsEverybody> tables = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null;) {
            List<String> words = new ArrayList<>(List.of(line.strip().split(" ")));
            String namespace = words.getFirst().startsWith("/") ? words.removeFirst() : "/";
            EmptyIsEverybody table = tables.computeIfAbsent(namespace, name -> new EmptyIsEverybody());
            table.run(words.get(0), words.get(1), words.subList(2, words.size()));
            System.out.println("ok");
        }
    }

    void run(String operation, String client, List<String> words) {
        switch (operation) {
            case "connect" -> connect(client);
            case "disconnect" -> disconnect(client);
            case "join" -> join(client, words.get(0));
            case "leave" -> leave(client, words.get(0));
            case "emit" -> {
                List<String> rooms = new ArrayList<>();
                List<String> except = new ArrayList<>();
                List<String> list = rooms;
                for (String word : words) {
                    switch (word) {
                        case "to" -> list = rooms;
                        case "except" -> list = except;
                        default -> list.add(word);
                    }
                }
                emit(client, rooms, except);
            }
            default -> System.err.println("unknown operation: " + operation);
        }
    }
}
