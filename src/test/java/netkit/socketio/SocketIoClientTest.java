package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.engineio.CloseReason;
import netkit.testing.Leftovers;
import netkit.testing.ManualScheduler;

/** The client's handling of packets and lost connections, with a server played by the test. */
@Timeout(60)
class SocketIoClientTest {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final BlockingQueue<FakeEngine> engines = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    private final AtomicBoolean unreachable = new AtomicBoolean();
    private final AtomicInteger opened = new AtomicInteger();
    private final SocketIoClient client = new SocketIoClient(handler -> {
        if (unreachable.get()) {
            throw new IOException("connection refused");
        }
        engines.add(new FakeEngine("engine" + opened.incrementAndGet(), handler));
    }, new SocketIoClientOptions(SocketIoClientOptions.DEFAULT.engine(), true, 3, Duration.ofSeconds(1),
            Duration.ofSeconds(5), 0, SocketIoClientOptions.DEFAULT.random()), scheduler)
            .onReconnectAttempt(attempt -> notes.add("attempt " + attempt))
            .onReconnectFailed(() -> notes.add("gave up"));

    private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing more came");
        return next;
    }

    private String note() throws InterruptedException {
        return next(notes);
    }

    private FakeEngine engine() throws InterruptedException {
        return next(engines);
    }

    private ClientSideSocket recorded(String namespace) {
        return client.of(namespace)
                .onConnect(socket -> notes
                        .add("connected " + socket.id() + (socket.recovered() ? " again" : "")))
                .onConnectError(e -> notes.add("error " + e.getMessage() + " " + e.data()))
                .onDisconnect(reason -> notes.add("disconnected: " + reason))
                .onAny((_, event, args) -> notes.add(event + args));
    }

    /** Connects a socket of the main namespace. */
    private FakeEngine connect(ClientSideSocket socket) throws InterruptedException {
        socket.connect();
        FakeEngine engine = engine();
        assertEquals("0", engine.next());
        engine.receive("0{\"sid\":\"id1\"}");
        assertEquals("connected id1", note());
        return engine;
    }

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
        chat.awaitConnected(Duration.ofSeconds(20));

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

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void lostConnectionIsReestablished(CloseReason reason) throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine first = connect(socket);

        first.end(reason);
        assertEquals("disconnected: " + reason, note());
        assertTrue(socket.active());
        socket.emit("kept");
        scheduler.advance(Duration.ofMillis(999));
        assertEquals(1, opened.get());
        scheduler.advance(Duration.ofMillis(1));
        assertEquals("attempt 1", note());

        FakeEngine second = engine();
        assertEquals("0", second.next());
        second.receive("0{\"sid\":\"id2\"}");
        assertEquals("connected id2", note());
        assertEquals("2[\"kept\"]", second.next());
    }

    @Test
    void reconnectionBacksOffAndFinallyFails() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine first = connect(socket);
        unreachable.set(true);
        first.end(CloseReason.TRANSPORT_ERROR);
        assertEquals("disconnected: transport error", note());

        for (int attempt = 1; attempt <= 3; attempt++) {
            scheduler.awaitPending(1);
            scheduler.advance(Duration.ofSeconds(1 << attempt - 1).minusMillis(1));
            assertTrue(notes.isEmpty(), "too early");
            scheduler.advance(Duration.ofMillis(1));
            assertEquals("attempt " + attempt, note());
            assertEquals("error connection refused null", note());
        }
        assertEquals("gave up", note());
        assertEquals(0, scheduler.pending());

        unreachable.set(false);
        socket.disconnect();
        socket.connect();
        assertEquals("0", engine().next());
    }

    @Test
    void failedFirstConnectionIsRetried() throws Exception {
        unreachable.set(true);
        ClientSideSocket socket = recorded("/").connect();
        assertEquals("error connection refused null", note());
        IOException failure = assertThrows(IOException.class,
                () -> socket.awaitConnected(Duration.ofMillis(10)));
        assertTrue(failure.getMessage().endsWith(": connection refused"), failure.getMessage());

        unreachable.set(false);
        scheduler.awaitPending(1);
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals("attempt 1", note());
        assertEquals("0", engine().next());
    }

    @Test
    void refusalIsFinal() throws Exception {
        ClientSideSocket socket = recorded("/").connect();
        FakeEngine engine = engine();
        engine.next();
        engine.receive("4{\"message\":\"no\",\"data\":{\"why\":1}}");

        assertEquals("error no {why=1}", note());
        assertTrue(
                assertThrows(ConnectErrorException.class, () -> socket.awaitConnected(Duration.ofSeconds(20)))
                        .isRefused());
        engine.awaitClosed();
        assertFalse(socket.active());
        assertEquals(0, scheduler.pending());

        socket.connect();
        assertEquals("0", engine().next());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "4\"text\"", "0", "0{}"})
    void invalidConnectResponsesAreErrors(String answer) throws Exception {
        recorded("/").connect();
        engine().receive(answer);

        assertTrue(note().startsWith("error "));
    }

    @Test
    void serverDisconnectIsFinalAndEarlierEventsAreHandled() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket).receive("2[\"bye\"]", "1");

        assertEquals("bye[]", note());
        assertEquals("disconnected: io server disconnect", note());
        engine.awaitClosed();
        assertEquals(0, scheduler.pending());
        assertEquals("", socket.id());
        assertThrows(IOException.class, () -> socket.awaitConnected(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2{}", "7"})
    void invalidPacketClosesTheConnectionAndItReconnects(String packet) throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket).receive(packet);

        assertEquals("disconnected: parse error", note());
        engine.awaitClosed();
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals("0", engine().next());
    }

    @Test
    void recoverySendsTheLastOffsetAndDeliversMissedEventsFirst() throws Exception {
        ClientSideSocket socket = recorded("/").auth(Map.of("token", 1)).connect();
        FakeEngine engine = engine();
        assertEquals("0{\"token\":1}", engine.next());
        engine.receive("0{\"sid\":\"abc\",\"pid\":\"p1\"}", "2[\"a\",1,\"o1\"]", "2[\"b\",\"o2\"]",
                "27[\"ask\",\"no offset\"]");
        assertEquals(List.of("connected abc", "a[1,\"o1\"]", "b[\"o2\"]", "ask[\"no offset\"]"),
                List.of(note(), note(), note(), note()));
        engine.end(CloseReason.TRANSPORT_CLOSE);
        note();
        scheduler.advance(Duration.ofSeconds(1));
        note();

        FakeEngine second = engine();
        assertEquals("0{\"pid\":\"p1\",\"offset\":\"o2\",\"token\":1}", second.next());
        second.receive("2[\"c\",\"o3\"]");
        second.end(CloseReason.TRANSPORT_CLOSE); // before the response to CONNECT: the server will send it again
        scheduler.advance(Duration.ofSeconds(1));
        note();
        FakeEngine third = engine();
        assertEquals("0{\"pid\":\"p1\",\"offset\":\"o2\",\"token\":1}", third.next());
        third.receive("2[\"c\",\"o3\"]", "0{\"sid\":\"abc\",\"pid\":\"p1\"}", "2[\"d\",\"o4\"]");
        assertEquals(List.of("c[\"o3\"]", "connected abc again", "d[\"o4\"]"),
                List.of(note(), note(), note()));
        assertTrue(socket.recovered());

        third.end(CloseReason.PING_TIMEOUT);
        note();
        scheduler.advance(Duration.ofSeconds(1));
        note();
        FakeEngine fourth = engine();
        assertEquals("0{\"pid\":\"p1\",\"offset\":\"o4\",\"token\":1}", fourth.next());
        fourth.receive("0{\"sid\":\"new\",\"pid\":\"p2\"}");
        assertEquals("connected new", note());
        assertFalse(socket.recovered());
    }

    @Test
    void anotherClientCanResumeASession() throws Exception {
        ClientSideSocket socket = recorded("/").resume("p1", "o2").connect();
        FakeEngine engine = engine();
        assertEquals("0{\"pid\":\"p1\",\"offset\":\"o2\"}", engine.next());
        engine.receive("2[\"c\",\"o3\"]", "0{\"sid\":\"abc\",\"pid\":\"p1\"}");
        assertEquals(List.of("c[\"o3\"]", "connected abc again"), List.of(note(), note()));
        assertEquals(Optional.of("p1"), socket.pid());
    }

    @Test
    void disconnectWhileConnectingLeavesNothingBehind() throws Exception {
        ClientSideSocket socket = recorded("/").connect();
        socket.disconnect();
        FakeEngine engine = engines.poll(1, TimeUnit.SECONDS);
        if (engine != null) { // the attempt had started
            engine.awaitClosed();
        }
        assertTrue(notes.isEmpty(), notes::toString);
        assertEquals(0, scheduler.pending());
    }
}
