package netkit.cli.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.chat.ChatClient;
import netkit.net.Endpoint;

@Timeout(60)
class TcpFilterTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MUCH = 21 << 20;

    /** Serves one connection. */
    @FunctionalInterface
    private interface Server {
        void serve(Socket socket) throws IOException;
    }

    private static void run(InputStream in, Server server) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    server.serve(socket);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            try (ChatClient client = ChatClient
                    .connect(new Endpoint(Endpoint.LOOPBACK, listener.getLocalPort()))) {
                new TcpFilter(client).run(in, (_, _) -> {});
            }
            assertTrue(thread.join(TIMEOUT));
        }
    }

    private static void assertUndelivered(InputStream in, Server server) {
        IOException e = assertThrows(IOException.class, () -> run(in, server));
        assertTrue(e.getMessage().matches(".*; (not all|nothing) of standard input was delivered.*"),
                e.getMessage());
    }

    private static InputStream bytes(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }

    @Test
    void inputIsNotDeliveredToServerThatClosesWithoutReading() {
        for (int run = 0; run < 5; run++) {
            assertUndelivered(bytes(MUCH), _ -> {});
        }
    }

    @Test
    void lastBytesAreNotDeliveredToServerThatHasClosed() throws Exception {
        Pipe pipe = Pipe.open();
        assertUndelivered(Channels.newInputStream(pipe.source()), socket -> {
            socket.close();
            pipe.sink().write(ByteBuffer.allocate(3));
            pipe.sink().close();
        });
    }

    @Test
    void inputAfterTheServersFinIsNotDelivered() throws Exception {
        Pipe pipe = Pipe.open();
        assertUndelivered(Channels.newInputStream(pipe.source()), socket -> {
            socket.close();
            pipe.sink().write(ByteBuffer.allocate(10)); // the pipe stays open
        });
    }

    @Test
    void serverThatResetsTheConnectionDidNotReceiveAll() {
        assertUndelivered(bytes(MUCH), socket -> {
            socket.getInputStream().readNBytes(1000);
            socket.setSoLinger(true, 0);
        });
    }

    @Test
    void serverThatReadsAllHasReceivedAll() throws Exception {
        AtomicLong received = new AtomicLong();
        run(bytes(MUCH), socket -> received.set(socket.getInputStream().readAllBytes().length));
        assertEquals(MUCH, received.get());
    }

    @Test
    void serverMayCloseItsDirectionAndGoOnReading() throws Exception {
        AtomicLong received = new AtomicLong();
        run(bytes(MUCH), socket -> {
            socket.shutdownOutput();
            received.set(socket.getInputStream().readAllBytes().length);
        });
        assertEquals(MUCH, received.get());
    }

    @Test
    void inputThatDoesNotComeIsNotMissing() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.allocate(10));
        InputStream likeStandardInput = new BufferedInputStream(Channels.newInputStream(pipe.source()));
        run(likeStandardInput, socket -> socket.getInputStream().readNBytes(10));
    }
}
