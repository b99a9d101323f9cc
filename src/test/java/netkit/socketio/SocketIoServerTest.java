package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections, namespaces, middleware and invalid packets at the server, with clients played by the test. */
@Timeout(60)
class SocketIoServerTest extends SocketIoServerFixture {
    @Test
    void connectedClientGetsAnId() {
        echo(server.namespace("/"));
        echo(server.namespace("/custom"));

        FakeEngine client = open().receive("0");
        assertEquals("0{\"sid\":\"id000001\"}", client.next());
        assertEquals("2[\"auth\",{}]", client.next());

        client.receive("0/custom,{\"token\":\"abc\"}");
        assertEquals("0/custom,{\"sid\":\"id000002\"}", client.next());
        assertEquals("2/custom,[\"auth\",{\"token\":\"abc\"}]", client.next());
    }

    @Test
    void unknownNamespaceIsRefusedAndTheConnectionStaysOpen() {
        FakeEngine client = open().receive("0/random");
        assertEquals("4/random,{\"message\":\"Invalid namespace\"}", client.next());

        client.receive("0/?token=1,");
        assertEquals("4/?token=1,{\"message\":\"Invalid namespace\"}", client.next());
        client.receive("0");
        assertTrue(client.next().startsWith("0{"));
    }

    @Test
    void eventsAreHandledAndAcknowledged() {
        echo(server.namespace("/"));
        FakeEngine client = connect();
        client.next(); // auth

        client.receive("2[\"message\",1,\"2\",{\"3\":[true]}]");
        assertEquals("2[\"message-back\",1,\"2\",{\"3\":[true]}]", client.next());
        client.receive("2456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
        assertEquals("3456[1,\"2\",{\"3\":[false]}]", client.next());
        client.receive(
                "52-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")
                .receiveBytes(1, 2, 3).receiveBytes(4, 5, 6);
        assertEquals("62-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
                client.next());
        assertEquals("<01 02 03>", client.next());
        assertEquals("<04 05 06>", client.next());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2{}", "2abc[\"message-with-ack\",1]", "2[\"disconnect\"]", "1{}"})
    void invalidPacketClosesTheConnection(String text) throws InterruptedException {
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("end " + reason)));
        FakeEngine client = connect();

        client.receive(text);

        client.awaitClosed();
        assertEquals("end forced close", note());
        assertTrue(log.getFirst().startsWith("closed the connection of 127.0.0.1: "), log::toString);
    }

    @Test
    void packetsBeforeAnInvalidOneAreStillHandled() {
        echo(server.namespace("/"));
        FakeEngine client = connect();
        client.next(); // auth

        client.receive("2[\"message\",1]", "abc", "2[\"message\",2]");

        client.awaitClosed();
        assertEquals(List.of("2[\"message-back\",1]"), client.rest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4{\"message\":\"x\"}", "2/other,[\"x\"]", "3/other,1[]", "1/other,"})
    void unexpectedPacketClosesTheConnection(String text) throws InterruptedException {
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("end " + reason)));
        FakeEngine client = connect();

        client.receive(text);

        client.awaitClosed();
        assertEquals("end forced close", note());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "27", "3", "3[]", "399[]", "2[\"no handler\"]", "2[7]"})
    void packetWithoutMeaningIsIgnored(String text) {
        echo(server.namespace("/"));
        FakeEngine client = connect();
        client.next(); // auth

        client.receive(text, "2[\"message\"]");

        assertEquals("2[\"message-back\"]", client.next());
    }

    @Test
    void disconnectAffectsOneNamespaceOnly() throws InterruptedException {
        echo(server.namespace("/"));
        server.namespace("/custom").onConnection(socket -> socket
                .onDisconnecting((_, reason) -> notes.add(reason + ", in " + socket.rooms()))
                .onDisconnect((_, _) -> notes.add("then in " + socket.rooms() + " " + socket.connected())));
        FakeEngine client = connect().receive("0/custom");
        client.next(); // auth
        client.next(); // connected to /custom

        client.receive("1/custom", "2[\"message\",\"to main\"]");

        assertEquals("2[\"message-back\",\"to main\"]", client.next());
        assertEquals("client namespace disconnect, in [id000002]", note());
        assertEquals("then in [] false", note());
        client.receive("0/custom");
        assertEquals("0/custom,{\"sid\":\"id000003\"}", client.next());
    }

    @Test
    void connectTimeoutDisconnectsAClientWithoutNamespace() {
        FakeEngine idle = open();
        FakeEngine refused = open().receive("0/random");
        refused.next();
        FakeEngine connected = connect();

        scheduler.advance(Duration.ofSeconds(44));
        assertFalse(idle.isClosed());
        scheduler.advance(Duration.ofSeconds(1));

        assertTrue(idle.isClosed());
        assertTrue(refused.isClosed());
        assertFalse(connected.isClosed());
        assertEquals(0, scheduler.pending());
    }

    @Test
    void middlewareRefusesWithMessageAndData() throws InterruptedException {
        server.use(socket -> notes.add("first sees " + socket.handshake().auth() + " "
                + socket.handshake().query().get("colour")));
        server.use(socket -> {
            if (!"secret".equals(socket.handshake().auth().get("token"))) {
                throw new RefusedException("not authorized", Map.of("content", "try again"));
            }
            socket.data().put("who", "ann");
        });
        server.use(socket -> notes.add("last"));
        server.onConnection(socket -> notes.add("connected " + socket.data().get("who")));

        FakeEngine client = open().receive("0");
        assertEquals("4{\"message\":\"not authorized\",\"data\":{\"content\":\"try again\"}}", client.next());
        client.receive("0{\"token\":\"secret\"}");
        assertTrue(client.next().startsWith("0{\"sid\""));

        assertEquals("first sees {} light blue", note());
        assertEquals("first sees {token=secret} light blue", note());
        assertEquals("last", note());
        assertEquals("connected ann", note());
    }

    @Test
    void middlewareExceptionsAreNotRevealed() throws InterruptedException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> notes.add(e.getMessage()));
        try {
            server.namespace("/a").use(_ -> {
                throw new RefusedException("no");
            });
            server.namespace("/b").use(_ -> {
                throw new IllegalStateException("the database's password is 1234");
            });
            FakeEngine client = open().receive("0/a", "0/b");

            assertEquals("4/a,{\"message\":\"no\"}", client.next());
            assertEquals("4/b,{\"message\":\"internal error\"}", client.next());
            assertEquals("the database's password is 1234", note());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void dynamicNamespaceIsCreatedOnConnect() {
        server.namespaces(Pattern.compile("^/room-\\d+$"))
                .onConnection(socket -> socket.emit("in", socket.namespace().name()))
                .on("hello", (socket, args, ack) -> socket.broadcast().emit("hello", args.toArray()));
        server.namespaces((name, auth) -> name.equals("/vip") && "gold".equals(auth.get("card")));

        FakeEngine a = open().receive("0/room-1");
        assertEquals("0/room-1,{\"sid\":\"id000001\"}", a.next());
        assertEquals("2/room-1,[\"in\",\"/room-1\"]", a.next());
        FakeEngine b = open().receive("0/room-1", "0/room-2", "0/room-x", "0/vip",
                "0/vip,{\"card\":\"gold\"}");
        b.next();
        b.next();
        assertEquals("0/room-2,{\"sid\":\"id000003\"}", b.next());
        assertEquals("2/room-2,[\"in\",\"/room-2\"]", b.next());
        assertEquals("4/room-x,{\"message\":\"Invalid namespace\"}", b.next());
        assertEquals("4/vip,{\"message\":\"Invalid namespace\"}", b.next());
        assertEquals("0/vip,{\"sid\":\"id000004\"}", b.next());

        b.receive("2/room-1,[\"hello\",1]");
        assertEquals("2/room-1,[\"hello\",1]", a.next());
        assertEquals(List.of(), b.rest(), "it is not for who sent it, nor for another namespace");
    }

    @Test
    void serverDisconnectIsSentToTheClient() throws InterruptedException {
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("main " + reason)));
        server.namespace("/a")
                .onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("a " + reason)));
        FakeEngine client = connect().receive("0/a");
        client.next();

        server.namespace("/a").all().disconnect();
        assertEquals("1/a,", client.next());
        assertEquals("a server namespace disconnect", note());
        assertFalse(client.isClosed());

        server.namespace("/").sockets().getFirst().disconnectClient();
        assertEquals("1", client.next());
        assertEquals("main server namespace disconnect", note());
        client.awaitClosed();
    }

    @Test
    void shutdownDisconnectsTheSockets() throws InterruptedException {
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("end " + reason)));
        FakeEngine client = connect();

        server.shutDown();

        assertEquals("end server shutting down", note());
        assertEquals(List.of(), client.rest(), "the client is not told to stay away");
    }

    @Test
    void roomsJoinedByMiddlewareAreJoinedOnceConnected() throws InterruptedException {
        server.use(socket -> {
            socket.join("early", "left", "mistake");
            socket.leave("mistake", "left");
            notes.add("rooms " + socket.rooms());
            if (socket.handshake().auth().containsKey("bad")) {
                throw new RefusedException("no");
            }
        });
        server.onConnection(socket -> notes.add("rooms " + socket.rooms()));
        assertTrue(open().receive("0{\"bad\":1}").next().startsWith("4"));
        assertEquals("rooms [early]", note());
        assertFalse(server.namespace("/").rooms().exists("early"));
        connect();

        assertEquals(List.of("rooms [early]", "rooms [early, id000002]"), List.of(note(), note()));
        server.namespace("/").all().join("a", "b");
        server.to("early").leave("a", "b");
        assertFalse(server.namespace("/").rooms().exists("a"));
    }

    @Test
    void emptyDynamicNamespaceIsRemovedIfTheOptionsSaySo() throws InterruptedException {
        for (boolean cleanup : List.of(true, false)) {
            server = newServer(cleanup ? SocketIoServerOptions.DEFAULT.withCleanupOfEmptyChildNamespaces()
                    : SocketIoServerOptions.DEFAULT);
            server.namespace("/static").onConnection(_ -> {});
            server.namespaces(Pattern.compile("^/room-")).use(socket -> {
                if (socket.handshake().auth().containsKey("bad")) {
                    throw new RefusedException("no");
                }
            }).onConnection(
                    socket -> socket.onDisconnect((_, _) -> notes.add("left " + socket.namespaceName())));
            FakeEngine one = open().receive("0/room-1,", "0/static,");
            FakeEngine two = open().receive("0/room-1,", "0/room-2,{\"bad\":1}");
            two.next();
            two.next();
            one.receive("1/room-1,", "1/static,");
            assertEquals("left /room-1", note());
            assertTrue(server.namespaceNames().contains("/room-1"), "another client is in it");
            two.receive("1/room-1,", "0/static,");
            assertEquals("left /room-1", note());
            assertTrue(two.next().startsWith("0/static,")); // the namespace before it has been left completely

            assertEquals(cleanup ? Set.of("/", "/static") : Set.of("/", "/static", "/room-1", "/room-2"),
                    server.namespaceNames());
        }
    }

    @Test
    void clientWithAnotherParserIsNamed() throws InterruptedException {
        FakeEngine client = open().receiveBytes(0x83, 0xA4, 't', 'y', 'p', 'e', 0);
        client.awaitClosed();

        assertTrue(log.getFirst().endsWith("; it looks like MessagePack, which only another parser reads:"
                + " both ends must use the default one"), log.toString());
    }
}
