package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.Endpoint;
import netkit.testing.Leftovers;

@Timeout(120)
class WebSocketServerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static CloseStatus ended(EchoServer server) throws InterruptedException {
        CloseStatus status = server.ended.poll(20, TimeUnit.SECONDS);
        assertNotNull(status, "the connection has not ended");
        return status;
    }

    @Test
    void messagesAreEchoed() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            assertTrue(Leftovers.threads().values().stream().anyMatch(name -> name.startsWith("serve")),
                    "Leftovers sees threads: " + Leftovers.threads());
            peer.send(Wire.client(Wire.TEXT, "h\u00e9llo")).expect(Wire.TEXT, "h\u00e9llo");
            peer.send(Wire.client(Wire.BINARY, new byte[70_000])).expect(Wire.BINARY, new byte[70_000]);
            peer.send(Wire.client(Wire.TEXT, "")).expect(Wire.TEXT, "");
            peer.send(Wire.client(Wire.PING, "x".repeat(125))).expect(Wire.PONG, "x".repeat(125));
            peer.send(Wire.client(Wire.PONG, "unasked"), Wire.client(Wire.PING, "")).expect(Wire.PONG, "");
        }
    }

    @Test
    void bytesAfterTheRequestHeadAreFrames() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = RawPeer.connect(server.endpoint())) {
            byte[] large = new byte[100_000];
            peer.send(RawPeer.request("/echo"), Wire.client(Wire.TEXT, "glued"),
                    Wire.client(Wire.BINARY, large));
            assertTrue(peer.head().startsWith("HTTP/1.1 101 "));
            peer.expect(Wire.TEXT, "glued").expect(Wire.BINARY, large);
        }
    }

    @Test
    void requestAndFramesMayArriveByteByByte() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = RawPeer.connect(server.endpoint())) {
            peer.sendByteByByte(
                    Wire.join(RawPeer.request("/echo"), Wire.client(0x01, "in "), Wire.client(Wire.PING, "p"),
                            Wire.client(0x80, "pieces \u20ac"), Wire.client(Wire.BINARY, new byte[300]),
                            Wire.clientClose(1000)));
            assertTrue(peer.head().startsWith("HTTP/1.1 101 "));
            peer.expect(Wire.PONG, "p").expect(Wire.TEXT, "in pieces \u20ac").expect(Wire.BINARY,
                    new byte[300]);
            assertEquals(1000, peer.expectClose().code());
            peer.expectEnd();
        }
    }

    @Test
    void messageOfTheSizeLimitIsEchoedAndOneByteMoreFailsWith1009() throws Exception {
        byte[] payload = new byte[16 << 20];
        new Random(16).nextBytes(payload);
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            peer.send(Wire.client(Wire.BINARY, payload)).expect(Wire.BINARY, payload);
            peer.send(Arrays.copyOf(Wire.client(Wire.BINARY, new byte[payload.length + 1]), 14));
            assertEquals(1009, peer.expectClose().code());
        }
    }

    @Test
    void compressedMessageIsEchoedCompressed() throws Exception {
        try (EchoServer server = new EchoServer();
                RawPeer peer = server.peer("Sec-WebSocket-Extensions: permessage-deflate")) {
            byte[] hello = Wire.hex("f248cdc9c90700");
            peer.send(Wire.client(0xC1, hello)).expect(0xC1, hello);
            byte[] again = Wire.hex("f200110000");
            peer.send(Wire.client(0x41, Arrays.copyOf(again, 2)), Wire.client(Wire.PING, "p"),
                    Wire.client(0x80, Arrays.copyOfRange(again, 2, 5)));
            peer.expect(Wire.PONG, "p").expect(0xC1, again);
        }
    }

    @Test
    void serverClosesTcpFirstAfterBothCloseFrames() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            peer.send(Wire.client(Wire.TEXT, "last"),
                    Wire.client(Wire.CLOSE, new CloseStatus(3999, "tired").encode()),
                    Wire.client(Wire.TEXT, "ignored"));
            peer.expect(Wire.TEXT, "last");
            assertEquals(3999, peer.expectClose().code(), "RFC 6455 §5.5.1: the code is repeated");
            peer.expectEnd(); // RFC 6455 §7.1.1: and the client has not closed its side yet
            peer.endOutput();
            assertEquals(new CloseStatus(3999, "tired"), ended(server));
        }
    }

    @Test
    void closeFrameWithoutCodeIsEchoedWithoutCode() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            peer.send(Wire.client(Wire.CLOSE, ""));
            assertEquals(CloseStatus.NONE, peer.expectClose());
            peer.expectEnd();
            peer.endOutput();
            assertEquals(CloseStatus.NONE, ended(server));
        }
    }

    @Test
    void simultaneousCloseSendsOneCloseFrameFromEachPeer() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            WebSocketConnection connection = server.opened.take();
            connection.close(4000, "server");
            peer.send(Wire.client(Wire.CLOSE, new CloseStatus(4001, "client").encode()));
            assertEquals(new CloseStatus(4000, "server"), peer.expectClose());
            peer.expectEnd();
            peer.endOutput();
            assertEquals(new CloseStatus(4001, "client"), ended(server));
        }
    }

    @Test
    void serverStillReadsButSendsNothingAfterItsCloseFrame() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            WebSocketConnection connection = server.opened.take();
            connection.close(1000, "");
            assertFalse(connection.sendText("late"));
            assertFalse(connection.ping(new byte[0]));
            connection.close(1001, "again");
            peer.send(Wire.client(Wire.TEXT, "crossed"), Wire.client(Wire.PING, "crossed"),
                    Wire.clientClose(1000));
            assertEquals(1000, peer.expectClose().code());
            peer.expectEnd();
        }
    }

    @Test
    void connectionFailsIfTheCloseFrameGetsNoReply() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = new EchoServer(EchoServer.options(Duration.ZERO, LONG, SHORT), null);
                RawPeer peer = server.peer()) {
            server.opened.take().close(1000, "");
            assertEquals(1000, peer.expectClose().code());
            assertEquals(new CloseStatus(CloseCode.ABNORMAL,
                    "our close frame with 1000 got no reply within 200 ms"), ended(server));
            peer.expectEnd();
        }
        leftovers.awaitNone();
    }

    @Test
    void peerThatKeepsTcpOpenAfterTheClosingHandshakeIsDropped() throws Exception {
        try (EchoServer server = new EchoServer(EchoServer.options(Duration.ZERO, LONG, SHORT), null);
                RawPeer peer = server.peer()) {
            peer.send(Wire.clientClose(1000));
            assertEquals(1000, peer.expectClose().code());
            peer.expectEnd();
            assertEquals(1000, ended(server).code());
            Leftovers.await(() -> server.connections() == 0, () -> server.connections() + " connections");
        }
    }

    @Test
    void endOfStreamWithoutACloseFrameIsAnAbnormalClosure() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            peer.send(Wire.client(0x01, "half a mess")).endOutput();
            peer.expectEnd();
            assertEquals(CloseCode.ABNORMAL, ended(server).code());
        }
    }

    @Test
    void connectionFailsIfAPingGetsNoPong() throws Exception {
        Duration interval = Duration.ofMillis(500); // in which even a busy machine answers
        try (EchoServer server = new EchoServer(EchoServer.options(interval, LONG, LONG), null);
                RawPeer peer = server.peer()) {
            for (int i = 0; i < 3; i++) {
                peer.expect(Wire.PING, "");
                peer.send(Wire.client(Wire.PONG, ""));
            }
            peer.expect(Wire.PING, "");
            peer.expectEnd();
            peer.endOutput();
            CloseStatus status = ended(server);
            assertEquals(CloseCode.ABNORMAL, status.code());
            assertTrue(status.reason().contains("no pong within"), status.reason());
        }
    }

    @Test
    void connectionFailsIfThePeerStopsReadingDuringAWrite() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = new EchoServer(EchoServer.options(SHORT, LONG, LONG), null);
                RawPeer peer = RawPeer.connectNarrow(server.endpoint()).shakeHands("/echo")) {
            byte[] frame = Wire.client(Wire.BINARY, new byte[100_000]);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        peer.send(frame);
                    }
                } catch (IOException _) {
                    // the server has had enough
                }
            });
            assertEquals(
                    new CloseStatus(CloseCode.ABNORMAL,
                            "nothing received, and nothing sent was read, for 200 ms"),
                    ended(server));
            assertTrue(writer.join(Duration.ofSeconds(20)));
        }
        leftovers.awaitNone();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void idleConnectionReleasesTheMemoryOfALargeMessage(boolean pings) throws Exception {
        try (EchoServer server = new EchoServer(
                EchoServer.options(pings ? Duration.ofSeconds(2) : Duration.ZERO, LONG, LONG), null);
                RawPeer peer = server.peer("Sec-WebSocket-Extensions: permessage-deflate")) {
            WebSocketConnection connection = server.opened.take();
            byte[] large = new byte[(1 << 20) - 3]; // and 3 more are the limit
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
                EchoServer.options(Duration.ZERO, Duration.ofMillis(500), LONG), null);
                RawPeer peer = RawPeer.connect(server.endpoint())) {
            peer.soTimeout(50);
            byte[] request = RawPeer.request("/echo", "X: " + "x".repeat(4000));
            StringBuilder answer = new StringBuilder();
            for (int i = 0; i < request.length && answer.isEmpty(); i++) {
                peer.send(new byte[] {request[i]});
                try {
                    answer.append(peer.head());
                } catch (SocketTimeoutException _) {
                    // it waits still
                }
            }
            assertTrue(answer.toString().startsWith("HTTP/1.1 408 "), answer.toString());
        }
    }

    @Test
    void slowReaderDoesNotStallOthersAndItsBacklogIsBounded() throws Exception {
        try (EchoServer server = new EchoServer(EchoServer.options(Duration.ZERO, LONG, SHORT), null);
                RawPeer slow = RawPeer.connectNarrow(server.endpoint()).shakeHands("/echo")) {
            WebSocketConnection toSlow = server.opened.take();
            try (RawPeer quick = server.peer()) {
                WebSocketConnection toQuick = server.opened.take();
                byte[] bytes = new byte[60_000];
                int refused = 0;
                for (int i = 0; i < 500; i++) {
                    refused += toSlow.send(Opcode.BINARY, bytes, 0, bytes.length) ? 0 : 1;
                    assertTrue(toQuick.send(Opcode.BINARY, bytes, 0, bytes.length));
                    quick.expect(Wire.BINARY, bytes);
                }
                assertTrue(refused > 300, refused + " of 500 refused, of a peer that reads nothing");
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
            byte[] frame = Wire.client(Wire.BINARY, new byte[100_000]);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        peer.send(frame);
                    }
                } catch (IOException _) {
                    // the server has gone
                }
            });
            assertFalse(writer.join(Duration.ofMillis(500)), "TCP holds back who writes and does not read");
            server.close();
            assertTrue(writer.join(Duration.ofSeconds(20)));
        }
        leftovers.awaitNone();
    }

    @Test
    void closingTheServerSends1001ToEachPeer() throws Exception {
        Leftovers leftovers = new Leftovers();
        EchoServer server = new EchoServer();
        try (RawPeer one = server.peer();
                RawPeer other = server.peer()) {
            server.opened.take();
            server.opened.take(); // both run
            Thread closing = Thread.ofVirtual().start(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (RawPeer peer : new RawPeer[] {one, other}) {
                assertEquals(1001, peer.expectClose().code());
                peer.send(Wire.clientClose(1001)).endOutput();
                peer.expectEnd();
            }
            assertTrue(closing.join(Duration.ofSeconds(20)));
        }
        leftovers.awaitNone();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void concurrentClosesSendOneCloseFrame(int round) throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            WebSocketConnection connection = server.opened.take();
            for (int i = 0; i < 8; i++) {
                int code = 4000 + i;
                Thread.ofVirtual().start(() -> connection.close(code, ""));
                Thread.ofVirtual().start(() -> {
                    try {
                        connection.sendText("broadcast");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            peer.send(round % 2 == 0 ? Wire.client(0x83, "") : Wire.clientClose(1000));
            Frame frame = peer.frame();
            while (frame.opcode() == Opcode.TEXT) {
                frame = peer.frame();
            }
            assertEquals(Opcode.CLOSE, frame.opcode());
            peer.expectEnd();
            peer.endOutput();
            ended(server);
        }
        leftovers.awaitNone();
    }

    @Test
    void pageIsServedForGet() throws Exception {
        try (EchoServer server = new EchoServer()) {
            for (String target : new String[] {"/", "/?query", "http://h/"}) {
                try (RawPeer peer = RawPeer.connect(server.endpoint())) {
                    peer.send(Wire.utf8("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n"));
                    String head = peer.head();
                    assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n"), head);
                    assertTrue(head.contains("Content-Length: 8\r\n"), head);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"HEAD / | 200 | -", "POST / | 405 | GET, HEAD", "OPTIONS / | 405 | GET, HEAD",
                "HEAD /none | 404 | -", "HEAD /echo | 405 | GET"})
    void responseToHeadHasNoBodyAndOtherMethodsAreNotAllowed(String what, int status,
            String allow)
            throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = RawPeer.connect(server.endpoint())) {
            peer.send(Wire.utf8(what + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
            String head = peer.head();
            assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
            assertEquals(!allow.equals("-"), head.contains("\r\nAllow: " + allow + "\r\n"), head);
            assertTrue(head.matches("(?s).*\r\nContent-Length: [1-9]\\d*\r\n.*"), head);
            assertEquals(what.startsWith("HEAD"), peer.rest().length == 0, head);
        }
    }

    @Test
    void handlerExceptionClosesTheConnectionWith1011() throws Exception {
        WebSocketHandler faulty = (_, _, _, _, _) -> {
            throw new IllegalStateException("a fault, on purpose");
        };
        try (WebSocketServer server = new WebSocketServer(new Endpoint("127.0.0.1", 0),
                Map.of("/", _ -> WebSocketServer.Session.of(faulty)), Map.of(), EchoServer.OPTIONS,
                Optional.empty(), _ -> {}); RawPeer peer = RawPeer.open(server.endpoint(), "/")) {
            peer.send(Wire.client(Wire.TEXT, "x"));
            assertEquals(1011, peer.expectClose().code());
            peer.expectEnd();
        }
    }

    @Test
    void subprotocolIsNegotiatedAndAForeignOriginIsForbidden() throws Exception {
        WebSocketOptions options = new WebSocketOptions(1000, 1000, WebSocketOptions.Deflate.OFF,
                Duration.ZERO, LONG, LONG,
                List.of("http://good"), List.of("v1"));
        try (EchoServer server = new EchoServer(options, null);
                RawPeer peer = RawPeer.connect(server.endpoint())) {
            peer.send(RawPeer.request("/echo", "Origin: http://good", "Sec-WebSocket-Protocol: v2, v1"));
            assertTrue(peer.head().contains("\r\nSec-WebSocket-Protocol: v1\r\n"));
            assertEquals("v1", server.opened.take().handshake().subprotocol().orElseThrow());
            try (RawPeer bad = RawPeer.connect(server.endpoint())) {
                assertEquals(403, bad.send(RawPeer.request("/echo", "Origin: http://evil")).statusAndEnd());
            }
        }
    }
}
