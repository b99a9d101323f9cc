package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

import javax.net.SocketFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Leftovers;

/** What the system does with the sockets of a program that ends, is cut off, or has its connection reset. */
@Timeout(60)
class ProgramSocketsTest {
    private final Leftovers leftovers = new Leftovers();
    private final ProgramSockets sockets = new ProgramSockets(SocketFactory.getDefault());
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void nothingRemains() throws Exception {
        sockets.close();
        server.close();
        leftovers.awaitNone();
    }

    /** The server's end of a connection that the program makes. */
    private Socket connect() throws IOException {
        sockets.createSocket().connect(server.getLocalSocketAddress());
        return server.accept();
    }

    @Test
    void peerReadsTheEndOfAClosedConnection() throws IOException {
        try (Socket other = connect()) {
            sockets.close();
            assertEquals(-1, other.getInputStream().read());
        }
    }

    @Test
    void peerReadsAResetInsteadOfTheEnd() throws IOException {
        try (Socket other = connect()) {
            sockets.reset();
            SocketException e = assertThrows(SocketException.class, () -> other.getInputStream().read());
            assertTrue(e.getMessage().contains("reset"), e.getMessage());
        }
    }

    @Test
    void anotherConnectionIsPossibleAfterAReset() throws IOException {
        try (Socket _ = connect()) {
            sockets.reset();
            try (Socket other = connect()) {
                sockets.close();
                assertEquals(-1, other.getInputStream().read());
            }
        }
    }

    @Test
    void closedSocketsOpenNothing() {
        sockets.close();
        assertEquals("the program has ended",
                assertThrows(IOException.class, sockets::createSocket).getMessage());
    }

    @Test
    void closeReleasesABlockedConnect() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket two = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertTrue(one.isConnected() && two.isConnected()); // and for a third there is no room
            Socket socket = sockets.createSocket();
            Thread connecting = Thread.ofVirtual().name("connect").start(() -> {
                try {
                    socket.connect(full.getLocalSocketAddress());
                } catch (IOException _) {
                    // closed
                }
            });
            Leftovers.await(() -> connecting.getState() == Thread.State.WAITING || !connecting.isAlive(),
                    () -> connecting.getState().toString());
            sockets.close();
            connecting.join();
        }
    }
}
