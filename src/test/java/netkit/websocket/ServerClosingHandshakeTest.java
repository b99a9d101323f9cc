package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.Endpoint;
import netkit.testing.Leftovers;
import netkit.testing.ManualScheduler;

/** The closing handshake of a server (RFC 6455 §7), with a raw client. */
@Timeout(120)
class ServerClosingHandshakeTest {
    private final ManualScheduler clock = new ManualScheduler();

    @Test
    void serverClosesTcpFirstAfterBothCloseFrames() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            peer.send(Wire.client(Wire.TEXT, "last"),
                    Wire.client(Wire.CLOSE, new CloseStatus(3999, "tired").encode()),
                    Wire.client(Wire.TEXT, "ignored"));
            peer.expect(Wire.TEXT, "last");
            assertEquals(3999, peer.expectClose().code(), "RFC 6455 §5.5.1: the code is echoed");
            peer.expectEnd(); // RFC 6455 §7.1.1: the server ends its stream before the client
            peer.endOutput();
            assertEquals(new CloseStatus(3999, "tired"), server.awaitEnd());
        }
    }

    @Test
    void closeFrameWithoutCodeIsEchoedWithoutCode() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            peer.send(Wire.client(Wire.CLOSE, ""));
            assertEquals(CloseStatus.NONE, peer.expectClose());
            peer.expectEnd();
            peer.endOutput();
            assertEquals(CloseStatus.NONE, server.awaitEnd());
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
            assertEquals(new CloseStatus(4001, "client"), server.awaitEnd());
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
            assertFalse(connection.closeDiscarding(1008, "again"), "it is closing already");
            peer.send(Wire.client(Wire.TEXT, "crossed"), Wire.client(Wire.PING, "crossed"),
                    Wire.clientClose(1000));
            assertEquals(1000, peer.expectClose().code());
            peer.expectEnd();
        }
    }

    @Test
    void connectionFailsIfTheCloseFrameGetsNoReply() throws Exception {
        Leftovers leftovers = new Leftovers();
        try (EchoServer server = new EchoServer(
                EchoServer.options(Duration.ZERO, EchoServer.LONG, clock), null);
                RawPeer peer = server.peer()) {
            server.opened.take().close(1000, "");
            assertEquals(1000, peer.expectClose().code());
            clock.awaitDue(EchoServer.LONG);
            assertEquals(new CloseStatus(CloseCode.ABNORMAL,
                    "our close frame with 1000 got no reply within 60000 ms"),
                    server.awaitEnd(clock, EchoServer.LONG));
            peer.expectEnd();
        }
        leftovers.awaitNone();
    }

    @Test
    void peerThatKeepsTcpOpenAfterTheClosingHandshakeIsDropped() throws Exception {
        try (EchoServer server = new EchoServer(
                EchoServer.options(Duration.ZERO, EchoServer.LONG, clock), null);
                RawPeer peer = server.peer()) {
            peer.send(Wire.clientClose(1000));
            assertEquals(1000, peer.expectClose().code());
            peer.expectEnd();
            assertEquals(1000, server.awaitEnd(clock, EchoServer.LONG).code());
            Leftovers.await(() -> server.connections() == 0, () -> server.connections() + " connections");
        }
    }

    @Test
    void endOfStreamWithoutACloseFrameIsAnAbnormalClosure() throws Exception {
        try (EchoServer server = new EchoServer(); RawPeer peer = server.peer()) {
            peer.send(Wire.client(0x01, "half a mess")).endOutput();
            peer.expectEnd();
            assertEquals(CloseCode.ABNORMAL, server.awaitEnd().code());
        }
    }

    @Test
    void closingTheServerSends1001ToEachPeer() throws Exception {
        Leftovers leftovers = new Leftovers();
        EchoServer server = new EchoServer();
        try (RawPeer one = server.peer();
                RawPeer other = server.peer()) {
            server.opened.take();
            server.opened.take(); // both connections are open
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
            assertTrue(closing.join(Duration.ofSeconds(60)));
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
                Thread.ofVirtual().start(() -> connection.sendText("broadcast"));
            }
            peer.send(round % 2 == 0 ? Wire.client(0x83, "") : Wire.clientClose(1000));
            Frame frame = peer.frame();
            while (frame.opcode() == Opcode.TEXT) {
                frame = peer.frame();
            }
            assertEquals(Opcode.CLOSE, frame.opcode());
            peer.expectEnd();
            peer.endOutput();
            server.awaitEnd();
        }
        leftovers.awaitNone();
    }

    @Test
    void handlerExceptionClosesTheConnectionWith1011() throws Exception {
        WebSocketHandler faulty = (_, _, _, _, _) -> {
            throw new IllegalStateException("deliberate");
        };
        try (WebSocketServer server = new WebSocketServer(new Endpoint("127.0.0.1", 0),
                Map.of("/", _ -> WebSocketServer.Session.of(faulty)), Map.of(), EchoServer.OPTIONS,
                Optional.empty(), _ -> {}); RawPeer peer = RawPeer.open(server.endpoint(), "/")) {
            peer.send(Wire.client(Wire.TEXT, "x"));
            assertEquals(1011, peer.expectClose().code());
            peer.expectEnd();
        }
    }
}
