package netkit.dissect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketDirection;
import netkit.packet.TcpSegment;
import netkit.packet.pcapng.CapturedPacket;

/**
 * What two programs say over TCP, its segments repeated and out of order: nothing is thrown, whatever they say, and the
 * bytes of each direction come out as they were. The first byte decides how the segments are cut and mixed, and the second
 * where the client's bytes end and the server's begin.
 */
public final class ConversationsFuzz {
    private static final String ALICE = "192.0.2.1";
    private static final String BOB = "192.0.2.2";
    private static final int[] PORTS = {80, 8080, 9000, 9001, 5672, 53};

    private ConversationsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int middle = Math.min(input.length, 2 + 4 * (input[1] & 0xFF));
        byte[] client = Arrays.copyOfRange(input, 2, middle);
        byte[] server = Arrays.copyOfRange(input, middle, input.length);
        Random random = new Random(input[0]);
        int port = PORTS[random.nextInt(PORTS.length)];
        ConversationLog log = ConversationLog.ofAll();
        Dissector dissector = new Dissector(log);
        long number = 0;
        for (byte[] packet : packets(random, port, client, server)) {
            DissectedPacket dissected = dissector.dissect(new CapturedPacket(++number,
                    new CapturedPacket.Interface("", "", LinkType.RAW_IP.code()),
                    OptionalLong.of(number * 1_000_000), packet, packet.length, PacketDirection.UNKNOWN,
                    List.of()));
            for (DissectedLayer layer : dissected.layers()) {
                check(layer, layer.fields());
            }
        }
        log.messages();
        ConversationLog.Connection connection = log.connections().getFirst();
        assertArrayEquals(client, joined(connection, true));
        assertArrayEquals(server, joined(connection, false));
    }

    private static void check(DissectedLayer layer, List<Field> fields) {
        int end = layer.source().bytes().length;
        assertTrue(layer.from() >= 0 && layer.to() <= end, () -> layer.protocol() + " ends at " + layer.to());
        for (Field field : fields) {
            assertTrue(field.from() >= 0 && field.from() <= field.to() && field.to() <= end,
                    () -> field.name() + " " + field.from() + " to " + field.to() + " of " + end);
            check(layer, field.parts());
        }
    }

    private static byte[] joined(ConversationLog.Connection connection, boolean fromFirst) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        connection.parts().stream().filter(part -> part.fromFirst() == fromFirst)
                .forEach(part -> bytes.writeBytes(part.bytes()));
        return bytes.toByteArray();
    }

    private static List<byte[]> packets(Random random, int port, byte[] client, byte[] server) {
        List<byte[]> packets = new ArrayList<>();
        packets.add(PacketBuilder.ip(ALICE, BOB).tcp(50_000, port, TcpSegment.SYN, -5, 0).build());
        packets.add(PacketBuilder.ip(BOB, ALICE).tcp(port, 50_000, TcpSegment.SYN | TcpSegment.ACK, -50, -4)
                .build());
        List<byte[]> segments = new ArrayList<>();
        cut(random, client, (at, part) -> segments
                .add(PacketBuilder.ip(ALICE, BOB).tcp(50_000, port, TcpSegment.ACK, -4 + at, -49)
                        .payload(part)
                        .build()));
        cut(random, server, (at, part) -> segments
                .add(PacketBuilder.ip(BOB, ALICE).tcp(port, 50_000, TcpSegment.ACK, -49 + at, -4)
                        .payload(part)
                        .build()));
        if (random.nextBoolean()) {
            Collections.shuffle(segments, random);
        }
        packets.addAll(segments);
        packets.add(PacketBuilder.ip(ALICE, BOB)
                .tcp(50_000, port, TcpSegment.FIN | TcpSegment.ACK, -4 + client.length, -49).build());
        packets.add(PacketBuilder.ip(BOB, ALICE)
                .tcp(port, 50_000, TcpSegment.FIN | TcpSegment.ACK, -49 + server.length, -4).build());
        return packets;
    }

    private interface Part {
        void take(int at, byte[] bytes);
    }

    private static void cut(Random random, byte[] bytes, Part out) {
        int longest = 1 + random.nextInt(400);
        for (int at = 0; at < bytes.length;) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(longest));
            int overlap = random.nextInt(8) == 0 ? Math.min(at, 5) : 0;
            byte[] part = Arrays.copyOfRange(bytes, at - overlap, at + length);
            out.take(at - overlap, part);
            if (random.nextInt(10) == 0) {
                out.take(at - overlap, part);
            }
            at += length;
        }
    }
}
