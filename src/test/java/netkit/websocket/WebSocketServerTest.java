package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.Leftovers;

/** A server's opening handshakes, messages and pages, with a raw client. */
@Timeout(120)
@Tag("slow")
class WebSocketServerTest {
    @Test
    void messagesAreEchoed() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            assertTrue(Leftovers.threads().values().stream().anyMatch(name -> name.startsWith("serve")),
                    "Leftovers finds threads: " + Leftovers.threads());
            peer.send(Wire.client(Wire.TEXT, "h\u00e9llo")).expect(Wire.TEXT, "h\u00e9llo");
            peer.send(Wire.client(Wire.BINARY, new byte[70_000])).expect(Wire.BINARY, new byte[70_000]);
            peer.send(Wire.client(Wire.TEXT, "")).expect(Wire.TEXT, "");
            peer.send(Wire.client(Wire.PING, "x".repeat(125))).expect(Wire.PONG, "x".repeat(125));
            peer.send(Wire.client(Wire.PONG, "unsolicited"), Wire.client(Wire.PING, "")).expect(Wire.PONG,
                    "");
        }
    }

    @Test
    void bytesAfterTheRequestHeadAreFrames() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = RawPeer.connect(server.endpoint())) {
            byte[] large = new byte[100_000];
            peer.send(RawPeer.request("/echo"), Wire.client(Wire.TEXT, "early"),
                    Wire.client(Wire.BINARY, large));
            assertTrue(peer.head().startsWith("HTTP/1.1 101 "));
            peer.expect(Wire.TEXT, "early").expect(Wire.BINARY, large);
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
            byte[] second = Wire.hex("f200110000");
            peer.send(Wire.client(0x41, Arrays.copyOf(second, 2)), Wire.client(Wire.PING, "p"),
                    Wire.client(0x80, Arrays.copyOfRange(second, 2, 5)));
            peer.expect(Wire.PONG, "p").expect(0xC1, second);
        }
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
    void subprotocolIsNegotiated() throws Exception {
        WebSocketOptions options = new WebSocketOptions(1000, 1000, WebSocketOptions.Deflate.OFF,
                Duration.ZERO, EchoServer.LONG, EchoServer.LONG,
                Optional.empty(), List.of("v1"));
        try (EchoServer server = new EchoServer(options, null);
                RawPeer peer = RawPeer.connect(server.endpoint())) {
            peer.send(RawPeer.request("/echo", "Sec-WebSocket-Protocol: v2, v1"));
            assertTrue(peer.head().contains("\r\nSec-WebSocket-Protocol: v1\r\n"));
            assertEquals("v1", server.opened.take().handshake().subprotocol().orElseThrow());
        }
    }
}
