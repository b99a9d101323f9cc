package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.Endpoint;
import netkit.net.MemoryBudget;
import netkit.testing.Leftovers;
import netkit.testing.ManualScheduler;

/** A server whose clients are silent, slow, or do not read. */
@Timeout(120)
class UnresponsiveClientTest {
    private static final Duration INTERVAL = Duration.ofSeconds(20);

    private final ManualScheduler clock = new ManualScheduler();

    private EchoServer server(Duration pingInterval) throws IOException {
        return new EchoServer(EchoServer.options(pingInterval, EchoServer.LONG, clock), null);
    }

    /** Waits until the connection has read all that the peer has sent, and waits for more. */
    private static void awaitSilence(WebSocketConnection connection, RawPeer peer) throws Exception {
        peer.send(Wire.client(Wire.PING, "read")).expect(Wire.PONG, "read");
        Leftovers.await(connection::isWaiting, () -> "the connection does not read");
    }

    @Test
    void connectionFailsIfAPingGetsNoPong() throws Exception {
        try (EchoServer server = server(INTERVAL); RawPeer peer = server.peer()) {
            WebSocketConnection connection = server.opened.take();
            for (int i = 0; i < 3; i++) {
                awaitSilence(connection, peer);
                clock.advance(INTERVAL);
                peer.expect(Wire.PING, "").send(Wire.client(Wire.PONG, ""));
            }
            awaitSilence(connection, peer);
            clock.advance(INTERVAL);
            peer.expect(Wire.PING, "");
            clock.advance(INTERVAL);
            peer.expectEnd();
            peer.endOutput();
            assertEquals(new CloseStatus(CloseCode.ABNORMAL, "no pong within 20000 ms"), server.awaitEnd());
        }
    }

    @Test
    void busyHandlerIsNoSilenceOfThePeer() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        WebSocketHandler slow = (connection, type, bytes, from, length) -> {
            busy.countDown();
            try {
                assertTrue(done.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            connection.reply(type, bytes, from, length);
        };
        try (WebSocketServer server = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/", _ -> WebSocketServer.Session.of(slow)), Map.of(),
                EchoServer.options(INTERVAL, EchoServer.LONG, clock), Optional.empty(), _ -> {});
                RawPeer peer = RawPeer.open(server.endpoint(), "/")) {
            peer.send(Wire.client(Wire.TEXT, "x"));
            assertTrue(busy.await(60, TimeUnit.SECONDS));
            clock.advance(INTERVAL.multipliedBy(10));
            done.countDown();
            peer.expect(Wire.TEXT, "x");
        }
    }

    @Test
    void connectionFailsIfThePeerStopsReadingDuringAWrite() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = server(INTERVAL);
                RawPeer peer = RawPeer.connectNarrow(server.endpoint()).shakeHands("/echo")) {
            Thread writer = peer.flood(Wire.client(Wire.BINARY, new byte[100_000]));
            assertFalse(writer.join(Duration.ofMillis(500)), "the reading thread is blocked in a write");
            assertEquals(
                    new CloseStatus(CloseCode.ABNORMAL,
                            "nothing received, and nothing sent was read, for 20000 ms"),
                    server.awaitEnd(clock, INTERVAL));
            assertTrue(writer.join(Duration.ofSeconds(60)));
        }
        leftovers.awaitNone();
    }

    @Test
    void connectionFailsIfItsCloseFrameCannotBeDelivered() throws Exception {
        try (EchoServer server = server(Duration.ZERO);
                RawPeer _ = RawPeer.connectNarrow(server.endpoint()).shakeHands("/echo")) {
            WebSocketConnection connection = server.opened.take();
            while (connection.send(Opcode.BINARY, new byte[60_000], 0, 60_000)) {
                // until its backlog is full
            }
            Leftovers.await(() -> !connection.send(Opcode.BINARY, new byte[60_000], 0, 60_000),
                    () -> "the kernel takes more");
            connection.close(1000, "");
            assertEquals(
                    new CloseStatus(CloseCode.ABNORMAL, "our close frame with 1000 could not be delivered:"
                            + " the peer read nothing for 5000 ms"),
                    server.awaitEnd(clock, ConnectionCloser.WRITE_STALL_TIMEOUT));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silentConnectionReleasesTheMemoryOfALargeMessage(boolean pings) throws Exception {
        Duration silence = pings ? INTERVAL : WebSocketConnection.RELEASE_TIMEOUT;
        try (EchoServer server = server(pings ? INTERVAL : Duration.ZERO);
                RawPeer peer = server.peer("Sec-WebSocket-Extensions: permessage-deflate")) {
            WebSocketConnection connection = server.opened.take();
            byte[] large = new byte[(1 << 20) - 3]; // with the 3 bytes of the last fragment: the limit
            for (int round = 0; round < 2; round++) {
                peer.send(Wire.client(Wire.TEXT, ""));
                peer.expect(0xC1, new byte[1]);
                peer.send(Wire.client(0x02, large), Wire.client(0x80, "end"));
                assertEquals(0xC2, peer.frame().flags() | 0x02);
                awaitSilence(connection, peer);
                assertTrue(connection.retainedBytes() > 1 << 20, connection.retainedBytes() + " bytes");
                clock.advance(silence);
                assertTrue(connection.retainedBytes() <= ReadBuffer.MAX_CAPACITY,
                        connection.retainedBytes() + " bytes: more than the input of the current read");
                if (pings) {
                    peer.expect(Wire.PING, "").send(Wire.client(Wire.PONG, ""));
                }
            }
        }
    }

    @Test
    void connectionKeepsNothingWhenTheBudgetIsUsedUp() throws Exception {
        MemoryBudget.Account taken = MemoryBudget.DEFAULT.open(() -> {});
        try (EchoServer server = server(INTERVAL); RawPeer peer = server.peer()) {
            WebSocketConnection connection = server.opened.take();
            assertTrue(taken.keep(MemoryBudget.DEFAULT.keepable()));
            byte[] large = new byte[1 << 20];
            peer.send(Wire.client(Wire.BINARY, large)).expect(Wire.BINARY, large);
            awaitSilence(connection, peer);
            assertTrue(connection.retainedBytes() < 1000, connection.retainedBytes() + " bytes");
        } finally {
            taken.close();
        }
    }

    @Test
    void handshakeTimeoutLimitsTheWholeRequestHead() throws Exception {
        try (EchoServer server = new EchoServer(
                EchoServer.options(Duration.ZERO, Duration.ofMillis(500), EchoServer.LONG), null);
                RawPeer peer = RawPeer.connect(server.endpoint())) {
            peer.soTimeout(50);
            byte[] request = RawPeer.request("/echo", "X: " + "x".repeat(4000));
            StringBuilder response = new StringBuilder();
            for (int i = 0; i < request.length && response.isEmpty(); i++) {
                peer.send(new byte[] {request[i]});
                try {
                    response.append(peer.head());
                } catch (SocketTimeoutException _) {
                    // no response yet
                }
            }
            assertTrue(response.toString().startsWith("HTTP/1.1 408 "), response.toString());
        }
    }

    @Test
    void slowReaderDoesNotStallOthersAndItsBacklogIsBounded() throws Exception {
        try (EchoServer server = new EchoServer(
                EchoServer.options(Duration.ZERO, EchoServer.LONG, EchoServer.SHORT), null);
                RawPeer slow = RawPeer.connectNarrow(server.endpoint()).shakeHands("/echo")) {
            WebSocketConnection toSlow = server.opened.take();
            try (RawPeer quick = server.peer()) {
                WebSocketConnection toQuick = server.opened.take();
                byte[] bytes = new byte[60_000];
                int rejected = 0;
                for (int i = 0; i < 500; i++) {
                    rejected += toSlow.send(Opcode.BINARY, bytes, 0, bytes.length) ? 0 : 1;
                    assertTrue(toQuick.send(Opcode.BINARY, bytes, 0, bytes.length));
                    quick.expect(Wire.BINARY, bytes);
                }
                assertTrue(rejected > 300,
                        rejected + " of 500 messages rejected, to a peer that reads nothing");
                quick.send(Wire.client(Wire.TEXT, "echo")).expect(Wire.TEXT, "echo");
            }
            slow.expect(Wire.BINARY, new byte[60_000]);
        }
    }

    @Test
    void closingTheServerDropsAPeerThatReadsNothing() throws Exception {
        Leftovers leftovers = new Leftovers();
        EchoServer server = new EchoServer();
        try (RawPeer peer = RawPeer.connectNarrow(server.endpoint()).shakeHands("/echo")) {
            Thread writer = peer.flood(Wire.client(Wire.BINARY, new byte[100_000]));
            assertFalse(writer.join(Duration.ofMillis(500)),
                    "TCP flow control blocks a peer that writes but does not read");
            server.close();
            assertTrue(writer.join(Duration.ofSeconds(60)));
        }
        leftovers.awaitNone();
    }
}
