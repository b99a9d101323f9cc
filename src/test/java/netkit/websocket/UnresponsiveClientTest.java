package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.Leftovers;

/** A server whose clients are silent, slow, or do not read. */
@Timeout(120)
class UnresponsiveClientTest {
    @Test
    void connectionFailsIfAPingGetsNoPong() throws Exception {
        Duration interval = Duration.ofMillis(500); // enough for a pong on a busy machine too
        try (EchoServer server = new EchoServer(
                EchoServer.options(interval, EchoServer.LONG, EchoServer.LONG), null);
                RawPeer peer = server.peer()) {
            for (int i = 0; i < 3; i++) {
                peer.expect(Wire.PING, "");
                peer.send(Wire.client(Wire.PONG, ""));
            }
            peer.expect(Wire.PING, "");
            peer.expectEnd();
            peer.endOutput();
            CloseStatus status = server.awaitEnd();
            assertEquals(CloseCode.ABNORMAL, status.code());
            assertTrue(status.reason().contains("no pong within"), status.reason());
        }
    }

    @Test
    void connectionFailsIfThePeerStopsReadingDuringAWrite() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = new EchoServer(
                EchoServer.options(EchoServer.SHORT, EchoServer.LONG, EchoServer.LONG), null);
                RawPeer peer = RawPeer.connectNarrow(server.endpoint()).shakeHands("/echo")) {
            Thread writer = peer.flood(Wire.client(Wire.BINARY, new byte[100_000]));
            assertEquals(
                    new CloseStatus(CloseCode.ABNORMAL,
                            "nothing received, and nothing sent was read, for 200 ms"),
                    server.awaitEnd());
            assertTrue(writer.join(Duration.ofSeconds(20)));
        }
        leftovers.awaitNone();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void idleConnectionReleasesTheMemoryOfALargeMessage(boolean pings) throws Exception {
        try (EchoServer server = new EchoServer(
                EchoServer.options(pings ? Duration.ofSeconds(1) : Duration.ZERO, EchoServer.LONG,
                        EchoServer.LONG),
                null);
                RawPeer peer = server.peer("Sec-WebSocket-Extensions: permessage-deflate")) {
            WebSocketConnection connection = server.opened.take();
            byte[] large = new byte[(1 << 20) - 3]; // with the 3 bytes of the last fragment: the limit
            for (int round = 0; round < 2; round++) {
                peer.send(Wire.client(Wire.TEXT, ""));
                peer.expect(0xC1, new byte[1]);
                peer.send(Wire.client(0x02, large), Arrays.copyOf(Wire.client(0x80, "end"), 3));
                Leftovers.await(() -> connection.retainedBytes() > 1 << 20,
                        () -> connection.retainedBytes() + " bytes");
                peer.send(Arrays.copyOfRange(Wire.client(0x80, "end"), 3, 9));
                assertEquals(0xC2, peer.frame().flags() | 0x02);
                Leftovers.await(() -> connection.retainedBytes() < 1000,
                        () -> connection.retainedBytes() + " bytes");
                if (pings) {
                    peer.expect(Wire.PING, "").send(Wire.client(Wire.PONG, ""));
                }
            }
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
            assertTrue(writer.join(Duration.ofSeconds(20)));
        }
        leftovers.awaitNone();
    }
}
