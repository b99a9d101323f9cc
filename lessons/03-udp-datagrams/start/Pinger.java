import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Sends 20 numbered pings and reports which had no answer. Run it with: java Pinger.java HOST PORT */
public class Pinger {
    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));

        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] ping = "ping 1".getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(ping, ping.length, server));

            DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
            socket.setSoTimeout(1000); // then receive() throws a SocketTimeoutException
            socket.receive(answer);
            String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
            System.out.println(answer.getSocketAddress() + " says " + text);
            // TODO 1: 20 pings, "ping 1" to "ping 20"
            // TODO 2: which ping does an answer belong to? what if none comes?
            // TODO 3: print the report, two lines:
            //         answered 17 of 20
            //         no answer: 4 9 13
        }
    }
}
