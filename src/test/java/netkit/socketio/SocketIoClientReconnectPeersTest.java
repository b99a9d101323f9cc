package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.testing.Cable;

/** Lost connections: the client with the reference server and with netkit's, over each transport. */
@Timeout(60)
@Tag("slow")
class SocketIoClientReconnectPeersTest extends SocketIoClientPeersFixture {
    @ParameterizedTest
    @MethodSource("all")
    void eventsEmittedWhileDisconnectedAreSentOnConnect(Server server, Mode how) throws Exception {
        start(server, how);
        ClientSideSocket socket = client().of("/");
        BlockingQueue<List<Object>> numbers = queue(socket, "number");
        for (int i = 0; i < 5; i++) {
            socket.emit("number", i);
        }
        socket.connect().awaitConnected(TIMEOUT);
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

    /** The cable is unplugged three times while another client emits events. */
    @ParameterizedTest
    @MethodSource("all")
    void recoveredClientReceivesMissedEvents(Server server, Mode how)
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
        socket.connect().awaitConnected(TIMEOUT);
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
    void clientGetsANewSessionWithoutRecovery(Server server, Mode how)
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
        socket.connect().awaitConnected(TIMEOUT);
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
