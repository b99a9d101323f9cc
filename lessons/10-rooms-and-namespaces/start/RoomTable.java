import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads operations on rooms, one a line, and prints what each of them does, then "ok". The reading is done; the table of
 * rooms is yours: connect, disconnect, join, leave and emit.
 */
public class RoomTable {
    /** A client connects: its socket gets an id, and a room of its own. */
    void connect(String client) {
        // TODO: the id is client + "." + 1 for its first connection, then 2, 3, ...
        // TODO: System.out.println("create-room " + id), and so on
    }

    /** A client has gone: its socket leaves all of its rooms. */
    void disconnect(String client) {
        // TODO
    }

    void join(String client, String room) {
        // TODO
    }

    void leave(String client, String room) {
        // TODO
    }

    /**
     * An event is emitted.
     *
     * @param sender a client, or "io" if it is the server
     * @param rooms empty: no rooms are named
     * @param except rooms whose members do not get it; empty: none
     */
    void emit(String sender, List<String> rooms, List<String> except) {
        // TODO: System.out.println("to " + id) for each socket that gets it
    }

    // Below: the reading of the operations, done.

    public static void main(String[] args) throws IOException {
        RoomTable table = new RoomTable();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null;) {
            List<String> words = new ArrayList<>(List.of(line.strip().split(" ")));
            String namespace = words.getFirst().startsWith("/") ? words.removeFirst() : "/";
            // TODO, further: what does the namespace change?
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
