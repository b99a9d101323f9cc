package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.engineio.EngineClientOptions;
import netkit.engineio.EnginePacket;
import netkit.engineio.EngineServerOptions;
import netkit.engineio.EngineTrace;
import netkit.engineio.EngineTransport;
import netkit.testing.Cable;
import netkit.testing.Leftovers;
import netkit.testing.Programs;

/** Our client on the reference server and on ours, over each transport and across the change from one to the other. */
@Timeout(60)
class SocketIoClientPeersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String QUICK = "\"pingInterval\":1000,\"pingTimeout\":1000";

    private enum Server {
        REFERENCE, OURS
    }

    private enum Mode {
        POLLING(EngineTransport.POLLING), WEBSOCKET(EngineTransport.WEBSOCKET), UPGRADE(
                EngineTransport.POLLING,
                EngineTransport.WEBSOCKET);

        private final EngineTransport[] transports;

        Mode(EngineTransport... transports) {
            this.transports = transports;
        }
    }

    static List<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        for (Server server : Server.values()) {
            for (Mode mode : Mode.values()) {
                all.add(Arguments.of(server, mode));
            }
        }
        return all;
    }

    private final Leftovers leftovers = new Leftovers();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private int port;
    private Mode mode;
    private EngineTrace trace = EngineTrace.NONE;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : toClose.reversed()) {
            one.close();
        }
        leftovers.awaitNone();
    }

    /** @param recovery and a quick heartbeat: nothing else tells that a client is gone that goes between two polls */
    private void start(Server server, Mode how, boolean recovery) throws IOException {
        mode = how;
        switch (server) {
            case REFERENCE -> {
                Programs.needPeer("socket.io");
                ReferenceServer reference = new ReferenceServer(
                        recovery ? "{" + QUICK + ",\"connectionStateRecovery\":{}}" : "{}");
                toClose.add(reference);
                port = reference.port();
            }
            case OURS -> {
                SocketIoServerOptions options = SocketIoServerOptions.DEFAULT;
                EngineServerOptions engine = EngineServerOptions.DEFAULT;
                SocketIoApp app = recovery
                        ? new SocketIoApp(options.withRecovery(Duration.ofMinutes(2)),
                                engine.withHeartbeat(Duration.ofSeconds(1), Duration.ofSeconds(1)))
                        : new SocketIoApp(options, engine);
                toClose.add(app);
                port = app.port();
            }
        }
    }

    private void start(Server server, Mode how) throws IOException {
        start(server, how, false);
    }

    private SocketIoClient client() {
        SocketIoClientOptions options = SocketIoClientOptions.DEFAULT
                .withReconnection(100, Duration.ofMillis(50), Duration.ofMillis(500));
        EngineClientOptions engine = options.engine().withTransports(mode.transports).withTrace(trace);
        SocketIoClient client = new SocketIoClient(URI.create("http://127.0.0.1:" + port),
                options.withEngine(engine));
        toClose.add(client);
        return client;
    }

    /** Connected, by a client of its own. */
    private ClientSideSocket connected() throws Exception {
        return client().of("/").connect().awaitConnected(PATIENCE);
    }

    private static BlockingQueue<List<Object>> queue(ClientSideSocket socket, String event) {
        BlockingQueue<List<Object>> queue = new LinkedBlockingQueue<>();
        socket.on(event, (_, args, _) -> queue.add(args.values()));
        return queue;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertTrue(next != null, "nothing more came");
        return next;
    }

    /** What the other side has sent before it answers this has come, and was handled. */
    private static void flush(ClientSideSocket socket) throws Exception {
        socket.timeout(PATIENCE).emitWithAck("message-with-ack").await();
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        socket.timeout(PATIENCE).emitWithAck("message-with-ack").then(_ -> handled.add("all"));
        next(handled);
    }

    @ParameterizedTest
    @MethodSource("all")
    void valuesBytesAndAcksGoBothWays(Server server, Mode how) throws Exception {
        start(server, how);
        ClientSideSocket socket = client().of("/").auth(Map.of("token", List.of(1)));
        BlockingQueue<List<Object>> auth = queue(socket, "auth");
        BlockingQueue<List<Object>> back = queue(socket, "message-back");
        socket.on("question", (_, args, ack) -> ack.send(args.text(0) + "!", new byte[] {3}));
        socket.connect().awaitConnected(PATIENCE);
        assertEquals(List.of(Map.of("token", List.of(1L))), next(auth));

        List<Object> values = Arrays.asList(1L, -0.5, "ü😀\"\\\n", null, true, Map.of("3", List.of(true)),
                "x".repeat(100_000));
        socket.emit("message", values.toArray());
        assertEquals(values, next(back));

        byte[] large = new byte[200_000];
        Arrays.fill(large, (byte) 7);
        socket.emit("message", new byte[] {4, 0, -1, 30}, Map.of("deep", List.of(large)), new byte[0]);
        List<Object> bytes = next(back);
        assertArrayEquals(new byte[] {4, 0, -1, 30}, (byte[]) bytes.get(0));
        assertArrayEquals(large,
                (byte[]) JsonValuesTest.list(JsonValuesTest.map(bytes.get(1)).get("deep")).getFirst());
        assertArrayEquals(new byte[0], (byte[]) bytes.get(2));

        List<PendingAck> acks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            acks.add(socket.emitWithAck("message-with-ack", i, new byte[] {(byte) i}));
        }
        for (int i = 0; i < 200; i++) {
            assertEquals(i, acks.get(i).await().integer(0));
            assertArrayEquals(new byte[] {(byte) i}, acks.get(i).await().bytes(1));
        }
        assertEquals("heard", socket.emitWithAck("ask", "what").await().text(0));
        assertEquals("operation has timed out", socket.emitWithAck("ask in vain", 50).await().text(0));
        PendingAck none = socket.timeout(Duration.ofMillis(50)).emitWithAck("nobody handles this");
        assertEquals(AckException.Reason.TIMED_OUT, assertThrows(AckException.class, none::await).reason());
    }

    /** 10,000 each way; when the transport changes, half of them leave before and half after. */
    @ParameterizedTest
    @MethodSource("all")
    void numberedEventsComeOnceAndInOrderBothWays(Server server, Mode how) throws Exception {
        int count = 10_000;
        BlockingQueue<String> upgraded = new LinkedBlockingQueue<>();
        trace = new EngineTrace() {
            @Override
            public void sent(EngineTransport transport, EnginePacket packet) {
                if (packet.equals(EnginePacket.of(netkit.engineio.EnginePacketType.UPGRADE))) {
                    upgraded.add("now");
                }
            }
        };
        start(server, how);
        List<Long> got = Collections.synchronizedList(new ArrayList<>());
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        ClientSideSocket socket = client().of("/").on("number", (_, args, _) -> {
            got.add(args.integer(0));
            if (got.size() == count) {
                done.add("all");
            }
        }).connect().awaitConnected(PATIENCE);

        int sent = 0;
        while (how == Mode.UPGRADE && (sent < count / 2 || upgraded.isEmpty())) {
            assertTrue(sent < count, "the upgrade took too long");
            for (int i = 0; i < 20; i++) {
                socket.emit("number", sent++);
            }
            upgraded.offer("", 0, TimeUnit.MILLISECONDS);
            if (upgraded.remove("")) {
                Thread.sleep(1); // a sender who leaves polling time to come and go
            }
        }
        while (sent < count) {
            socket.emit("number", sent++);
        }
        next(done);

        for (int i = 0; i < count; i++) {
            assertEquals(i, got.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void namespacesAreEnteredRefusedAndLeft(Server server, Mode how) throws Exception {
        start(server, how);
        SocketIoClient client = client();
        ClientSideSocket main = client.of("/").connect();
        ClientSideSocket custom = client.of("/custom").auth(Map.of("a", 1));
        BlockingQueue<List<Object>> auth = queue(custom, "auth");
        custom.connect();
        assertEquals(List.of(Map.of("a", 1L)), next(auth));
        main.awaitConnected(PATIENCE);
        assertNotEquals(main.id(), custom.id());
        BlockingQueue<List<Object>> in = queue(client.of("/room-17"), "in");
        client.of("/room-17").connect();
        assertEquals(List.of("/room-17"), next(in));

        assertEquals("Invalid namespace", refusal(client.of("/room-x")).getMessage());
        ConnectErrorException refusal = refusal(client.of("/secret").auth(Map.of("token", "guess")));
        assertEquals("not authorized", refusal.getMessage());
        assertEquals(Map.of("content", "try again"), refusal.data());
        client.of("/secret").auth(Map.of("token", "secret")).connect().awaitConnected(PATIENCE);

        custom.disconnect();
        assertEquals("still here", main.emitWithAck("message-with-ack", "still here").await().text(0));
        custom.connect().awaitConnected(PATIENCE);
    }

    private static ConnectErrorException refusal(ClientSideSocket socket) {
        socket.connect();
        return assertThrows(ConnectErrorException.class, () -> socket.awaitConnected(PATIENCE));
    }

    @ParameterizedTest
    @MethodSource("all")
    void roomsReachWhoIsInThemOnce(Server server, Mode how) throws Exception {
        start(server, how);
        ClientSideSocket a = connected();
        ClientSideSocket b = connected();
        ClientSideSocket c = connected();
        List<BlockingQueue<List<Object>>> heard = List.of(queue(a, "said"), queue(b, "said"),
                queue(c, "said"));
        assertEquals(List.of("x"), a.emitWithAck("join", "x").await().list(0));
        b.emitWithAck("join", "x").await();
        assertEquals(List.of("x", "y"), b.emitWithAck("join", "y").await().list(0));
        c.emitWithAck("join", "y").await();

        a.emit("say", List.of("x", "y"), List.of(), "one copy");
        a.emit("say", List.of("y"), List.of("x"), "only c");
        a.emit("say", List.of(b.id()), List.of(), "only b");
        a.emit("say others", "others");
        a.emit("say all", "all");
        flush(a);
        flush(b);
        flush(c);

        assertEquals("[[all]]", heard.get(0).toString());
        assertEquals("[[one copy], [only b], [others], [all]]", heard.get(1).toString());
        assertEquals("[[one copy], [only c], [others], [all]]", heard.get(2).toString());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whoEndsItIsKnownAtBothEnds(Server server, Mode how) throws Exception {
        start(server, how);
        ClientSideSocket witness = connected();
        for (String order : List.of("kick", "kick client", "")) {
            BlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();
            ClientSideSocket socket = connected().onDisconnect(reasons::add);
            String id = socket.id();
            if (order.isEmpty()) {
                socket.disconnect();
                assertEquals(DisconnectReason.IO_CLIENT_DISCONNECT, next(reasons));
                assertEquals("client namespace disconnect", reason(witness, id));
            } else {
                socket.emit(order);
                assertEquals(DisconnectReason.IO_SERVER_DISCONNECT, next(reasons));
                assertEquals("server namespace disconnect", reason(witness, id));
            }
            assertFalse(socket.active());
        }
    }

    private static String reason(ClientSideSocket witness, String id) throws Exception {
        String reason = null;
        for (int i = 0; reason == null && i < 200; i++) {
            reason = witness.emitWithAck("reason", id).await().text(0);
            Thread.sleep(reason == null ? 50 : 0);
        }
        return reason;
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsEmittedWithoutAConnectionIsSentWhenThereIsOne(Server server, Mode how) throws Exception {
        start(server, how);
        ClientSideSocket socket = client().of("/");
        BlockingQueue<List<Object>> numbers = queue(socket, "number");
        for (int i = 0; i < 5; i++) {
            socket.emit("number", i);
        }
        socket.connect().awaitConnected(PATIENCE);
        flush(socket);

        assertEquals("[[0], [1], [2], [3], [4]]", numbers.toString());
    }

    private static void unplug(Cable cable, BlockingQueue<DisconnectReason> lost)
            throws InterruptedException {
        cable.unplug();
        DisconnectReason reason = next(lost);
        assertTrue(
                List.of(DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.TRANSPORT_ERROR).contains(reason),
                "lost for " + reason);
    }

    /** Three times the cable is unplugged while others talk. */
    @ParameterizedTest
    @MethodSource("all")
    void whoseCableIsUnpluggedGetsWhatItMissedWhenTheServerRecovers(Server server, Mode how)
            throws Exception {
        start(server, how, true);
        ClientSideSocket other = connected();
        Cable cable = new Cable(port);
        toClose.add(cable);
        port = cable.port();
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        BlockingQueue<DisconnectReason> lost = new LinkedBlockingQueue<>();
        BlockingQueue<String> connections = new LinkedBlockingQueue<>();
        ClientSideSocket socket = client().of("/").on("said", (_, args, _) -> said.add(args.text(0)))
                .onDisconnect(lost::add).onConnect(one -> connections.add(one.id() + one.recovered()));
        socket.connect().awaitConnected(PATIENCE);
        String id = socket.id();
        assertEquals(id + "false", next(connections));
        socket.emitWithAck("join", "x").await();
        other.emit("say", List.of("x"), List.of(), "before");
        assertEquals("before", next(said));

        for (int round = 1; round <= 3; round++) {
            unplug(cable, lost);
            assertTrue(reason(other, id) != null, "the server does not notice");
            other.emit("say", List.of("x"), List.of(), "missed");
            other.emit("say", List.of("y"), List.of(), "not for it");
            flush(other);
            cable.plug();
            assertEquals(id + "true", next(connections));
            other.emit("say others", "after");
            assertEquals("missed", next(said));
            assertEquals("after", next(said));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whoseCableIsUnpluggedComesBackAsSomebodyElseWhenTheServerDoesNotRecover(Server server, Mode how)
            throws Exception {
        start(server, how);
        ClientSideSocket other = connected();
        Cable cable = new Cable(port);
        toClose.add(cable);
        port = cable.port();
        BlockingQueue<DisconnectReason> lost = new LinkedBlockingQueue<>();
        BlockingQueue<String> ids = new LinkedBlockingQueue<>();
        ClientSideSocket socket = client().of("/").onConnect(one -> ids.add(one.id()))
                .onDisconnect(reason -> {
                    lost.add(reason);
                });
        BlockingQueue<List<Object>> said = queue(socket, "said");
        socket.connect().awaitConnected(PATIENCE);
        String first = next(ids);

        unplug(cable, lost);
        other.emit("say others", "missed");
        flush(other);
        cable.plug();
        assertNotEquals(first, next(ids));
        assertFalse(socket.recovered());
        other.emit("say others", "after");
        assertEquals(List.of("after"), next(said).subList(0, 1));
    }
}
