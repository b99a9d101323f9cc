import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** Sends 20 numbered pings and reports which had no answer. Run it with: java Pinger.java HOST PORT */
public class Pinger {
    private static final int COUNT = 20;
    private static final long WAIT = 2_000_000_000; // ns, for the answers after the last ping

    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        Set<Integer> unanswered = new TreeSet<>();

        try (DatagramSocket socket = new DatagramSocket()) { // one for all pings: late answers come to it too
            for (int number = 1; number <= COUNT; number++) {
                unanswered.add(number);
                byte[] ping = ("ping " + number).getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(ping, ping.length, server));
                receive(socket, server, unanswered, System.nanoTime() + 50_000_000);
            }
            receive(socket, server, unanswered, System.nanoTime() + WAIT);
        }

        System.out.println("answered " + (COUNT - unanswered.size()) + " of " + COUNT);
        System.out.println("no answer:" + (unanswered.isEmpty() ? " none" : ""
                + String.join("", unanswered.stream().map(number -> " " + number).toList())));
    }

    /** Takes answers until the deadline, which stays where it is however many datagrams come, or until none is due. */
    private static void receive(DatagramSocket socket, InetSocketAddress server, Set<Integer> unanswered,
            long deadline) throws IOException {
        while (!unanswered.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
            try {
                socket.setSoTimeout((int) left);
                socket.receive(answer);
            } catch (SocketTimeoutException e) {
                return;
            }
            String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
            if (answer.getSocketAddress().equals(server) && text.matches("pong \\d{1,2}")) {
                unanswered.remove(Integer.parseInt(text.substring(5))); // a duplicate removes nothing
            }
        }
    }
}
