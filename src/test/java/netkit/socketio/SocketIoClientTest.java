package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.engineio.CloseReason;
import netkit.testing.Leftovers;

/** The client's handling of packets, with a server played by the test. */
@Timeout(60)
class SocketIoClientTest extends SocketIoClientFixture {
    @Test
    void connectPacketCarriesTheAuthPayload() throws Exception {
        ClientSideSocket socket = recorded("/chat").auth(Map.of("token", 1)).connect();
        FakeEngine engine = engine();
        assertEquals("0/chat,{\"token\":1}", engine.next());
        assertFalse(socket.connected());

        engine.receive("0/chat,{\"sid\":\"abc\"}", "2/chat,[\"hello\",1]", "2[\"not for it\"]");

        assertEquals("connected abc", note());
        assertEquals("hello[1]", note());
        socket.awaitConnected(Duration.ofSeconds(1)).emit("x", new byte[] {1});
        assertEquals("51-/chat,[\"x\",{\"_placeholder\":true,\"num\":0}]", engine.next());
        assertEquals("<01>", engine.next());
    }

    @Test
    void namespacesShareOneConnectionThatClosesWithTheLast() throws Exception {
        ClientSideSocket main = recorded("/");
        FakeEngine engine = connect(main);
        ClientSideSocket chat = client.of("chat").connect();
        assertEquals("0/chat,", engine.next());
        engine.receive("0/chat,{\"sid\":\"id2\"}");
        chat.awaitConnected(Duration.ofSeconds(60));

        main.disconnect();
        assertEquals("1", engine.next());
        assertEquals("disconnected: io client disconnect", note());
        assertFalse(engine.isClosed());
        chat.disconnect();
        assertEquals("1/chat,", engine.next());
        engine.awaitClosed();
        assertEquals(0, scheduler.pending());
    }

    @Test
    void bufferedEventsAreSentBeforeThoseOfConnectHandlers() throws Exception {
        ClientSideSocket socket = recorded("/").onConnect(one -> one.emit("last"));
        socket.emit("first", 1);
        PendingAck ack = socket.emitWithAck("second");
        FakeEngine engine = connect(socket);

        assertEquals("2[\"first\",1]", engine.next());
        assertEquals("20[\"second\"]", engine.next());
        assertEquals("2[\"last\"]", engine.next());
        engine.receive("30[\"ok\"]");
        assertEquals("ok", ack.await().text(0));
    }

    @Test
    void volatileEventsAreNotBuffered() throws Exception {
        ClientSideSocket socket = recorded("/");
        socket.emitVolatile("gone");
        FakeEngine engine = connect(socket);
        engine.writable(false);
        socket.emitVolatile("gone, too");
        engine.writable(true);
        socket.emitVolatile("there");

        assertEquals("2[\"there\"]", engine.next());
    }

    @Test
    void eventIsAcknowledged() throws Exception {
        ClientSideSocket socket = recorded("/");
        socket.on("sum", (_, args, ack) -> ack.send(args.integer(0) + args.integer(1)));
        FakeEngine engine = connect(socket).receive("27[\"sum\",1,2]");

        assertEquals("37[3]", engine.next());
    }

    @Test
    void ackTimeoutRemovesABufferedEvent() throws Exception {
        ClientSideSocket socket = recorded("/");
        PendingAck unsent = socket.timeout(Duration.ofSeconds(1)).emitWithAck("unsent");
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(AckException.Reason.TIMED_OUT, assertThrows(AckException.class, unsent::await).reason());

        FakeEngine engine = connect(socket);
        PendingAck sent = socket.timeout(Duration.ofSeconds(1)).emitWithAck("sent");
        assertEquals("21[\"sent\"]", engine.next());
        scheduler.advance(Duration.ofSeconds(1));
        assertThrows(AckException.class, sent::await);
        engine.receive("31[]");
    }

    @Test
    void disconnectFailsAcksExceptThoseOfBufferedEvents() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket);
        PendingAck sent = socket.emitWithAck("sent");
        engine.full(true);
        PendingAck unsent = socket.emitWithAck("unsent");

        engine.end(CloseReason.TRANSPORT_CLOSE);
        assertEquals(AckException.Reason.DISCONNECTED,
                assertThrows(AckException.class, sent::await).reason());
        assertFalse(unsent.isDone());
        assertEquals("disconnected: transport close", note());
        scheduler.advance(Duration.ofSeconds(1));
        FakeEngine second = engine();
        assertEquals("0", second.next());
        second.receive("0{\"sid\":\"id2\"}");
        assertEquals("21[\"unsent\"]", second.next());
        second.receive("31[5]");
        assertEquals(5, unsent.await().integer(0));
    }

    @Test
    void eventsBeyondTheBacklogAreSentInOrderLater() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket);
        engine.full(true);
        for (int i = 0; i < 100; i++) {
            socket.emit("n", i);
        }
        engine.full(false);
        socket.emit("n", 100);

        for (int i = 0; i <= 100; i++) {
            assertEquals("2[\"n\"," + i + "]", engine.next());
        }
    }

    @Test
    void eventsBeyondTheBacklogAreSentAsSoonAsThereIsRoom() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket);
        engine.full(true);
        socket.emit("late");
        assertEquals(0, scheduler.pending(), "nothing polls");
        engine.full(false);

        assertEquals("2[\"late\"]", engine.next());
    }

    @Test
    void eventWhoseAckTimedOutWhileItWaitedForRoomIsNotSent() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket);
        engine.full(true);
        socket.emit("fills the buffer", "x".repeat(16_000_000));
        BlockingQueue<PendingAck> acks = new LinkedBlockingQueue<>();
        Thread sender = Thread.ofVirtual().start(() -> acks.add(
                socket.timeout(Duration.ofSeconds(1)).emitWithAck("too late", "x".repeat(2_000_000))));
        Leftovers.await(() -> sender.getState() == Thread.State.WAITING, () -> "the sender waits for room");
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(AckException.Reason.TIMED_OUT,
                assertThrows(AckException.class, () -> next(acks).await()).reason());
        engine.full(false);
        socket.emit("next");

        assertTrue(engine.next().startsWith("2[\"fills the buffer\""));
        assertEquals("2[\"next\"]", engine.next());
    }

    @Test
    void packetThatCanNeverBeSentIsRefused() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket);
        assertThrows(IllegalArgumentException.class, () -> socket.emit("large", new byte[16 << 20]));
        socket.emit("next");

        assertEquals("2[\"next\"]", engine.next());
    }

    /** As a server with a parser for MessagePack does. */
    @Test
    void closeInsteadOfAReplyToConnectIsExplained() throws Exception {
        recorded("/").connect();
        FakeEngine engine = engine();
        assertEquals("0", engine.next());
        engine.end(CloseReason.TRANSPORT_CLOSE);

        assertEquals(
                "error the server closed the connection instead of a reply to CONNECT; does it use another"
                        + " parser, such as MessagePack? netkit speaks the default one null",
                note());
    }

    @Test
    void handlerOfAConnectionThatHasEndedAlreadyKnowsItsId() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        ClientSideSocket socket = client.of("/").onConnect(_ -> {
            try {
                ended.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }).onConnect(now -> notes.add("connected " + now.id()))
                .onDisconnect(_ -> notes.add("disconnected " + client.of("/").id()));
        socket.connect();
        engine().receive("0{\"sid\":\"abc\"}", "1"); // as in one payload of long-polling
        ended.countDown();

        assertEquals(List.of("connected abc", "disconnected "), List.of(note(), note()));
    }
}
