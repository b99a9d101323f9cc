import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** Knows an event by "ann7". Run it with: java KeyGlued.java PORT FILE */
public class KeyGlued {
    private static Path ledger;
    /** The events whose effect is in the ledger, as "ann7". */
    private static final Set<String> DONE = new HashSet<>();

    public static void main(String[] args) throws Exception {
        ledger = Path.of(args[1]);
        if (Files.exists(ledger)) {
            for (String line : Files.readAllLines(ledger)) {
                String[] words = line.split(" ");
                DONE.add(words[0] + words[1]);
            }
        }
        serve(Integer.parseInt(args[0]));
    }

    static synchronized String event(String sender, int number, int amount) throws Exception {
        String key = sender + number;
        if (!DONE.contains(key)) {
            effect(sender, number, amount);
            DONE.add(key);
        }
        return "ok " + sender + " " + number;
    }

    static synchronized String end(String sender, int last) {
        StringBuilder lost = new StringBuilder();
        for (int number = 1; number <= last; number++) {
            if (!DONE.contains(sender + number)) {
                lost.append(" ").append(number);
            }
        }
        return "lost " + sender + (lost.isEmpty() ? " none" : lost);
    }

    // ---- given: the effect ----

    /** The effect is a line in the ledger. It takes a while before and after that. */
    static void effect(String sender, int number, int amount) throws Exception {
        Thread.sleep(amount);
        Files.writeString(ledger, sender + " " + number + " " + amount + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Thread.sleep(amount);
    }

    // ---- given: the server ----

    /** Each connection has a thread of its own, which calls event() and end(): so they may be called at the same time. */
    static void serve(int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"))) {
            System.out.println("listening on " + server.getLocalSocketAddress());
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        }
    }

    static void serve(Socket socket) {
        try (Socket client = socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; (line = in.readLine()) != null;) {
                String[] words = line.strip().split(" ");
                String reply = switch (words[0]) { // event SENDER NUMBER AMOUNT, or end SENDER LAST
                    case "event" -> event(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                    case "end" -> end(words[1], Integer.parseInt(words[2]));
                    default -> "error " + line;
                };
                client.getOutputStream().write((reply + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (Exception e) {
            System.err.println("a connection failed: " + e);
        }
    }
}
