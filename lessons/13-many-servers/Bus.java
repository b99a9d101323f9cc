import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bus for the exercise, in place of Redis: java Bus.java PORT. "SUBSCRIBE chat" subscribes; "PUBLISH chat TEXT" sends
 * "MESSAGE chat TEXT" to all that are subscribed now. It keeps nothing, and prints each line that comes.
 */
public class Bus {
    public static void main(String[] args) throws IOException {
        Set<PrintWriter> subscribers = ConcurrentHashMap.newKeySet();
        try (ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]), 50,
                InetAddress.getByName("127.0.0.1"))) {
            System.out.println("the bus listens on 127.0.0.1:" + listener.getLocalPort());
            while (true) {
                Socket socket = listener.accept();
                Thread.startVirtualThread(() -> carry(socket, subscribers));
            }
        }
    }

    private static void carry(Socket socket, Set<PrintWriter> subscribers) {
        PrintWriter out = null;
        try (socket) {
            out = new PrintWriter(socket.getOutputStream(), false, StandardCharsets.UTF_8);
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line; (line = in.readLine()) != null;) {
                System.out.println(line);
                String[] words = line.split(" ", 3);
                if (words[0].equals("SUBSCRIBE")) {
                    subscribers.add(out);
                } else if (words[0].equals("PUBLISH") && words.length == 3) {
                    for (PrintWriter other : subscribers) {
                        synchronized (other) {
                            other.print("MESSAGE " + words[1] + " " + words[2] + "\n");
                            other.flush();
                        }
                    }
                }
            }
        } catch (IOException e) {
            // it has gone
        } finally {
            if (out != null) {
                subscribers.remove(out);
            }
        }
    }
}
