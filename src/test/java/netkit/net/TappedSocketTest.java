package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TappedSocketTest {
    private final Events events = new Events();
    private ServerSocket server;
    private Socket client;
    private Socket served;

    /** Notes what a socket shows, in words. */
    private static final class Events implements SocketTap, SocketTap.Connection {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void opening(Transport transport, InetSocketAddress local) {
            all.add("opening " + transport + (local.getPort() == 0 ? " without a port" : ""));
        }

        @Override
        public void connecting(int localPort, InetSocketAddress to) {
            all.add("connecting" + (localPort == 0 ? " without a port" : ""));
        }

        @Override
        public void failed(long began, int localPort, InetSocketAddress to, boolean isRefused) {
            all.add(isRefused ? "refused" : "failed");
        }

        @Override
        public Connection opened(End opener, long began, InetSocketAddress local, InetSocketAddress peer) {
            all.add("opened by " + opener);
            return this;
        }

        @Override
        public void datagram(End sender, InetSocketAddress local, InetSocketAddress peer, byte[] bytes,
                int from, int length) {
            throw new AssertionError("TCP has no datagrams");
        }

        @Override
        public void data(End sender, byte[] bytes, int from, int length) {
            all.add(sender + " " + (length < 20 ? new String(bytes, from, length, StandardCharsets.UTF_8)
                    : String.valueOf(length)));
        }

        @Override
        public void finished(End sender) {
            all.add(sender + " finished");
        }

        @Override
        public void reset(End sender) {
            all.add(sender + " reset");
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        for (Closeable each : new Closeable[] {client, served, server}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private void connect() throws IOException {
        client = new TappedSocket(events);
        client.connect(server.getLocalSocketAddress());
        served = server.accept();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aConversationIsShownInOrder() throws IOException {
        connect();
        client.getOutputStream().write(bytes("request"));
        served.getInputStream().readNBytes(7);
        served.getOutputStream().write(bytes("reply"));
        served.shutdownOutput();
        assertEquals("reply", new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        client.close();
        client.close();

        assertEquals(List.of("connecting", "opened by LOCAL", "LOCAL request", "PEER reply", "PEER finished",
                "LOCAL finished"), events.all);
    }

    @Test
    void aServersConnectionIsShownToo() throws IOException {
        try (TappedServerSocket tapped = new TappedServerSocket(events)) {
            tapped.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket peer = new Socket(tapped.getInetAddress(), tapped.getLocalPort());
                    Socket accepted = tapped.accept()) {
                peer.getOutputStream().write(bytes("hi"));
                assertEquals('h', accepted.getInputStream().read());
                assertEquals(1, accepted.getInputStream().skip(5));
                accepted.shutdownOutput();
            }
        }

        assertEquals(List.of("opening TCP", "opened by PEER", "PEER h", "PEER i", "LOCAL finished",
                "LOCAL finished"), events.all);
    }

    @Test
    void aCloseThatSendsARstIsShownAsOne() throws IOException {
        connect();
        Sockets.reset(client);

        assertEquals("LOCAL reset", events.all.getLast());
    }

    @Test
    void aCloseWithUnreadInputIsAReset() throws IOException {
        connect();
        served.getOutputStream().write(bytes("unread"));
        client.getInputStream().read(); // so that the rest has arrived
        client.close();

        assertEquals("LOCAL reset", events.all.getLast());
    }

    @Test
    void aResetByThePeerIsShownOnce() throws IOException {
        connect();
        Sockets.reset(served);
        assertThrows(IOException.class, () -> client.getInputStream().read());
        client.close();

        assertEquals(List.of("connecting", "opened by LOCAL", "PEER reset"), events.all);
    }

    @Test
    void aRefusedConnectionIsShown() throws IOException {
        InetSocketAddress nobody = (InetSocketAddress) server.getLocalSocketAddress();
        server.close();
        client = new TappedSocket(events);
        assertThrows(ConnectException.class, () -> client.connect(nobody));

        assertEquals(List.of("connecting", "refused"), events.all);
    }

    @Test
    void aLargeWriteIsShownInChunksThatAreSentAtOnce() throws Exception {
        connect();
        FutureTask<byte[]> received = new FutureTask<>(() -> served.getInputStream().readNBytes(100_000));
        Thread.ofVirtual().start(received);
        client.getOutputStream().write(new byte[100_000]);
        client.close();
        assertEquals(List.of("LOCAL 32768", "LOCAL 32768", "LOCAL 32768", "LOCAL 1696", "LOCAL finished"),
                events.all.subList(2, events.all.size()));
        assertEquals(100_000, received.get().length);
    }
}
