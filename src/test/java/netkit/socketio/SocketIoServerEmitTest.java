package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.engineio.CloseReason;

/** Broadcasts, rooms, acknowledgements and volatile events at the server, with clients played by the test. */
@Timeout(60)
class SocketIoServerEmitTest extends SocketIoServerFixture {
    @Test
    void broadcastReachesEachMemberOnceAndSkipsExcludedRooms() {
        FakeEngine a = connect();
        FakeEngine b = connect();
        FakeEngine c = connect();
        Namespace main = server.namespace("/");
        main.to("id000001", "id000002").join("x", "y");
        main.to("id000003").join("y", "quiet");

        server.to("x", "y").emit("once", 1);
        server.to("y").except("quiet", "id000001").emit("b only");
        main.except("id000002").emit("not b");
        main.socket("id000001").orElseThrow().to("y").emit("not a");
        main.socket("id000001").orElseThrow().broadcast().emit("others");
        server.emit("all");

        assertEquals(List.of("2[\"once\",1]", "2[\"not b\"]", "2[\"all\"]"), a.rest());
        assertEquals(List.of("2[\"once\",1]", "2[\"b only\"]", "2[\"not a\"]", "2[\"others\"]", "2[\"all\"]"),
                b.rest());
        assertEquals(List.of("2[\"once\",1]", "2[\"not b\"]", "2[\"not a\"]", "2[\"others\"]", "2[\"all\"]"),
                c.rest());
    }

    @Test
    void clientsOfARoomAreDisconnectedFromTheNamespaceOrAltogether() {
        FakeEngine a = connect();
        FakeEngine b = connect();
        FakeEngine c = connect();
        server.to("id000001").disconnect();
        server.to("id000002").disconnectClients();
        server.emit("left");

        assertEquals(List.of("1"), a.rest());
        assertFalse(a.isClosed());
        b.awaitClosed();
        assertEquals(List.of("2[\"left\"]"), c.rest());
    }

    @Test
    void roomEventsFollowTheReferencesOrder() throws InterruptedException {
        server.namespace("/").onRoomEvent(event -> notes.add(event.toString()));
        server.on("join", (socket, args, ack) -> socket.join(args.text(0)));
        server.on("leave", (socket, args, ack) -> socket.leave(args.text(0)));
        FakeEngine a = connect();
        FakeEngine b = connect();

        a.receive("2[\"join\",\"x\"]", "2[\"join\",\"y\"]", "2[\"leave\",\"y\"]", "2[\"join\",\"y\"]");
        for (String expected : List.of("create-room id000001", "join-room id000001 id000001",
                "create-room id000002",
                "join-room id000002 id000002", "create-room x", "join-room x id000001", "create-room y",
                "join-room y id000001", "leave-room y id000001", "delete-room y", "create-room y",
                "join-room y id000001")) {
            assertEquals(expected, note());
        }
        b.receive("2[\"join\",\"x\"]");
        assertEquals("join-room x id000002", note());
        a.receive("1");
        for (String expected : List.of("leave-room id000001 id000001", "delete-room id000001",
                "leave-room x id000001",
                "leave-room y id000001", "delete-room y")) {
            assertEquals(expected, note());
        }
    }

    @Test
    void roomListenerThatBlocksDelaysNoBroadcast() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        server.namespace("/").onRoomEvent(_ -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        FakeEngine client = connect();
        server.emit("hello");
        assertEquals("2[\"hello\"]", client.next());
        released.countDown();
    }

    @Test
    void handlerMayWaitForAnAcknowledgement() {
        server.on("ask me", (socket, args, ack) -> {
            Arguments answer = socket.emitWithAck("what", args.text(0)).await();
            socket.emit("so", answer.text(0), answer.bytes(1));
        });
        FakeEngine client = connect();

        client.receive("2[\"ask me\",\"name\"]");
        assertEquals("20[\"what\",\"name\"]", client.next());
        client.receive("61-0[\"ann\",{\"_placeholder\":true,\"num\":0}]").receiveBytes(9);
        assertEquals("51-[\"so\",\"ann\",{\"_placeholder\":true,\"num\":0}]", client.next());
        assertEquals("<09>", client.next());
    }

    @Test
    void ackTimeoutFailsAndALateAckIsIgnored() throws InterruptedException {
        FakeEngine client = connect();
        ServerSideSocket socket = server.namespace("/").sockets().getFirst();

        PendingAck late = socket.timeout(Duration.ofSeconds(1)).emitWithAck("a");
        PendingAck inTime = socket.timeout(Duration.ofSeconds(1)).emitWithAck("b");
        PendingAck patient = socket.emitWithAck("c");
        late.then(args -> notes.add("answer " + args), e -> notes.add("late: " + e.getMessage()));
        inTime.then(args -> notes.add("answer " + args), e -> notes.add("late: " + e.getMessage()));
        patient.then(args -> notes.add("patient " + args), e -> notes.add("patient: " + e.getMessage()));
        assertEquals(List.of("20[\"a\"]", "21[\"b\"]", "22[\"c\"]"), client.rest());

        client.receive("31[1]");
        assertEquals("answer [1]", note());
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals("late: operation has timed out", note());
        client.receive("30[1]", "31[2]");
        client.end(CloseReason.TRANSPORT_CLOSE);
        assertEquals("patient: socket has been disconnected", note());
        assertEquals(AckException.Reason.TIMED_OUT, assertThrows(AckException.class, late::await).reason());
        assertTrue(notes.isEmpty(), notes::toString);
        assertEquals(0, scheduler.pending());
    }

    @Test
    void disconnectedSocketFailsAcks() {
        FakeEngine client = connect();
        ServerSideSocket socket = server.namespace("/").sockets().getFirst();
        client.end(CloseReason.TRANSPORT_CLOSE);

        AckException failure = assertThrows(AckException.class, () -> socket.emitWithAck("a").await());
        assertEquals(AckException.Reason.DISCONNECTED, failure.reason());
    }

    @Test
    void broadcastGathersAcknowledgements() throws Exception {
        FakeEngine a = connect();
        FakeEngine b = connect();

        BroadcastAck ack = server.namespace("/").all().timeout(Duration.ofSeconds(1)).emitWithAck("who");
        assertEquals(List.of("20[\"who\"]"), a.rest());
        assertEquals(List.of("20[\"who\"]"), b.rest());
        b.receive("30[\"b\"]");
        a.receive("30[]");

        assertEquals(new BroadcastAck.Result(Arrays.asList("b", null), 2, true), ack.await());
    }

    @Test
    void broadcastAckTellsThatAClientDidNotReply() throws Exception {
        FakeEngine a = connect();
        connect();

        BroadcastAck ack = server.namespace("/").local().timeout(Duration.ofSeconds(1)).emitWithAck("who");
        a.receive("30[\"a\"]");
        scheduler.advance(Duration.ofSeconds(2));

        assertEquals(new BroadcastAck.Result(List.of("a"), 2, false), ack.await());
    }

    @Test
    void onlyTheFirstRequestedAckIsSent() throws InterruptedException {
        server.on("x", (socket, args, ack) -> {
            ack.send(1);
            ack.send(2);
            notes.add("wanted " + ack.isRequested());
        });
        FakeEngine client = connect().receive("2[\"x\"]", "25[\"x\"]");

        assertEquals("wanted false", note());
        assertEquals("wanted true", note());
        assertEquals(List.of("35[1]"), client.rest());
    }

    @Test
    void volatileEventsAreDroppedForUnwritableClients() {
        FakeEngine a = connect();
        FakeEngine b = connect();
        a.writable(false);

        server.namespace("/").all().emitVolatile("position", 1);
        server.emit("important");

        assertEquals(List.of("2[\"important\"]"), a.rest());
        assertEquals(List.of("2[\"position\",1]", "2[\"important\"]"), b.rest());
    }

    @Test
    void slowClientIsDisconnectedAndOthersAreServed() throws InterruptedException {
        server.onConnection(
                socket -> socket.onDisconnect((_, reason) -> notes.add(socket.id() + " " + reason)));
        FakeEngine slow = connect();
        FakeEngine other = connect();
        slow.full(true);

        server.emit("x");

        slow.awaitClosed();
        assertEquals("id000001 client too slow", note());
        assertEquals("2[\"x\"]", other.next());
    }

    @ParameterizedTest
    @CsvSource({"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
    void reservedNamesCannotBeEmitted(String name) {
        assertThrows(IllegalArgumentException.class, () -> server.emit(name));
    }
}
