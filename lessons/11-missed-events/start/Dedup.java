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

/** Takes events from several senders; each takes effect once. Run it with: java Dedup.java PORT FILE */
public class Dedup {
    private static Path ledger;

    public static void main(String[] args) throws Exception {
        ledger = Path.of(args[1]);
        // TODO 2: you may have been killed, and started again: what do you know?
        serve(Integer.parseInt(args[0]));
    }

    /** An event has come. Returns the reply, which says that its effect is in the ledger. */
    static String event(String sender, int number, int amount) throws Exception {
        // TODO 1: perhaps this event has come before
        effect(sender, number, amount);
        return "ok " + sender + " " + number;
    }

    /** A sender says that it has sent its events 1 to last. Returns the reply: the numbers of those that never came. */
    static String end(String sender, int last) throws Exception {
        // TODO 3: for example "lost ann 4 9"
        return "lost " + sender + " none";
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
