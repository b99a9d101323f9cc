package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.lab.Host;
import netkit.lab.Lab;
import netkit.lab.LabTest;
import netkit.lab.Place;

/** Tests the tunnel from a lab to one server outside. */
@Timeout(60)
@Tag("lab")
class TunnelTest {
    private static final int MUCH = 3_000_000;

    @AutoClose
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    TunnelTest() throws IOException {}

    @BeforeEach
    void startEchoServer() {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    Thread.ofVirtual().start(() -> echo(client));
                } catch (IOException _) {
                    // closed
                }
            }
        });
    }

    /** Echoes the input and appends "end". */
    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
            client.getOutputStream().write("end".getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // the client is gone
        }
    }

    private InetSocketAddress address() {
        return InetSocketAddress.createUnresolved("localhost", server.getLocalPort());
    }

    @Test
    void clientInALabReachesTheServerOutsideAndNothingElse() throws Exception {
        InsideLab.run(Optional.of(address()), TunnelTest.class, "reach", "" + server.getLocalPort());
    }

    static void reach(String[] arguments) throws Exception {
        byte[] sent = new byte[MUCH];
        new Random(1).nextBytes(sent);
        try (Lab lab = Lab.open(LabTest.TWO, 1)) {
            Host alice = lab.hosts().get(0);
            Host bob = lab.hosts().get(1);
            try (TunnelEntrance entrance = TunnelEntrance.open(listener(alice, 5672))) {
                assertEquals(new InetSocketAddress(alice.address(), 5672), entrance.address());
                for (int i = 0; i < 2; i++) {
                    assertEchoed(sent, bob.open(() -> new Socket(alice.address(), 5672)));
                }
                assertThrows(IOException.class, () -> bob.open(
                        () -> new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))),
                        "the server's own address is unreachable inside");
            }
            assertThrows(ConnectException.class, () -> bob.open(() -> new Socket(alice.address(), 5672)),
                    "the entrance is closed");
        }
    }

    static ServerSocketChannel listener(Place place, int port) throws IOException {
        return place.open(
                () -> ServerSocketChannel.open().bind(new InetSocketAddress(place.address(), port)));
    }

    private static void assertEchoed(byte[] sent, Socket socket) throws Exception {
        try (socket) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            byte[] received = socket.getInputStream().readAllBytes();
            writer.join();
            assertEquals("end",
                    new String(received, sent.length, received.length - sent.length, StandardCharsets.UTF_8));
            assertTrue(Arrays.equals(sent, Arrays.copyOf(received, sent.length)), "byte for byte");
        }
    }

    @Test
    void tunnelToAServerThatDoesNotAcceptIsNotOpened(@TempDir Path folder) throws IOException {
        try (Socket closed = new Socket()) {
            closed.bind(new InetSocketAddress("localhost", 0)); // bound, so that no other program listens there
            ConnectException e = assertThrows(ConnectException.class,
                    () -> TunnelExit.open(folder.resolve("tunnel"),
                            InetSocketAddress.createUnresolved("localhost", closed.getLocalPort())));
            assertTrue(
                    e.getMessage().startsWith("cannot connect to localhost:" + closed.getLocalPort() + ": "),
                    e.getMessage());
        }
        assertEquals(List.of(), List.of(folder.toFile().list()));
    }

    @Test
    void entranceRequiresATunnel() {
        assertTrue(!TunnelEntrance.isAvailable());
        assertThrows(IllegalStateException.class, () -> TunnelEntrance.open(null));
    }
}
