import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints which bytes of each packet belong to which layer. Run it with: java VlanIgnored.java FILE */
public class VlanIgnored {
    private static final int ETHERNET = 1;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int VLAN = 0x8100;
    private static final int TCP = 6;

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
        int at = 0;
        String text = "";
        if (packet.linkType() == ETHERNET) {
            at = 14;
            int type = u16(bytes, 12);
            text = range("ethernet", 0, at);
            if (type != IPV4 && type != IPV6) {
                return text;
            }
        }
        int from = at;
        int end;
        int protocol;
        if (bytes[at] >> 4 == 4) {
            protocol = bytes[at + 9];
            end = from + u16(bytes, at + 2);
            at += 4 * (bytes[at] & 0xF);
        } else {
            protocol = bytes[at + 6];
            end = from + 40 + u16(bytes, at + 4);
            at += 40;
            while (protocol == 0 || protocol == 43 || protocol == 60) {
                protocol = bytes[at];
                at += 8 + 8 * (bytes[at + 1] & 0xFF);
            }
        }
        text += range("ip", from, at);
        if (protocol != TCP) {
            return text;
        }
        int payload = at + 4 * (bytes[at + 12] >> 4 & 0xF);
        return text + range("tcp", at, payload) + range("payload", payload, Math.min(end, bytes.length));
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    /** Returns nothing if the layer has no bytes. */
    private static String range(String layer, int from, int to) {
        return from < to ? " " + layer + " " + from + "-" + (to - 1) : "";
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
