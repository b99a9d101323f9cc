import java.io.*;
import java.net.*;
import java.util.*;

public class NewSocketEach {
    public static void main(String[] args) throws Exception {
        List<Integer> missing = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(300);
                send(socket, "ping " + i, args);
                if (!receive(socket).equals("pong " + i)) {
                    missing.add(i);
                }
            } catch (SocketTimeoutException e) {
                missing.add(i);
            }
        }
        report(missing);
    }

    static void report(Collection<Integer> missing) {
        System.out.println("answered " + (20 - missing.size()) + " of 20");
        StringJoiner numbers = new StringJoiner(" ");
        missing.forEach(n -> numbers.add("" + n));
        System.out.println("no answer: " + (missing.isEmpty() ? "none" : numbers));
    }

    static void send(DatagramSocket socket, String text, String[] args) throws IOException {
        byte[] bytes = text.getBytes();
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(args[0]), Integer.parseInt(args[1])));
    }

    static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength());
    }
}
