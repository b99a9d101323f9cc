package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What holds on every testbed, whatever makes its faults; a test class opens one and calls each of these. */
final class TestbedRules {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private TestbedRules() {}

    static void aStreamReachesTheOtherPlaceAndComesBack(Testbed testbed) throws IOException {
        Place client = testbed.places().getFirst();
        Place place = testbed.places().getLast();
        try (ServerSocket server = place.open(() -> new ServerSocket(0, 1, place.address()))) {
            server.setSoTimeout(TIMEOUT_MILLIS);
            InetSocketAddress path = testbed.streamPath(client,
                    (InetSocketAddress) server.getLocalSocketAddress());
            try (Socket there = client.open(() -> new Socket(path.getAddress(), path.getPort()));
                    Socket here = server.accept()) {
                there.setSoTimeout(TIMEOUT_MILLIS);
                here.setSoTimeout(TIMEOUT_MILLIS);
                there.getOutputStream().write(HELLO);
                here.getOutputStream().write(here.getInputStream().readNBytes(HELLO.length));
                assertArrayEquals(HELLO, there.getInputStream().readNBytes(HELLO.length));
            }
        }
    }

    static void aDatagramReachesTheOtherPlaceAndIsAnswered(Testbed testbed) throws IOException {
        Place client = testbed.places().getFirst();
        Place place = testbed.places().getLast();
        try (DatagramSocket server = place.open(() -> new DatagramSocket(0, place.address()));
                DatagramSocket there = client.open(() -> new DatagramSocket(0, client.address()))) {
            server.setSoTimeout(TIMEOUT_MILLIS);
            there.setSoTimeout(TIMEOUT_MILLIS);
            InetSocketAddress path = testbed.datagramPath(client,
                    (InetSocketAddress) server.getLocalSocketAddress());
            there.send(new DatagramPacket(HELLO, HELLO.length, path));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            server.receive(packet);
            server.send(packet);
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            there.receive(answer);
            assertEquals("hello", new String(answer.getData(), 0, answer.getLength(),
                    StandardCharsets.UTF_8));
            assertEquals(path, answer.getSocketAddress(), "the answer comes from where it was sent to");
        }
    }
}
