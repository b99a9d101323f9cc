import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.BitSet;

/** Another right pinger: it sends all pings at once, from a connected socket, and a second thread receives. */
public class AllAtOnce {
    public static void main(String[] args) throws Exception {
        BitSet answered = new BitSet();
        DatagramSocket socket = new DatagramSocket();
        socket.connect(InetAddress.getByName(args[0]), Integer.parseInt(args[1])); // no other sender reaches it
        Thread receiver = new Thread(() -> {
            byte[] buffer = new byte[64];
            while (true) {
                try {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    socket.receive(packet);
                    String text = new String(buffer, 0, packet.getLength());
                    for (int i = 1; i <= 20; i++) {
                        if (text.equals("pong " + i)) {
                            synchronized (answered) {
                                answered.set(i);
                            }
                        }
                    }
                } catch (SocketException closed) {
                    return;
                } catch (Exception e) {
                    System.err.println(e);
                }
            }
        });
        receiver.start();
        for (int i = 1; i <= 20; i++) {
            byte[] ping = ("ping " + i).getBytes();
            socket.send(new DatagramPacket(ping, ping.length));
        }
        Thread.sleep(2000);
        socket.close();
        receiver.join();
        StringBuilder missing = new StringBuilder();
        for (int i = 1; i <= 20; i++) {
            if (!answered.get(i)) {
                missing.append(' ').append(i);
            }
        }
        System.out.println("answered " + answered.cardinality() + " of 20");
        System.out.println("no answer:" + (missing.isEmpty() ? " none" : missing));
    }
}
