package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.engineio.CloseReason;

/** What the server makes of packets, on sessions that the test plays. */
@Timeout(60)
class SocketIoServerTest {
    private final ManualTimers timers = new ManualTimers();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    /** What handlers noted. */
    private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    private SocketIoServer server = newServer(SocketIoServerOptions.DEFAULT);

    private SocketIoServer newServer(SocketIoServerOptions options) {
        return new SocketIoServer(options, () -> "id%06d".formatted(ids.incrementAndGet()), timers,
                timers::now,
                log::add);
    }

    private FakeEngine open() {
        return new FakeEngine("engine" + ids.get(), server.handler());
    }

    /** A client in the main namespace that has read the answer. */
    private FakeEngine connect() {
        FakeEngine client = open().say("0");
        assertTrue(client.next().startsWith("0{\"sid\":\"id"), client::toString);
        return client;
    }

    private String note() throws InterruptedException {
        String note = notes.poll(20, TimeUnit.SECONDS);
        assertTrue(note != null, "nothing was noted; log " + log);
        return note;
    }

    private void echo(Namespace namespace) {
        namespace.onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
        namespace.on("message", (socket, args, ack) -> socket.emit("message-back", args.toArray()));
        namespace.on("message-with-ack", (socket, args, ack) -> ack.send(args.toArray()));
    }

    @Test
    void aClientIsLetIntoANamespaceWithAnId() {
        echo(server.namespace("/"));
        echo(server.namespace("/custom"));

        FakeEngine client = open().say("0");
        assertEquals("0{\"sid\":\"id000001\"}", client.next());
        assertEquals("2[\"auth\",{}]", client.next());

        client.say("0/custom,{\"token\":\"abc\"}");
        assertEquals("0/custom,{\"sid\":\"id000002\"}", client.next());
        assertEquals("2/custom,[\"auth\",{\"token\":\"abc\"}]", client.next());
    }

    @Test
    void aNamespaceThatIsNotThereIsRefusedAndTheConnectionStays() {
        FakeEngine client = open().say("0/random");
        assertEquals("4/random,{\"message\":\"Invalid namespace\"}", client.next());

        client.say("0/?token=1,");
        assertEquals("4/?token=1,{\"message\":\"Invalid namespace\"}", client.next());
        client.say("0");
        assertTrue(client.next().startsWith("0{"));
    }

    @Test
    void eventsAreHandledAndAnswered() {
        echo(server.namespace("/"));
        FakeEngine client = connect();
        client.next(); // auth

        client.say("2[\"message\",1,\"2\",{\"3\":[true]}]");
        assertEquals("2[\"message-back\",1,\"2\",{\"3\":[true]}]", client.next());
        client.say("2456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
        assertEquals("3456[1,\"2\",{\"3\":[false]}]", client.next());
        client.say(
                "52-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")
                .sayBytes(1, 2, 3).sayBytes(4, 5, 6);
        assertEquals("62-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
                client.next());
        assertEquals("<01 02 03>", client.next());
        assertEquals("<04 05 06>", client.next());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2{}", "2abc[\"message-with-ack\",1]", "2[\"disconnect\"]", "1{}"})
    void whatIsNoPacketClosesTheConnection(String text) throws InterruptedException {
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("end " + reason)));
        FakeEngine client = connect();

        client.say(text);

        client.awaitClosed();
        assertEquals("end forced close", note());
        assertTrue(log.getFirst().startsWith("closed the connection of 127.0.0.1: "), log::toString);
    }

    @Test
    void whatCameBeforeABadPacketIsAnsweredStill() {
        echo(server.namespace("/"));
        FakeEngine client = connect();
        client.next(); // auth

        client.say("2[\"message\",1]", "abc", "2[\"message\",2]");

        client.awaitClosed();
        assertEquals(List.of("2[\"message-back\",1]"), client.rest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4{\"message\":\"x\"}", "2/other,[\"x\"]", "3/other,1[]", "1/other,"})
    void aPacketOutOfPlaceClosesTheConnection(String text) throws InterruptedException {
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("end " + reason)));
        FakeEngine client = connect();

        client.say(text);

        client.awaitClosed();
        assertEquals("end forced close", note());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "27", "3", "3[]", "399[]", "2[\"nobody handles this\"]", "2[7]"})
    void aPacketThatMeansNothingIsIgnored(String text) {
        echo(server.namespace("/"));
        FakeEngine client = connect();
        client.next(); // auth

        client.say(text, "2[\"message\"]");

        assertEquals("2[\"message-back\"]", client.next());
    }

    @Test
    void whoLeavesANamespaceStaysInTheOthers() throws InterruptedException {
        echo(server.namespace("/"));
        server.namespace("/custom").onConnection(socket -> socket
                .onDisconnecting((_, reason) -> notes.add(reason + ", in " + socket.rooms()))
                .onDisconnect((_, _) -> notes.add("then in " + socket.rooms() + " " + socket.connected())));
        FakeEngine client = connect().say("0/custom");
        client.next(); // auth
        client.next(); // connected to /custom

        client.say("1/custom", "2[\"message\",\"to main\"]");

        assertEquals("2[\"message-back\",\"to main\"]", client.next());
        assertEquals("client namespace disconnect, in [id000002]", note());
        assertEquals("then in [] false", note());
        client.say("0/custom");
        assertEquals("0/custom,{\"sid\":\"id000003\"}", client.next());
    }

    @Test
    void whoEntersNoNamespaceInTimeIsPutOut() {
        FakeEngine idle = open();
        FakeEngine refused = open().say("0/random");
        refused.next();
        FakeEngine connected = connect();

        timers.advance(Duration.ofSeconds(44));
        assertFalse(idle.isClosed());
        timers.advance(Duration.ofSeconds(1));

        assertTrue(idle.isClosed());
        assertTrue(refused.isClosed());
        assertFalse(connected.isClosed());
        assertEquals(0, timers.pending());
    }

    @Test
    void middlewareRefusesWithMessageAndDataAndOnlyThen() throws InterruptedException {
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

        FakeEngine client = open().say("0");
        assertEquals("4{\"message\":\"not authorized\",\"data\":{\"content\":\"try again\"}}", client.next());
        client.say("0{\"token\":\"secret\"}");
        assertTrue(client.next().startsWith("0{\"sid\""));

        assertEquals("first sees {} light blue", note());
        assertEquals("first sees {token=secret} light blue", note());
        assertEquals("last", note());
        assertEquals("connected ann", note());
    }

    @Test
    void middlewareMayRefuseWithoutDataAndItsFaultsAreNotTold() throws InterruptedException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> notes.add(e.getMessage()));
        try {
            server.namespace("/a").use(_ -> {
                throw new RefusedException("no");
            });
            server.namespace("/b").use(_ -> {
                throw new IllegalStateException("the database's password is 1234");
            });
            FakeEngine client = open().say("0/a", "0/b");

            assertEquals("4/a,{\"message\":\"no\"}", client.next());
            assertEquals("4/b,{\"message\":\"internal error\"}", client.next());
            assertEquals("the database's password is 1234", note());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aNamespaceOfAPatternComesToBeWhenItIsAskedFor() {
        server.namespaces(Pattern.compile("^/room-\\d+$"))
                .onConnection(socket -> socket.emit("in", socket.namespace().name()))
                .on("hello", (socket, args, ack) -> socket.broadcast().emit("hello", args.toArray()));
        server.namespaces((name, auth) -> name.equals("/vip") && "gold".equals(auth.get("card")));

        FakeEngine a = open().say("0/room-1");
        assertEquals("0/room-1,{\"sid\":\"id000001\"}", a.next());
        assertEquals("2/room-1,[\"in\",\"/room-1\"]", a.next());
        FakeEngine b = open().say("0/room-1", "0/room-2", "0/room-x", "0/vip", "0/vip,{\"card\":\"gold\"}");
        b.next();
        b.next();
        assertEquals("0/room-2,{\"sid\":\"id000003\"}", b.next());
        assertEquals("2/room-2,[\"in\",\"/room-2\"]", b.next());
        assertEquals("4/room-x,{\"message\":\"Invalid namespace\"}", b.next());
        assertEquals("4/vip,{\"message\":\"Invalid namespace\"}", b.next());
        assertEquals("0/vip,{\"sid\":\"id000004\"}", b.next());

        b.say("2/room-1,[\"hello\",1]");
        assertEquals("2/room-1,[\"hello\",1]", a.next());
        assertEquals(List.of(), b.rest(), "it is not for who sent it, nor for another namespace");
    }

    @Test
    void aMemberOfSeveralRoomsGetsOneCopyAndTheExceptedGetNone() {
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
    void roomEventsComeInTheReferencesOrder() throws InterruptedException {
        server.namespace("/").onRoomEvent(event -> notes.add(event.toString()));
        server.on("join", (socket, args, ack) -> socket.join(args.text(0)));
        server.on("leave", (socket, args, ack) -> socket.leave(args.text(0)));
        FakeEngine a = connect();
        FakeEngine b = connect();

        a.say("2[\"join\",\"x\"]", "2[\"join\",\"y\"]", "2[\"leave\",\"y\"]", "2[\"join\",\"y\"]");
        for (String expected : List.of("create-room id000001", "join-room id000001 id000001",
                "create-room id000002",
                "join-room id000002 id000002", "create-room x", "join-room x id000001", "create-room y",
                "join-room y id000001", "leave-room y id000001", "delete-room y", "create-room y",
                "join-room y id000001")) {
            assertEquals(expected, note());
        }
        b.say("2[\"join\",\"x\"]");
        assertEquals("join-room x id000002", note());
        a.say("1");
        for (String expected : List.of("leave-room id000001 id000001", "delete-room id000001",
                "leave-room x id000001",
                "leave-room y id000001", "delete-room y")) {
            assertEquals(expected, note());
        }
    }

    @Test
    void aHandlerMayWaitForAnAnswer() {
        server.on("ask me", (socket, args, ack) -> {
            Arguments answer = socket.emitWithAck("what", args.text(0)).await();
            socket.emit("so", answer.text(0), answer.bytes(1));
        });
        FakeEngine client = connect();

        client.say("2[\"ask me\",\"name\"]");
        assertEquals("20[\"what\",\"name\"]", client.next());
        client.say("61-0[\"ann\",{\"_placeholder\":true,\"num\":0}]").sayBytes(9);
        assertEquals("51-[\"so\",\"ann\",{\"_placeholder\":true,\"num\":0}]", client.next());
        assertEquals("<09>", client.next());
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsAFailureAndALateOneIsIgnored() throws InterruptedException {
        FakeEngine client = connect();
        ServerSideSocket socket = server.namespace("/").sockets().getFirst();

        PendingAck late = socket.timeout(Duration.ofSeconds(1)).emitWithAck("a");
        PendingAck inTime = socket.timeout(Duration.ofSeconds(1)).emitWithAck("b");
        PendingAck patient = socket.emitWithAck("c");
        late.then(args -> notes.add("answer " + args), e -> notes.add("late: " + e.getMessage()));
        inTime.then(args -> notes.add("answer " + args), e -> notes.add("late: " + e.getMessage()));
        patient.then(args -> notes.add("patient " + args), e -> notes.add("patient: " + e.getMessage()));
        assertEquals(List.of("20[\"a\"]", "21[\"b\"]", "22[\"c\"]"), client.rest());

        client.say("31[1]");
        assertEquals("answer [1]", note());
        timers.advance(Duration.ofSeconds(1));
        assertEquals("late: operation has timed out", note());
        client.say("30[1]", "31[2]");
        client.end(CloseReason.TRANSPORT_CLOSE);
        assertEquals("patient: socket has been disconnected", note());
        assertEquals(AckException.Reason.TIMED_OUT, assertThrows(AckException.class, late::await).reason());
        assertTrue(notes.isEmpty(), notes::toString);
        assertEquals(0, timers.pending());
    }

    @Test
    void whoIsNotConnectedAnswersNothing() {
        FakeEngine client = connect();
        ServerSideSocket socket = server.namespace("/").sockets().getFirst();
        client.end(CloseReason.TRANSPORT_CLOSE);

        AckException failure = assertThrows(AckException.class, () -> socket.emitWithAck("a").await());
        assertEquals(AckException.Reason.DISCONNECTED, failure.reason());
    }

    @Test
    void aBroadcastCanAskEveryoneForAnAnswer() throws Exception {
        FakeEngine a = connect();
        FakeEngine b = connect();

        List<PendingAck> acks = server.namespace("/").all().timeout(Duration.ofSeconds(1)).emitWithAck("who");
        assertEquals(List.of("20[\"who\"]"), a.rest());
        assertEquals(List.of("20[\"who\"]"), b.rest());
        b.say("30[\"b\"]");
        timers.advance(Duration.ofSeconds(2));

        assertThrows(AckException.class, acks.getFirst()::await);
        assertEquals("b", acks.getLast().await().text(0));
    }

    @Test
    void onlyTheFirstAnswerIsSentAndNoneWhereNoneIsWanted() throws InterruptedException {
        server.on("x", (socket, args, ack) -> {
            ack.send(1);
            ack.send(2);
            notes.add("wanted " + ack.isRequested());
        });
        FakeEngine client = connect().say("2[\"x\"]", "25[\"x\"]");

        assertEquals("wanted false", note());
        assertEquals("wanted true", note());
        assertEquals(List.of("35[1]"), client.rest());
    }

    @Test
    void volatileEventsAreDroppedWhenTheyCannotLeaveAtOnce() {
        FakeEngine a = connect();
        FakeEngine b = connect();
        a.writable(false);

        server.namespace("/").all().emitVolatile("position", 1);
        server.emit("important");

        assertEquals(List.of("2[\"important\"]"), a.rest());
        assertEquals(List.of("2[\"position\",1]", "2[\"important\"]"), b.rest());
    }

    @Test
    void aClientThatIsTooSlowIsClosedAndTheOthersGoOn() throws InterruptedException {
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

    @Test
    void theServersDisconnectIsToldToTheClientAndClosesNothingElse() throws InterruptedException {
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("main " + reason)));
        server.namespace("/a")
                .onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("a " + reason)));
        FakeEngine client = connect().say("0/a");
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
    void whatCameBeforeTheEndIsHandledBeforeIt() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        server.on("n", (socket, args, ack) -> {
            go.await();
            notes.add("n " + args.integer(0) + " " + socket.connected());
        });
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("end " + reason)));
        FakeEngine client = connect().say("2[\"n\",1]", "2[\"n\",2]");

        client.end(CloseReason.PING_TIMEOUT);
        go.countDown();

        assertEquals(List.of("n 1 false", "n 2 false", "end ping timeout"), List.of(note(), note(), note()));
    }

    @Test
    void whatAHandlerThrowsIsToldToTheThreadsHandlerAndNothingIsLost() throws InterruptedException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> notes.add("uncaught " + e.getMessage()));
        try {
            server.on("n", (_, args, _) -> notes.add("text " + args.text(0)));
            server.on("n", (_, args, _) -> notes.add("number " + args.integer(0)));
            connect().say("2[\"n\",1]", "2[\"n\",\"one\"]");

            assertEquals("number 1", note());
            assertEquals("uncaught argument 0 must be a string, but is 1", note());
            assertEquals("text one", note());
            assertEquals("uncaught argument 0 must be an integer, but is \"one\"", note());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aHandlerThatBlocksKeepsNobodyElseWaiting() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        server.on("block", (_, _, _) -> never.await());
        server.on("message", (socket, args, _) -> socket.emit("message-back", args.toArray()));
        FakeEngine blocked = connect().say("2[\"block\"]", "2[\"message\"]");
        FakeEngine other = connect().say("2[\"message\",1]");

        assertEquals("2[\"message-back\",1]", other.next());
        server.emit("to all");
        assertEquals("2[\"to all\"]", blocked.next(), "it still hears");
        never.countDown();
        assertEquals("2[\"message-back\"]", blocked.next());
    }

    @Test
    void theTraceShowsEveryPacket() throws InterruptedException {
        server = newServer(SocketIoServerOptions.DEFAULT.withTrace(new PacketTrace() {
            @Override
            public void sent(Packet packet, EncodedPacket encoded) {
                notes.add("sent " + encoded.text());
            }

            @Override
            public void received(Packet packet) {
                notes.add("received " + packet);
            }
        }));
        echo(server.namespace("/"));
        FakeEngine client = connect();
        client.next(); // auth
        client.say("27[\"message-with-ack\",1]");

        assertEquals(List.of("received Connect[namespace=/, payload={}]", "sent 0{\"sid\":\"id000001\"}",
                "sent 2[\"auth\",{}]",
                "received Event[namespace=/, id=OptionalLong[7], values=[message-with-ack, 1]]",
                "sent 37[1]"),
                List.of(note(), note(), note(), note(), note()));
    }

    @Test
    void onceIsOnceAndOffIsOff() throws InterruptedException {
        server.onConnection(socket -> {
            EventHandler<ServerSideSocket> counted = (_, args, _) -> notes.add("on " + args);
            socket.on("x", counted);
            socket.once("x", (_, args, _) -> notes.add("once " + args));
            socket.onAny((_, event, args) -> notes.add("any " + event + args));
            socket.on("off", (_, _, _) -> socket.off("x", counted));
        });
        connect().say("2[\"x\",1]", "2[\"x\",2]", "2[\"off\"]", "2[\"x\",3]", "2[\"y\"]");

        List<String> all = new ArrayList<>();
        while (!all.contains("any y[]")) {
            all.add(note());
        }
        assertEquals(
                List.of("any x[1]", "on [1]", "once [1]", "any x[2]", "on [2]", "any off[]", "any x[3]",
                        "any y[]"),
                all);
    }

    @ParameterizedTest
    @CsvSource({"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
    void reservedNamesCannotBeEmitted(String name) {
        assertThrows(IllegalArgumentException.class, () -> server.emit(name));
    }

    @Test
    void aServerThatShutsDownTellsItsSocketsSo() throws InterruptedException {
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("end " + reason)));
        FakeEngine client = connect();

        server.shutDown();

        assertEquals("end server shutting down", note());
        assertEquals(List.of(), client.rest(), "the client is not told to stay away");
    }

    // ---- connection state recovery

    /** A server that recovers, with who joins room x. */
    private void recovering() {
        server = newServer(SocketIoServerOptions.DEFAULT.withRecovery(Duration.ofMinutes(2)));
        server.onConnection(socket -> {
            if (!socket.recovered()) {
                socket.join("x");
                socket.data().put("colour", "red");
            }
            notes.add(socket.id() + (socket.recovered() ? " recovered " : " new ") + socket.data() + " "
                    + socket.rooms());
            socket.onDisconnect((_, reason) -> notes.add(socket.id() + " " + reason));
        });
    }

    private static String member(String json, String name) {
        return json.replaceAll(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    private static String offset(String event) {
        return event.replaceAll(".*\"([^\"]*)\"]", "$1");
    }

    @Test
    void whoComesBackGetsItsRoomsAndWhatItMissedBeforeItIsToldThatItIsConnected()
            throws InterruptedException {
        recovering();
        FakeEngine client = open().say("0");
        String notifyConnected = client.next();
        String pid = member(notifyConnected, "pid");
        String sid = member(notifyConnected, "sid");
        assertEquals(sid + " new {colour=red} [" + sid + ", x]", note());
        server.emit("first", "a");
        String offset = offset(client.next());
        server.to("x").emit("seen by the network only");
        client.end(CloseReason.TRANSPORT_CLOSE);
        assertEquals(sid + " transport close", note());
        server.to("x").emit("missed in x");
        server.to("y").emit("not for it");
        server.except("x").emit("not for x");
        server.to(sid).emit("missed alone", new byte[] {7});
        server.namespace("/").all().emitVolatile("volatile");

        FakeEngine back = open().say("0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
        assertTrue(back.next().startsWith("2[\"seen by the network only\",\""));
        assertTrue(back.next().startsWith("2[\"missed in x\",\""));
        String alone = back.next();
        assertTrue(alone.startsWith("51-[\"missed alone\",{\"_placeholder\":true,\"num\":0},\""), alone);
        assertEquals("<07>", back.next());
        assertEquals("0{\"sid\":\"" + sid + "\",\"pid\":\"" + pid + "\"}", back.next());
        assertEquals(sid + " recovered {colour=red} [" + sid + ", x]", note());

        server.to("x").emit("now");
        assertTrue(back.next().startsWith("2[\"now\",\""));
        back.end(CloseReason.TRANSPORT_ERROR);
        note();
        FakeEngine again = open().say("0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset(alone) + "\"}");
        assertTrue(again.next().startsWith("2[\"now\",\""), "and once more");
        assertEquals("0{\"sid\":\"" + sid + "\",\"pid\":\"" + pid + "\"}", again.next());
    }

    @ParameterizedTest
    @CsvSource({"too late", "unknown pid", "unknown offset", "no offset", "left by itself", "here still"})
    void whoCannotBeRecoveredStartsAnew(String why) throws InterruptedException {
        recovering();
        FakeEngine client = open().say("0");
        String pid = member(client.next(), "pid");
        note();
        server.emit("e");
        String offset = offset(client.next());
        if (why.equals("left by itself")) {
            client.say("1");
            note();
        } else if (!why.equals("here still")) {
            client.end(CloseReason.TRANSPORT_CLOSE);
            note();
        }
        if (why.equals("too late")) {
            timers.advance(Duration.ofSeconds(121));
        }

        FakeEngine back = open().say(switch (why) {
            case "unknown pid" -> "0{\"pid\":\"nobody\",\"offset\":\"" + offset + "\"}";
            case "unknown offset" -> "0{\"pid\":\"" + pid + "\",\"offset\":\"zz\"}";
            case "no offset" -> "0{\"pid\":\"" + pid + "\"}";
            default -> "0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}";
        });

        String answer = back.next();
        assertTrue(answer.startsWith("0{\"sid\":"), answer);
        assertFalse(answer.contains(pid), answer);
        assertTrue(note().contains(" new "));
    }

    @Test
    void eventsThatWantAnAnswerHaveNoOffsetAndAreNotSentAgain() throws InterruptedException {
        recovering();
        FakeEngine client = open().say("0");
        client.next();
        note();

        server.namespace("/").sockets().getFirst().emitWithAck("ask", 1);

        assertEquals("20[\"ask\",1]", client.next());
    }

    @Test
    void withoutRecoveryThereIsNoPidAndNoOffset() {
        FakeEngine client = open().say("0");
        assertEquals("0{\"sid\":\"id000001\"}", client.next());
        server.emit("x", 1);
        assertEquals("2[\"x\",1]", client.next());
    }
}
