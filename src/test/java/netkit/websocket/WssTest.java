package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.net.Tls;
import netkit.testing.Keystore;
import netkit.testing.Leftovers;

/** Connections over TLS. */
@Timeout(120)
@Tag("slow")
class WssTest {
    private static final char[] PASSWORD = Keystore.PASSWORD.toCharArray();

    @TempDir
    private static Path folder;
    private static Path keystore;

    @BeforeAll
    static void makeKeystore() throws Exception {
        keystore = Keystore.create(folder);
    }

    private static EchoServer server(WebSocketOptions options) throws IOException {
        return new EchoServer(options, Tls.server(keystore, PASSWORD));
    }

    private static String url(EchoServer server, String host) {
        return "wss://" + host + ":" + server.endpoint().port() + "/echo";
    }

    /** Opens a WebSocket connection over TLS, with a small receive buffer. */
    private static RawPeer securePeer(EchoServer server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(server.endpoint().resolve());
        SSLSocket secure = (SSLSocket) Tls.insecure().context().getSocketFactory().createSocket(
                socket, "h", 1,
                true);
        secure.startHandshake();
        return new RawPeer(secure).shakeHands("/echo");
    }

    @Test
    void messagesAreEchoedOverTls() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = server(EchoServer.OPTIONS)) {
            for (String host : List.of("localhost", "127.0.0.1")) {
                BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
                CountDownLatch closed = new CountDownLatch(1);
                WebSocketHandler handler = new WebSocketHandler() {
                    @Override
                    public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from,
                            int length) {
                        received.add(Arrays.copyOfRange(bytes, from, from + length));
                    }

                    @Override
                    public void closed(WebSocketConnection connection, CloseStatus status) {
                        assertEquals(1000, status.code());
                        closed.countDown();
                    }
                };
                WebSocketConnection connection = new WebSocketClient(EchoServer.OPTIONS,
                        Tls.trusting(keystore, PASSWORD))
                        .connect(URI.create(url(server, host)), handler);
                Thread.ofVirtual().name("serve client").start(connection::run);
                for (int size : new int[] {5, 100_000, 4 << 20}) {
                    byte[] message = new byte[size];
                    Arrays.fill(message, (byte) size);
                    connection.send(Opcode.BINARY, message, 0, size);
                    assertArrayEquals(message, received.poll(20, TimeUnit.SECONDS));
                }
                connection.close(1000, "");
                assertTrue(closed.await(60, TimeUnit.SECONDS));
                assertEquals(1000, server.awaitEnd().code());
            }
        }
        leftovers.awaitNone();
    }

    @Test
    void certificateThatIsUntrustedOrForAnotherHostIsRefused() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = server(EchoServer.OPTIONS)) {
            WebSocketHandler ignoring = (_, _, _, _, _) -> {};
            assertThrows(IOException.class, () -> new WebSocketClient(EchoServer.OPTIONS, Tls.client())
                    .connect(URI.create(url(server, "localhost")), ignoring));
            assertThrows(IOException.class,
                    () -> new WebSocketClient(EchoServer.OPTIONS, Tls.trusting(keystore, PASSWORD))
                            .connect(URI.create(url(server, "127.0.0.2")), ignoring));
            WebSocketConnection trusting = new WebSocketClient(EchoServer.OPTIONS, Tls.insecure())
                    .connect(URI.create(url(server, "127.0.0.1")), ignoring);
            Thread.ofVirtual().name("serve client").start(trusting::run);
            trusting.close(1000, "");
            assertTrue(trusting.awaitEnd(Duration.ofSeconds(60)));
        }
        leftovers.awaitNone();
    }

    @Test
    void unusableKeystoreIsNamed() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.p12"));
        IOException e = assertThrows(IOException.class, () -> Tls.server(empty, PASSWORD));
        assertTrue(e.getMessage().contains("empty.p12"), e.getMessage());
        e = assertThrows(IOException.class, () -> Tls.server(keystore, "wrong".toCharArray()));
        assertTrue(e.getMessage().contains("netkit.p12"), e.getMessage());
        e = assertThrows(IOException.class, () -> Tls.trusting(folder.resolve("missing.p12"), PASSWORD));
        assertTrue(e.getMessage().contains("missing.p12"), e.getMessage());
        e = assertThrows(IOException.class, () -> Tls.server(keystore, "wrong".toCharArray()));
        assertTrue(e.getMessage().endsWith("netkit.p12: the password is wrong"), e.getMessage());
        Path text = Files.writeString(folder.resolve("text.p12"), "no keystore");
        e = assertThrows(IOException.class, () -> Tls.trusting(text, PASSWORD));
        assertTrue(e.getMessage().endsWith("text.p12: it is not a keystore as keytool makes them"),
                e.getMessage());
    }

    @Test
    void emptyKeystoreIsNamed() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        Path useless = folder.resolve("useless.p12");
        try (OutputStream out = Files.newOutputStream(useless)) {
            store.store(out, PASSWORD);
        }
        IOException e = assertThrows(IOException.class, () -> Tls.server(useless, PASSWORD));
        assertTrue(e.getMessage().contains("useless.p12: it holds no private key"), e.getMessage());
        e = assertThrows(IOException.class, () -> Tls.trusting(useless, PASSWORD));
        assertTrue(e.getMessage().endsWith("useless.p12: it holds no certificate"), e.getMessage());
    }

    @Test
    void keystoreWithoutAUsableKeyIsNamed() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setEntry("secret", new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
                new KeyStore.PasswordProtection(PASSWORD));
        Path secret = folder.resolve("secret.p12");
        try (OutputStream out = Files.newOutputStream(secret)) {
            store.store(out, PASSWORD);
        }
        IOException e = assertThrows(IOException.class, () -> Tls.server(secret, PASSWORD));
        assertTrue(e.getMessage().contains("secret.p12: it holds no private key"), e.getMessage());
        Path dsa = Keystore.create(Files.createDirectory(folder.resolve("dsa")), "localhost", "-0d", "DSA");
        e = assertThrows(IOException.class, () -> Tls.server(dsa, PASSWORD));
        assertTrue(e.getMessage().contains("netkit.p12: TLS cannot use its private key"), e.getMessage());
    }

    @Test
    void illegalFrameGetsItsCloseCodeOverTls() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = server(EchoServer.OPTIONS); RawPeer peer = securePeer(server)) {
            peer.send(Wire.client(Wire.TEXT, "good"), Wire.client(0x83, "bad")).expect(Wire.TEXT, "good");
            assertEquals(1002, peer.expectClose().code());
            peer.expectEnd();
        }
        leftovers.awaitNone();
    }

    @Test
    void clientWithoutTlsIsRefusedAndTheServerContinues() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = server(EchoServer.OPTIONS)) {
            try (RawPeer plain = RawPeer.connect(server.endpoint())) {
                plain.send(RawPeer.request("/echo"));
                plain.head(); // a TLS alert perhaps, then the end
            }
            String logged = server.log.poll(20, TimeUnit.SECONDS);
            assertTrue(logged.matches(
                    "refused 127\\.0\\.0\\.1:\\d+: TLS handshake failed: the client does not speak TLS"),
                    logged);
            try (RawPeer peer = securePeer(server)) {
                peer.send(Wire.client(Wire.TEXT, "good")).expect(Wire.TEXT, "good");
            }
        }
        leftovers.awaitNone();
    }

    /** There can be no response 408 before there is TLS. */
    @Test
    void stalledTlsHandshakeIsEndedInTimeWithoutAResponse() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = server(EchoServer.options(Duration.ZERO, EchoServer.SHORT, EchoServer.LONG));
                RawPeer peer = RawPeer.connect(server.endpoint())) {
            byte[] sent = peer.rest();
            assertTrue(sent.length == 0 || sent[0] == 0x15, "at most an alert (RFC 8446 §5.1)");
            String logged = server.log.poll(20, TimeUnit.SECONDS);
            assertTrue(logged.endsWith(
                    ": TLS handshake failed: it was not complete within " + EchoServer.SHORT.toMillis()
                            + " ms"),
                    logged);
        }
        leftovers.awaitNone();
    }

    @Test
    void handshakeTimeoutLimitsTheWholeTlsHandshake() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = server(EchoServer.options(Duration.ZERO, EchoServer.SHORT, EchoServer.LONG));
                RawPeer peer = RawPeer.connect(server.endpoint())) {
            // the header of a TLS record of 512 bytes, then one byte at a time
            byte[] bytes = Wire.join(Wire.hex("1603010200010001fc0303"), new byte[500]);
            peer.soTimeout(50);
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    for (byte one : bytes) {
                        peer.send(new byte[] {one});
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException _) {
                    // the server has closed the connection
                }
            });
            Leftovers.await(
                    () -> Leftovers.threads().values().stream().noneMatch(name -> name.startsWith("serve")),
                    () -> "threads " + Leftovers.threads());
            assertTrue(sending.join(Duration.ofSeconds(60)), "bytes are still accepted");
        }
        leftovers.awaitNone();
    }

    @Test
    void closeDiscardingDropsAPeerThatBlocksATlsWrite() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = server(EchoServer.options(Duration.ZERO, EchoServer.LONG, EchoServer.SHORT));
                RawPeer _ = securePeer(server)) {
            WebSocketConnection connection = server.opened.take();
            int full = 0;
            for (int sent = 0; full < 10; sent++) { // full permanently, not only until the writer's next turn
                assertTrue(sent < 10_000, "the backlog has no bound");
                if (!connection.send(Opcode.BINARY, new byte[60_000], 0, 60_000)) {
                    full++;
                    Thread.sleep(20);
                }
            }
            connection.closeDiscarding(1008, "too slow");
            CloseStatus status = server.awaitEnd();
            assertEquals(CloseCode.ABNORMAL, status.code());
            leftovers.awaitOnly(2); // the listener's and the peer's
        }
        leftovers.awaitNone();
    }

    @Test
    void serverClosesAlthoughAPeerReadsNothing() throws Exception {
        Leftovers leftovers = new Leftovers();
        EchoServer server = server(EchoServer.OPTIONS);
        try (RawPeer peer = securePeer(server)) {
            Thread writer = peer.flood(Wire.client(Wire.BINARY, new byte[100_000]));
            assertFalse(writer.join(Duration.ofMillis(500)),
                    "TCP flow control blocks a peer that writes but does not read");
            server.close();
            assertTrue(writer.join(Duration.ofSeconds(60)));
        }
        leftovers.awaitNone();
    }
}
