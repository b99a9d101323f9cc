package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.SocketFactory;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.Endpoint;
import netkit.net.Tls;
import netkit.testing.Leftovers;
import netkit.testing.StubSocketFactory;
import netkit.testing.Programs;

/** A client with an echo server, and with a raw server that breaks the rules. */
@Timeout(120)
@Tag("slow")
class WebSocketClientTest {

    /** Records the messages of a connection and how it ended. */
    private static final class Received implements WebSocketHandler {
        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<CloseStatus> closed = new LinkedBlockingQueue<>();

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length) {
            messages.add(Arrays.copyOfRange(bytes, from, from + length));
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            closed.add(status);
        }

        byte[] next() throws InterruptedException {
            byte[] message = messages.poll(20, TimeUnit.SECONDS);
            assertNotNull(message, "no message was received; closed: " + closed);
            return message;
        }

        CloseStatus status() throws InterruptedException {
            CloseStatus status = closed.poll(20, TimeUnit.SECONDS);
            assertNotNull(status, "the connection has not ended");
            return status;
        }
    }

    /** Connects, and runs the connection on a thread of its own. */
    private static WebSocketConnection connect(WebSocketOptions options, String url, Received received)
            throws IOException {
        WebSocketConnection connection = new WebSocketClient(options, Tls.client()).connect(URI.create(url),
                received);
        Thread.ofVirtual().name("serve client").start(connection::run);
        return connection;
    }

    /** A listener for the client; the test acts as the server. */
    private static final class RawServer implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));

        /** Sent before the response to a handshake. */
        private byte[] interim = {};

        RawServer() throws IOException {}

        String url() {
            return "ws://127.0.0.1:" + server.getLocalPort() + "/";
        }

        RawPeer accept() throws IOException {
            return new RawPeer(server.accept());
        }

        /** Accepts a connection and completes the handshake; the frames follow its response in the same write. */
        RawPeer acceptWithHandshake(byte[]... frames) throws IOException {
            RawPeer peer = accept();
            String key = peer.head().replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
            peer.send(interim, Wire
                    .utf8("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + OpeningHandshake.acceptFor(key) + "\r\n\r\n"),
                    Wire.join(frames));
            return peer;
        }

        /** Does the same on a thread of its own, and hands over the peer. */
        BlockingQueue<RawPeer> acceptInBackground(byte[]... frames) {
            BlockingQueue<RawPeer> peers = new LinkedBlockingQueue<>();
            Thread.ofVirtual().start(() -> {
                try {
                    peers.add(acceptWithHandshake(frames));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            return peers;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static WebSocketOptions options(WebSocketOptions.Deflate deflate) {
        return new WebSocketOptions(16 << 20, 32 << 20, deflate, Duration.ZERO, EchoServer.LONG,
                EchoServer.LONG, Optional.empty(),
                List.of());
    }

    @Test
    void socketComesFromTheGivenFactory() throws Exception {
        try (EchoServer server = new EchoServer()) {
            List<Socket> made = new ArrayList<>();
            SocketFactory factory = new StubSocketFactory(() -> {
                made.add(new Socket());
                return made.getLast();
            });
            Received received = new Received();
            WebSocketConnection connection = new WebSocketClient(EchoServer.OPTIONS, Tls.client(), factory)
                    .connect(URI.create("ws://" + server.endpoint() + "/echo"), received);
            assertEquals(List.of(server.endpoint().port()), made.stream().map(Socket::getPort).toList());
            Thread.ofVirtual().name("serve client").start(connection::run);
            connection.close(CloseCode.NORMAL, "");
            received.status();
        }
    }

    @Test
    void failureOfTheSocketFactoryNamesTheServer() throws Exception {
        SocketFactory none = new StubSocketFactory(() -> {
            throw new IOException("no network here");
        });
        try (EchoServer server = new EchoServer()) {
            IOException e = assertThrows(IOException.class,
                    () -> new WebSocketClient(EchoServer.OPTIONS, Tls.client(), none)
                            .connect(URI.create("ws://" + server.endpoint() + "/echo"), new Received()));
            assertEquals("cannot connect to " + server.endpoint() + ": no network here", e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(WebSocketOptions.Deflate.class)
    void messagesAreEchoedInOrderWithEachDeflateSetting(WebSocketOptions.Deflate deflate) throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = new EchoServer()) {
            Received received = new Received();
            WebSocketConnection connection = connect(options(deflate), "ws://" + server.endpoint() + "/echo",
                    received);
            assertEquals(deflate != WebSocketOptions.Deflate.OFF,
                    connection.handshake().deflate().isPresent());
            Random random = new Random(1);
            for (int size : new int[] {0, 0, 1, 125, 126, 65_535, 65_536, 1 << 20, 16 << 20, 5, 0, 5}) {
                byte[] message = new byte[size];
                random.nextBytes(message);
                Arrays.fill(message, 0, size / 2, (byte) 7);
                assertTrue(connection.send(Opcode.BINARY, message, 0, size));
                assertArrayEquals(message, received.next(), size + " bytes");
            }
            for (int i = 0; i < 10_000; i++) {
                assertTrue(connection.sendText("message number " + i));
            }
            for (int i = 0; i < 10_000; i++) {
                assertEquals("message number " + i, new String(received.next(), StandardCharsets.UTF_8));
            }
            connection.close(4321, "done");
            assertEquals(4321, received.status().code());
            assertTrue(connection.awaitEnd(Duration.ofSeconds(60)));
            assertEquals(new CloseStatus(4321, "done"), server.awaitEnd());
        }
        leftovers.awaitNone();
    }

    @Test
    void ipv6ServerIsReached() throws Exception {
        WebSocketHandler echo = (connection, type, bytes, from, length) -> connection.reply(type, bytes, from,
                length);
        Programs.assumeIpv6();
        try (WebSocketServer server = new WebSocketServer(new Endpoint("::1", 0),
                Map.of("/", _ -> WebSocketServer.Session.of(echo)), Map.of(), EchoServer.OPTIONS,
                Optional.empty(), _ -> {})) {
            Received received = new Received();
            WebSocketConnection connection = connect(EchoServer.OPTIONS,
                    "ws://[::1]:" + server.endpoint().port(), received);
            connection.sendText("six");
            assertEquals("six", new String(received.next(), StandardCharsets.UTF_8));
            connection.close(1000, "");
            received.status();
        }
    }

    @Test
    void framesAfterTheResponseHeadAreReadAndClientFramesAreMasked() throws Exception {
        try (RawServer server = new RawServer()) {
            Received received = new Received();
            BlockingQueue<RawPeer> peers = server.acceptInBackground(Wire.server(Wire.TEXT, "early"),
                    Wire.server(Wire.PING, "ping"));
            WebSocketConnection connection = connect(EchoServer.OPTIONS, server.url(), received);
            try (RawPeer peer = peers.take()) {
                assertEquals("early", new String(received.next(), StandardCharsets.UTF_8));
                Frame pong = peer.frame();
                assertEquals(Opcode.PONG, pong.opcode());
                assertTrue(pong.masked());
                connection.sendText("one");
                connection.sendText("two");
                Frame one = peer.frame();
                Frame two = peer.frame();
                assertTrue(one.masked() && two.masked());
                assertTrue(one.maskingKey() != two.maskingKey() || one.maskingKey() != pong.maskingKey(),
                        "RFC 6455 §5.3: a fresh masking key for each frame");
                peer.send(Wire.server(Wire.CLOSE, new CloseStatus(1001, "bye").encode()));
                assertEquals(1001, peer.expectClose().code());
                peer.soTimeout(100);
                assertThrows(SocketTimeoutException.class, peer::frame,
                        "RFC 6455 §7.1.1: the client waits for the server to close TCP");
                peer.endOutput();
                peer.soTimeout(20_000);
                peer.expectEnd();
                assertEquals(new CloseStatus(1001, "bye"), received.status());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"818000000000, 1002", "8300, 1002", "c100, 1002", "8000, 1002", "0900, 1002",
        "817e0005, 1002", "8102c080, 1007",
        "827f7fffffffffffffff, 1009", "880103, 1002", "880203ed, 1002"})
    void illegalFrameFromTheServerFailsTheConnection(String frame, int code) throws Exception {
        try (RawServer server = new RawServer()) {
            Received received = new Received();
            BlockingQueue<RawPeer> peers = server.acceptInBackground();
            connect(EchoServer.OPTIONS, server.url(), received);
            try (RawPeer peer = peers.take()) {
                peer.send(Wire.hex(frame));
                assertEquals(code, peer.expectClose().code());
                peer.expectEnd();
            }
            assertEquals(code, received.status().code());
        }
    }

    @Test
    void connectionFailsIfTheServerDoesNotReplyToTheCloseFrame() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (RawServer server = new RawServer()) {
            Received received = new Received();
            BlockingQueue<RawPeer> peers = server.acceptInBackground();
            WebSocketConnection connection = connect(
                    EchoServer.options(Duration.ZERO, EchoServer.LONG, EchoServer.SHORT),
                    server.url(), received);
            try (RawPeer peer = peers.take()) {
                connection.close(1000, "");
                assertEquals(CloseCode.ABNORMAL, received.status().code());
                assertEquals(1000, peer.expectClose().code());
                peer.expectEnd();
            }
        }
        leftovers.awaitNone();
    }

    /** RFC 9110 §15.2: a client must accept any number of them. */
    @Test
    void interimResponsesBeforeTheHandshakeAreSkipped() throws Exception {
        try (RawServer server = new RawServer()) {
            server.interim = Wire.utf8("HTTP/1.1 100 Continue\r\n\r\n"
                    + "HTTP/1.1 103 Early Hints\r\nLink: </a.css>;\r\n rel=preload\r\n\r\n".repeat(20));
            BlockingQueue<RawPeer> peers = server.acceptInBackground(Wire.server(Wire.TEXT, "here"));
            Received received = new Received();
            connect(EchoServer.OPTIONS, server.url(), received);
            assertArrayEquals(Wire.utf8("here"), received.next());
            peers.take().close();
        }
    }

    @Test
    void redirectIsNotFollowedButNamed() throws Exception {
        try (RawServer server = new RawServer()) {
            Thread.ofVirtual().start(() -> {
                try (RawPeer peer = server.accept()) {
                    peer.head();
                    peer.send(Wire.utf8("HTTP/1.1 301 Moved\r\nLocation: ws://there/\r\n\r\n"));
                    peer.head();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            IOException e = assertThrows(IOException.class,
                    () -> connect(EchoServer.OPTIONS, server.url(), new Received()));
            assertTrue(e.getMessage().contains("responded 301 Moved, not 101; it leads to ws://there/"),
                    e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n\r\n", "\n", "",
        "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n"})
    void invalidHandshakeResponseIsRefusedAndTheSocketClosed(String response) throws Exception {
        Leftovers leftovers = new Leftovers();
        try (RawServer server = new RawServer()) {
            Thread.ofVirtual().start(() -> {
                try (RawPeer peer = server.accept()) {
                    peer.head();
                    peer.send(Wire.utf8(response));
                    peer.endOutput();
                    peer.head();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThrows(IOException.class, () -> connect(EchoServer.OPTIONS, server.url(), new Received()));
        }
        leftovers.awaitNone();
    }

    @Test
    void handshakeTimeoutEndsTheWaitForAResponse() throws Exception {
        try (RawServer server = new RawServer()) {
            IOException e = assertThrows(IOException.class,
                    () -> connect(EchoServer.options(Duration.ZERO, EchoServer.SHORT, EchoServer.LONG),
                            server.url(),
                            new Received()));
            assertTrue(e.getMessage().contains("200 ms"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h/", "ws:/h", "ws://h/#fragment", "//h/", "ws:h", "ws://h:99999/"})
    void urlThatIsNotAWebSocketUrlIsRejected(String url) {
        assertThrows(IllegalArgumentException.class,
                () -> new WebSocketClient(EchoServer.OPTIONS, Tls.client()).connect(URI.create(url),
                        new Received()));
    }

    @Test
    void reservedCloseCodeIsRejectedAndALongReasonIsTruncated() throws Exception {
        try (EchoServer server = new EchoServer()) {
            Received received = new Received();
            WebSocketConnection connection = connect(EchoServer.OPTIONS,
                    "ws://" + server.endpoint() + "/echo", received);
            for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
                assertThrows(IllegalArgumentException.class, () -> connection.close(code, ""));
            }
            assertThrows(IllegalArgumentException.class, () -> connection.ping(new byte[126]));
            connection.close(3000, "x".repeat(500));
            assertEquals(new CloseStatus(3000, "x".repeat(123)), server.awaitEnd());
        }
    }

    @Test
    void connectionMayBeClosedBeforeItRuns() throws Exception {
        try (EchoServer server = new EchoServer(
                EchoServer.options(Duration.ZERO, EchoServer.LONG, EchoServer.SHORT), null)) {
            WebSocketConnection connection = new WebSocketClient(
                    EchoServer.options(Duration.ZERO, EchoServer.LONG, EchoServer.SHORT), Tls.client())
                    .connect(URI.create("ws://" + server.endpoint() + "/echo"), new Received());
            connection.close(1000, "");
            assertEquals(1000, server.awaitEnd().code());
            assertFalse(connection.sendText("late"));
        }
    }
}
