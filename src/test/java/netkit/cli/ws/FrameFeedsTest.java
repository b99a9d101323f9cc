package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.testing.Cli;
import netkit.testing.LineSocket;
import netkit.testing.WebSocketPeer;

/** The feed of events about the frames of a connection, as a page receives it. */
@Timeout(60)
class FrameFeedsTest {
    private static final String KEY = "0123456789abcdef";

    private static WebSocketPeer open(Cli.Running server, String pathAndQuery) {
        return new WebSocketPeer("ws://127.0.0.1:" + server.port() + pathAndQuery);
    }

    private static WebSocketPeer feed(Cli.Running server, String key) {
        WebSocketPeer feed = open(server, "/frames?watch=" + key);
        assertEquals("ready", next(feed).get("kind").getAsString());
        return feed;
    }

    private static JsonObject next(WebSocketPeer feed) {
        return JsonParser.parseString(feed.next()).getAsJsonObject();
    }

    private static void assertFrame(String expected, JsonObject frame) {
        assertEquals(expected, "%s fin=%s rsv1=%s opcode=%s masked=%s length=%s payload=%s".formatted(
                frame.get("direction").getAsString(), frame.get("fin"), frame.get("rsv1"),
                frame.get("opcode"), frame.get("masked"), frame.get("payloadLength"),
                frame.get("payloadHex").getAsString()), frame.toString());
    }

    @Test
    void feedReportsTheHandshakeEachFrameAndTheEnd() {
        try (Cli.Running server = Cli.start("ws-server", "--port", "0");
                WebSocketPeer feed = feed(server, KEY);
                WebSocketPeer echo = open(server, "/echo?watch=" + KEY)) {
            JsonObject handshake = next(feed);
            assertEquals("handshake", handshake.get("kind").getAsString());
            assertTrue(
                    handshake.get("request").getAsString()
                            .startsWith("GET /echo?watch=" + KEY + " HTTP/1.1\r\n"),
                    handshake.toString());
            assertTrue(handshake.get("response").getAsString().contains("\r\nSec-WebSocket-Accept: "),
                    handshake.toString());
            echo.send("hi").await("hi");
            JsonObject received = next(feed);
            assertFrame("received fin=true rsv1=false opcode=1 masked=true length=2 payload=6869", received);
            assertTrue(received.get("maskingKey").getAsString().matches("[0-9a-f]{8}"), received.toString());
            assertTrue(Math.abs(received.get("at").getAsLong() - System.currentTimeMillis()) < 60_000);
            assertFrame("sent fin=true rsv1=false opcode=1 masked=false length=2 payload=6869", next(feed));
            echo.sendClose(1000, "").await("closed 1000");
            assertFrame("received fin=true rsv1=false opcode=8 masked=true length=2 payload=03e8",
                    next(feed));
            assertFrame("sent fin=true rsv1=false opcode=8 masked=false length=2 payload=03e8", next(feed));
            JsonObject end = next(feed);
            assertEquals("closed 1000", end.get("kind").getAsString() + " " + end.get("closeCode"));
        }
    }

    @Test
    void feedReportsAnIllegalFrameAndItsClause() throws Exception {
        try (Cli.Running server = Cli.start("ws-server", "--port", "0");
                WebSocketPeer feed = feed(server, KEY);
                LineSocket peer = new LineSocket(server.port())) {
            peer.send("GET /echo?watch=" + KEY + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nhello, no frame at all");
            next(feed); // the handshake
            JsonObject frame = next(feed);
            assertFrame("received fin=false rsv1=true opcode=8 masked=false length=101 payload=", frame);
            JsonObject refused = next(feed);
            assertEquals(
                    "violation 1002 a reserved bit is set without a negotiated extension (RFC 6455 §5.2)",
                    refused.get("kind").getAsString() + " " + refused.get("closeCode") + " "
                            + refused.get("reason").getAsString());
            feed.await(".*\"direction\":\"sent\".*\"opcode\":8.*");
        }
    }

    @Test
    void feedReportsTheBeginningOfALargePayload() {
        try (Cli.Running server = Cli.start("ws-server", "--port", "0");
                WebSocketPeer feed = feed(server, KEY);
                WebSocketPeer echo = open(server, "/echo?watch=" + KEY)) {
            echo.send("x".repeat(10_000)).next();
            next(feed); // the handshake
            JsonObject frame = next(feed);
            assertEquals(10_000, frame.get("payloadLength").getAsInt());
            assertEquals("78".repeat(256), frame.get("payloadHex").getAsString());
        }
    }

    @Test
    void feedOfAnotherKeyReportsNothing() {
        try (Cli.Running server = Cli.start("ws-server", "--port", "0");
                WebSocketPeer other = feed(server, "fedcba9876543210");
                WebSocketPeer feed = feed(server, KEY);
                WebSocketPeer echo = open(server, "/echo?watch=" + KEY)) {
            echo.send("secret").next();
            feed.await(".*\"direction\":\"sent\".*");
            assertTrue(other.hasNothingMore(), other.toString());
        }
    }

    @Test
    void feedNeedsAKeyThatIsNotInUse() {
        try (Cli.Running server = Cli.start("ws-server", "--port", "0");
                WebSocketPeer feed = feed(server, KEY);
                WebSocketPeer second = open(server, "/frames?watch=" + KEY);
                WebSocketPeer none = open(server, "/frames");
                WebSocketPeer guessable = open(server, "/frames?watch=1")) {
            assertEquals("closed 1008 this key is in use", second.next());
            assertTrue(none.next().startsWith("closed 1008 ?watch=KEY is missing"), none.toString());
            assertTrue(guessable.next().startsWith("closed 1008 ?watch=KEY is missing"),
                    guessable.toString());
            try (WebSocketPeer echo = open(server, "/echo?watch=" + KEY)) {
                echo.send("still reported").next();
                feed.await(".*\"direction\":\"sent\".*");
            }
        }
    }
}
