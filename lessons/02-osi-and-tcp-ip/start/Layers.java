import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints which bytes of each packet belong to which layer. Run it with: java Layers.java FILE */
public class Layers {
    /** What the file says about a packet, and the bytes of it that are in the file. */
    record Packet(int linkType, byte[] bytes) {}

    public static void main(String[] args) throws IOException {
        int number = 0;
        for (Packet packet : packets(Path.of(args[0]))) {
            number++;
            System.out.println("packet " + number + ":" + layers(packet));
        }
    }

    /** Returns for example " ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58". */
    private static String layers(Packet packet) {
        byte[] bytes = packet.bytes();
        // TODO 1: the Ethernet header is 14 bytes, 0-13; the last two of them say what follows
        // TODO 2: the IP header: how long is it, and how long is the whole IP packet?
        // TODO 3: the TCP header: how long is it? What is left of the IP packet is the payload
        return " ethernet 0-13";
    }

    // What follows is complete: it reads the packets of a pcapng file. You need not change it.

    private static List<Packet> packets(Path path) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
        List<Integer> linkTypes = new ArrayList<>();
        List<Packet> packets = new ArrayList<>();
        int length;
        for (int at = 0; at < file.capacity(); at += length) { // a block: type, length, ...
            int type = file.getInt(at);
            if (type == 0x0A0D0D0A) { // a section begins, and says its byte order
                file.order(ByteOrder.BIG_ENDIAN);
                file.order(file.getInt(at + 8) == 0x1A2B3C4D ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                linkTypes.clear();
            } else if (type == 1) { // an interface: 1 is Ethernet, 101 is raw IP
                linkTypes.add((int) file.getShort(at + 8));
            } else if (type == 6) { // a packet
                int captured = file.getInt(at + 20);
                byte[] bytes = Arrays.copyOfRange(file.array(), at + 28, at + 28 + captured);
                packets.add(new Packet(linkTypes.get(file.getInt(at + 8)), bytes));
            }
            length = file.getInt(at + 4);
        }
        return packets;
    }
}
