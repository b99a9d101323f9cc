package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;

/** Tests that every testbed must pass; a test class opens a testbed and calls each of them. */
public final class TestbedRules {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    /** Time in which nothing may arrive; if it is too short, a test proves less but does not fail. */
    private static final int QUIET_MILLIS = 200;
    private static final String FIRST_TO_LAST = "alice>bob ";

    private TestbedRules() {}

    /** Applies a change in the notation of the command line. */
    public static void change(Testbed testbed, String change) throws IOException {
        testbed.set(WireChange.parse(change).applyTo(testbed.settings()));
    }

    public static void settingsAreThoseThatWereSet(Testbed testbed) throws IOException {
        WireSettings before = testbed.settings();
        change(testbed, FIRST_TO_LAST + "delay 20ms");
        assertEquals("alice>bob delay 20ms", testbed.settings().toString());
        change(testbed, "clear");
        assertEquals(before, testbed.settings());
    }

    private interface StreamWork {
        void run(Socket client, Socket server) throws IOException;
    }

    /** Runs work with a connection from the first place to the last; reads have a timeout. */
    private static void withStream(Testbed testbed, StreamWork work) throws IOException {
        Place client = testbed.places().getFirst();
        Place place = testbed.places().getLast();
        try (ServerSocket listener = place.open(() -> new ServerSocket(0, 1, place.address()))) {
            listener.setSoTimeout(TIMEOUT_MILLIS);
            InetSocketAddress path = testbed.tcpAddress(client,
                    (InetSocketAddress) listener.getLocalSocketAddress());
            try (Socket there = client.open(() -> new Socket(path.getAddress(), path.getPort()));
                    Socket here = listener.accept()) {
                there.setSoTimeout(TIMEOUT_MILLIS);
                here.setSoTimeout(TIMEOUT_MILLIS);
                work.run(there, here);
            }
        }
    }

    private interface DatagramWork {
        void run(DatagramSocket client, DatagramSocket server, InetSocketAddress path)
                throws IOException, InterruptedException;
    }

    /** Runs work with a socket at the first place and one at the last; receiving has a timeout. */
    private static void withDatagrams(Testbed testbed, DatagramWork work)
            throws IOException, InterruptedException {
        Place client = testbed.places().getFirst();
        Place place = testbed.places().getLast();
        try (DatagramSocket server = place.open(() -> new DatagramSocket(0, place.address()));
                DatagramSocket there = client.open(() -> new DatagramSocket(0, client.address()))) {
            server.setSoTimeout(TIMEOUT_MILLIS);
            there.setSoTimeout(TIMEOUT_MILLIS);
            work.run(there, server,
                    testbed.udpAddress(client, (InetSocketAddress) server.getLocalSocketAddress()));
        }
    }

    private static void assertEchoed(Socket client, Socket server) throws IOException {
        server.getOutputStream().write(server.getInputStream().readNBytes(HELLO.length));
        assertArrayEquals(HELLO, client.getInputStream().readNBytes(HELLO.length));
    }

    public static void streamStallsDuringACutAndThenResumes(Testbed testbed) throws IOException {
        withStream(testbed, (client, server) -> {
            change(testbed, "cut");
            client.getOutputStream().write(HELLO);
            server.setSoTimeout(QUIET_MILLIS);
            assertThrows(SocketTimeoutException.class, () -> server.getInputStream().read());
            change(testbed, "heal");
            server.setSoTimeout(TIMEOUT_MILLIS);
            assertEchoed(client, server);
        });
    }

    public static void datagramsAreLostDuringACut(Testbed testbed) throws IOException, InterruptedException {
        withDatagrams(testbed, (client, server, path) -> {
            change(testbed, FIRST_TO_LAST + "cut");
            client.send(new DatagramPacket(HELLO, HELLO.length, path));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            server.setSoTimeout(QUIET_MILLIS);
            assertThrows(SocketTimeoutException.class, () -> server.receive(packet));
            change(testbed, "heal");
            client.send(new DatagramPacket(new byte[] {7}, 1, path));
            server.setSoTimeout(TIMEOUT_MILLIS);
            server.receive(packet);
            assertEquals(1, packet.getLength(), "the datagram sent during the cut is lost");
        });
    }

    public static void testbedIsIdleWhenNothingIsInFlight(Testbed testbed)
            throws IOException, InterruptedException {
        withDatagrams(testbed, (client, server, path) -> {
            assertTrue(testbed.isIdle());
            change(testbed, FIRST_TO_LAST + "delay 1h");
            client.send(new DatagramPacket(HELLO, HELLO.length, path));
            while (testbed.isIdle()) { // until the datagram is in flight; the test has a timeout
                Thread.sleep(1);
            }
            change(testbed, "clear");
            server.receive(new DatagramPacket(new byte[100], 100));
            while (!testbed.isIdle()) { // the datagram is delivered shortly before it is counted
                Thread.sleep(1);
            }
        });
    }

    public static void streamIsEchoedByTheOtherPlace(Testbed testbed) throws IOException {
        withStream(testbed, (client, server) -> {
            client.getOutputStream().write(HELLO);
            assertEchoed(client, server);
        });
    }

    public static void datagramIsEchoedByTheOtherPlace(Testbed testbed)
            throws IOException, InterruptedException {
        withDatagrams(testbed, (client, server, path) -> {
            client.send(new DatagramPacket(HELLO, HELLO.length, path));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            server.receive(packet);
            server.send(packet);
            DatagramPacket reply = new DatagramPacket(new byte[100], 100);
            client.receive(reply);
            assertEquals("hello", new String(reply.getData(), 0, reply.getLength(),
                    StandardCharsets.UTF_8));
            assertEquals(path, reply.getSocketAddress(),
                    "the reply comes from the address to which the request was sent");
        });
    }
}
