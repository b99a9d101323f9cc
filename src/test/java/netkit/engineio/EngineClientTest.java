package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.Scheduler;
import netkit.net.SerialExecutor;
import netkit.net.Tls;
import netkit.testing.Keystore;
import netkit.testing.Leftovers;
import netkit.testing.ManualScheduler;
import netkit.testing.StubSocketFactory;

/** The client, with the reference server and with netkit's. */
@Timeout(120)
@Tag("slow")
class EngineClientTest {
    private final Leftovers leftovers = new Leftovers();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        leftovers.awaitNone();
    }

    private static URI url(EngineHost server) {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private static EngineTransport[] transports(String names) {
        return Arrays.stream(names.split(",")).map(name -> EngineTransport.named(name).orElseThrow())
                .toArray(EngineTransport[]::new);
    }

    static Stream<Arguments> all() {
        return Stream.of("netkit", "reference").flatMap(implementation -> Stream
                .of("polling", "websocket", "polling,websocket")
                .map(names -> Arguments.of(implementation, names)));
    }

    private static EngineClientOptions options(String names) {
        return EngineClientOptions.DEFAULT.withTransports(transports(names));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyMessageComesBackInOrder(String implementation, String names) throws Exception {
        try (EngineHost server = EngineHost.of(implementation, EngineHost.heartbeat(25_000, 20_000))) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(url(server), options(names), received);
            assertEquals("opened", received.next());
            EngineTransport last = transports(names)[transports(names).length - 1];
            Thread sender = Thread.ofVirtual().start(() -> sendNumbered(socket, last));
            for (int i = 0; i < 10_000; i++) {
                assertEquals(i % 100 == 99 ? "binary [" + (byte) i + ", 30]" : "text message ö " + i,
                        received.next());
            }
            sender.join();
            assertEquals(last, socket.transport());
            assertTrue(socket.sendText("count! 10000"));
            for (int i = 0; i < 10_000; i++) {
                assertEquals("text message " + i, received.next());
            }
            String id = socket.id();
            socket.close();
            assertEquals("closed forced close", received.next());
            assertEquals("transport close", server.awaitEnd(id));
            assertTrue(received.isDrained());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void everySocketOfASessionComesFromTheGivenFactory(String names) throws Exception {
        try (EngineHost server = EngineHost.of("netkit", EngineHost.heartbeat(25_000, 20_000))) {
            Queue<Socket> made = new ConcurrentLinkedQueue<>();
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(url(server),
                    options(names).withSockets(new StubSocketFactory(() -> {
                        Socket one = new Socket();
                        made.add(one);
                        return one;
                    })), received);
            assertEquals("opened", received.next());
            assertTrue(socket.sendText("hello"));
            assertEquals("text hello", received.next());
            EngineTransport last = transports(names)[transports(names).length - 1];
            Leftovers.await(() -> socket.transport() == last, () -> "over " + socket.transport());
            int requests = names.startsWith("polling") ? 2 : 0; // one connection polls, another posts
            int webSockets = names.endsWith("websocket") ? 1 : 0;
            assertEquals(requests + webSockets, made.size());
            made.forEach(one -> assertEquals(server.port(), one.getPort()));
            socket.close();
            assertEquals("closed forced close", received.next());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void failingSocketFactoryFailsTheConnection(String names) throws Exception {
        try (EngineHost server = EngineHost.of("netkit", EngineHost.heartbeat(25_000, 20_000))) {
            IOException e = assertThrows(IOException.class, () -> EngineClient.connect(url(server),
                    options(names).withSockets(new StubSocketFactory(() -> {
                        throw new IOException("no network here");
                    })), new RecordingHandler()));
            assertEquals("cannot connect to 127.0.0.1:" + server.port() + ": no network here",
                    e.getMessage());
        }
    }

    /** Sends a few at a time, so that the upgrade happens in the middle; the last thousand wait for it. */
    private static void sendNumbered(EngineSocket socket, EngineTransport last) {
        for (int i = 0; i < 10_000; i++) {
            if (!(i % 100 == 99 ? socket.sendBinary(new byte[] {(byte) i, 30})
                    : socket.sendText("message ö " + i))) {
                throw new AssertionError("message " + i + " was not sent");
            }
            while (i % 25 == 0 && pause() && i > 9_000 && socket.transport() != last) {
                // wait for the upgrade
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(1);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void serverClosesTheSession(String implementation, String names) throws Exception {
        try (EngineHost server = EngineHost.of(implementation, EngineHost.heartbeat(25_000, 20_000))) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(url(server), options(names), received);
            assertEquals("opened", received.next());
            assertTrue(socket.sendText("hello"));
            assertEquals("text hello", received.next());
            assertTrue(socket.sendText("close!"));
            assertEquals("closed transport close", received.next());
            assertEquals("forced close", server.awaitEnd(socket.id()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void heartbeatKeepsTheSessionOpen(String implementation, String names) throws Exception {
        BlockingQueue<EnginePacket> pings = new LinkedBlockingQueue<>();
        EngineTrace trace = new EngineTrace() {
            @Override
            public void received(EngineTransport transport, EnginePacket packet) {
                if (packet.equals(EnginePacket.of(EnginePacketType.PING))) {
                    pings.add(packet);
                }
            }
        };
        try (EngineHost server = EngineHost.of(implementation, EngineHost.heartbeat(50, 20_000))) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(url(server),
                    options(names).withTrace(new TraceQueue(trace, new SerialExecutor("trace"))),
                    received);
            assertEquals("opened", received.next());
            for (int i = 0; i < 12; i++) { // each follows the pong to the one before
                assertNotNull(pings.poll(60, TimeUnit.SECONDS), "ping " + i);
            }
            assertTrue(socket.sendText("still here"));
            assertEquals("text still here", received.next());
            socket.close();
            assertEquals("closed forced close", received.next());
        }
    }

    @Test
    void silentServerEndsByPingTimeout() throws Exception {
        ManualScheduler clock = new ManualScheduler();
        try (SilentServer server = new SilentServer(25_000, 20_000)) {
            RecordingHandler received = new RecordingHandler();
            EngineClient.connect(URI.create("http://127.0.0.1:" + server.port()), options("polling"),
                    received, clock);
            assertEquals("opened", received.next());
            clock.awaitPending(1);
            clock.advance(Duration.ofSeconds(45));
            assertEquals("closed ping timeout", received.next());
        }
    }

    @Test
    void serverOfAnOlderVersionIsNamed() throws Exception {
        try (SilentServer server = new SilentServer("96:0{\"sid\":\"x\"}2:40")) {
            IOException e = assertThrows(IOException.class,
                    () -> EngineClient.connect(URI.create("http://127.0.0.1:" + server.port()),
                            options("polling"),
                            new RecordingHandler()));
            assertTrue(e.getMessage().contains("Engine.IO version 3"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void refusalIsAnException(String names) throws Exception {
        try (EngineHost server = EngineHost.of("netkit", EngineHost.heartbeat(25_000, 20_000))) {
            IOException e = assertThrows(IOException.class,
                    () -> EngineClient.connect(URI.create(url(server) + "/?forbidden=1"), options(names),
                            new RecordingHandler()));
            assertTrue(e.getMessage().contains(names.equals("polling") ? "403" : "400"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void sessionRunsOverHttpsAndWss(String names, @TempDir Path folder) throws Exception {
        Path keystore = Keystore.create(folder);
        char[] password = Keystore.PASSWORD.toCharArray();
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT,
                Tls.server(keystore, password), Scheduler.SYSTEM)) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(URI.create("https://localhost:" + server.port()),
                    options(names).withTls(Tls.trusting(keystore, password)), received);
            assertEquals("opened", received.next());
            for (int i = 0; i < 500; i++) {
                assertTrue(socket.sendText("message " + i));
            }
            for (int i = 0; i < 500; i++) {
                assertEquals("text message " + i, received.next());
            }
            socket.close();
            assertEquals("closed forced close", received.next());
            assertEquals("transport close", server.awaitEnd(socket.id()));
        }
    }
}
