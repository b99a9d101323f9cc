import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** Makes a text of the whole buffer, whatever the length of the datagram is. */
public class WholeBuffer {
    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        Set<Integer> unanswered = new TreeSet<>();
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int number = 1; number <= 20; number++) {
                unanswered.add(number);
                byte[] ping = ("ping " + number).getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(ping, ping.length, server));
            }
            socket.setSoTimeout(700);
            byte[] buffer = new byte[100];
            DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
            while (true) {
                socket.receive(answer);
                String text = new String(buffer, StandardCharsets.UTF_8);
                unanswered.removeIf(number -> text.equals("pong " + number));
            }
        } catch (SocketTimeoutException e) {
            System.out.println("answered " + (20 - unanswered.size()) + " of 20");
            System.out.println("no answer: " + (unanswered.isEmpty() ? "none"
                    : String.join(" ", unanswered.stream().map(String::valueOf).toList())));
        }
    }
}
