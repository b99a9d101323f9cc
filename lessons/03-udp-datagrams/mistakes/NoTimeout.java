import java.io.*;
import java.net.*;
import java.util.*;

public class NoTimeout {
    public static void main(String[] args) throws Exception {
        DatagramSocket socket = new DatagramSocket();
        for (int i = 1; i <= 20; i++) {
            send(socket, "ping " + i, args);
            while (!receive(socket).equals("pong " + i)) {
                System.out.println("not mine");
            }
        }
        report(List.of());
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
