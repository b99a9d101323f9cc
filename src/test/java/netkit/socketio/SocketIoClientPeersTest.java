package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.engineio.EngineTransport;

/** The client with the reference server and with netkit's, over each transport and across an upgrade. */
@Timeout(60)
@Tag("slow")
class SocketIoClientPeersTest extends SocketIoClientPeersFixture {
    @ParameterizedTest
    @MethodSource("all")
    void valuesBytesAndAcksTravelBothWays(Server server, Mode how) throws Exception {
        start(server, how);
        ClientSideSocket socket = client().of("/").auth(Map.of("token", List.of(1)));
        BlockingQueue<List<Object>> auth = queue(socket, "auth");
        BlockingQueue<List<Object>> back = queue(socket, "message-back");
        socket.on("question", (_, args, ack) -> ack.send(args.text(0) + "!", new byte[] {3}));
        socket.connect().awaitConnected(TIMEOUT);
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
        PendingAck none = socket.timeout(Duration.ofMillis(50)).emitWithAck("no handler");
        assertEquals(AckException.Reason.TIMED_OUT, assertThrows(AckException.class, none::await).reason());
    }

    /** 10,000 events each way; with an upgrade, half of them are sent before it and half after. */
    @ParameterizedTest
    @MethodSource("all")
    void numberedEventsArriveOnceAndInOrderBothWays(Server server, Mode how) throws Exception {
        int count = 10_000;
        AtomicReference<EngineTransport> transport = new AtomicReference<>();
        start(server, how);
        List<Long> got = Collections.synchronizedList(new ArrayList<>());
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        ClientSideSocket socket = client().onTransport(transport::set).of("/").on("number", (_, args, _) -> {
            got.add(args.integer(0));
            if (got.size() == count) {
                done.add("all");
            }
        }).connect().awaitConnected(TIMEOUT);

        int sent = 0;
        while (how == Mode.UPGRADE && (sent < count / 2 || transport.get() == EngineTransport.POLLING)) {
            for (int i = 0; i < 20 && sent < count - 1000; i++) { // the last ones are for the WebSocket
                socket.emit("number", sent++);
            }
            Thread.sleep(1); // leaves time for polls
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
    void namespacesAreConnectedRefusedAndDisconnected(Server server, Mode how) throws Exception {
        start(server, how);
        SocketIoClient client = client();
        ClientSideSocket main = client.of("/").connect();
        ClientSideSocket custom = client.of("/custom").auth(Map.of("a", 1));
        BlockingQueue<List<Object>> auth = queue(custom, "auth");
        custom.connect();
        assertEquals(List.of(Map.of("a", 1L)), next(auth));
        main.awaitConnected(TIMEOUT);
        assertNotEquals(main.id(), custom.id());
        BlockingQueue<List<Object>> in = queue(client.of("/room-17"), "in");
        client.of("/room-17").connect();
        assertEquals(List.of("/room-17"), next(in));

        assertEquals("Invalid namespace", refusal(client.of("/room-x")).getMessage());
        ConnectErrorException refusal = refusal(client.of("/secret").auth(Map.of("token", "guess")));
        assertEquals("not authorized", refusal.getMessage());
        assertEquals(Map.of("content", "try again"), refusal.data());
        client.of("/secret").auth(Map.of("token", "secret")).connect().awaitConnected(TIMEOUT);

        custom.disconnect();
        assertEquals("still here", main.emitWithAck("message-with-ack", "still here").await().text(0));
        custom.connect().awaitConnected(TIMEOUT);
    }

    private static ConnectErrorException refusal(ClientSideSocket socket) {
        socket.connect();
        return assertThrows(ConnectErrorException.class, () -> socket.awaitConnected(TIMEOUT));
    }

    @ParameterizedTest
    @MethodSource("all")
    void roomMembersReceiveOneCopy(Server server, Mode how) throws Exception {
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
    void disconnectReasonIsKnownAtBothEnds(Server server, Mode how) throws Exception {
        start(server, how);
        ClientSideSocket observer = connected();
        for (String order : List.of("kick", "kick client", "")) {
            BlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();
            ClientSideSocket socket = connected().onDisconnect(reasons::add);
            String id = socket.id();
            if (order.isEmpty()) {
                socket.disconnect();
                assertEquals(DisconnectReason.IO_CLIENT_DISCONNECT, next(reasons));
                assertEquals("client namespace disconnect", reason(observer, id));
            } else {
                socket.emit(order);
                assertEquals(DisconnectReason.IO_SERVER_DISCONNECT, next(reasons));
                assertEquals("server namespace disconnect", reason(observer, id));
            }
            assertFalse(socket.active());
        }
    }
}
