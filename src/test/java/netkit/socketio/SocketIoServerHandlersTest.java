package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.engineio.CloseReason;
import netkit.testing.Leftovers;

/** Event handlers at the server: their order, their errors and their registration. */
@Timeout(60)
class SocketIoServerHandlersTest extends SocketIoServerFixture {
    @Test
    void packetsBeforeTheCloseAreHandledFirst() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        server.on("n", (socket, args, ack) -> {
            go.await();
            notes.add("n " + args.integer(0) + " " + socket.connected());
        });
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> notes.add("end " + reason)));
        FakeEngine client = connect().receive("2[\"n\",1]", "2[\"n\",2]");

        client.end(CloseReason.PING_TIMEOUT);
        go.countDown();

        assertEquals(List.of("n 1 false", "n 2 false", "end ping timeout"), List.of(note(), note(), note()));
    }

    @Test
    void packetsOfAnEvictedClientAreFreedThoughItsHandlerIsBusy() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        server.on("block", (_, _, _) -> {
            notes.add("begun");
            go.await();
        });
        server.on("n", (_, args, _) -> notes.add("n " + args));
        FakeEngine client = connect().receive("2[\"block\"]");
        assertEquals("begun", note());
        client.receive("2[\"n\",\"" + "x".repeat(1000) + "\"]", "2[\"n\",2]");
        client.memory().close();
        assertTrue(client.memory().bytes() > 1000, "they are in memory still");
        server.handler().evicted(client);
        assertEquals("2[\"block\"]".length(), client.memory().bytes());
        client.receive("2[\"n\",3]");
        go.countDown();
        Leftovers.await(() -> client.memory().bytes() == 0, () -> client.memory().bytes() + " bytes");
        assertTrue(notes.isEmpty(), notes::toString);
    }

    @Test
    void handlerExceptionGoesToTheUncaughtExceptionHandler() throws InterruptedException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> notes.add("uncaught " + e.getMessage()));
        try {
            server.on("n", (_, args, _) -> notes.add("text " + args.text(0)));
            server.on("n", (_, args, _) -> notes.add("number " + args.integer(0)));
            connect().receive("2[\"n\",1]", "2[\"n\",\"one\"]");

            assertEquals("number 1", note());
            assertEquals("uncaught argument 0 must be a string, but is 1", note());
            assertEquals("text one", note());
            assertEquals("uncaught argument 0 must be an integer, but is \"one\"", note());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void blockingHandlerDelaysNoOtherClient() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        server.on("block", (_, _, _) -> never.await());
        server.on("message", (socket, args, _) -> socket.emit("message-back", args.toArray()));
        FakeEngine blocked = connect().receive("2[\"block\"]", "2[\"message\"]");
        FakeEngine other = connect().receive("2[\"message\",1]");

        assertEquals("2[\"message-back\",1]", other.next());
        server.emit("to all");
        assertEquals("2[\"to all\"]", blocked.next(), "it still hears");
        never.countDown();
        assertEquals("2[\"message-back\"]", blocked.next());
    }

    @Test
    void onceRunsOnceAndOffRemoves() throws InterruptedException {
        server.onConnection(socket -> {
            EventHandler<ServerSideSocket> counted = (_, args, _) -> notes.add("on " + args);
            socket.on("x", counted);
            socket.once("x", (_, args, _) -> notes.add("once " + args));
            socket.onAny((_, event, args) -> notes.add("any " + event + args));
            socket.on("off", (_, _, _) -> socket.off("x", counted));
        });
        connect().receive("2[\"x\",1]", "2[\"x\",2]", "2[\"off\"]", "2[\"x\",3]", "2[\"y\"]");

        List<String> all = new ArrayList<>();
        while (!all.contains("any y[]")) {
            all.add(note());
        }
        assertEquals(
                List.of("any x[1]", "on [1]", "once [1]", "any x[2]", "on [2]", "any off[]", "any x[3]",
                        "any y[]"),
                all);
    }

    @Test
    void middlewareOfASocketSeesItsEventsAndMayRefuseThem() throws InterruptedException {
        server.onConnection(socket -> {
            socket.use((_, event, args) -> notes.add("first " + event + args));
            socket.use((_, event, _) -> {
                if (event.equals("secret")) {
                    throw new RefusedException("not for you");
                }
            });
            socket.onError(e -> notes.add("error " + e.getMessage()));
            socket.onAny((_, event, _) -> notes.add("handled " + event));
        });
        connect().receive("2[\"secret\",1]", "2[\"open\"]");

        assertEquals(List.of("first secret[1]", "error not for you", "first open[]", "handled open"),
                List.of(note(), note(), note(), note()));
    }

    @Test
    void invalidPacketIsAnErrorOfTheSocket() throws InterruptedException {
        server.onConnection(socket -> {
            socket.onError(e -> notes.add("error " + e.getMessage()));
            socket.onDisconnect((_, reason) -> notes.add("end " + reason));
        });
        connect().receive("9");

        assertEquals(List.of("error unknown packet type '9'", "end forced close"),
                List.of(note(), note()));
    }

    @Test
    void handlersOfAllEventsCanBeRemoved() throws InterruptedException {
        AnyEventHandler<ServerSideSocket> one = (_, event, _) -> notes.add("one " + event);
        AnyEventHandler<ServerSideSocket> sent = (_, event, args) -> notes.add("sent " + event + args);
        server.onConnection(socket -> {
            socket.onAny(one).onAny((_, event, _) -> notes.add("two " + event)).onAnyOutgoing(sent);
            socket.emit("hello", 1);
            socket.offAnyOutgoing(sent);
            socket.emit("unheard");
            socket.on("remove one", (_, _, _) -> socket.offAny(one));
            socket.on("remove all", (_, _, _) -> socket.offAny());
        });
        FakeEngine client = connect();
        assertEquals("sent hello[1]", note());
        client.receive("2[\"x\"]", "2[\"remove one\"]", "2[\"y\"]", "2[\"remove all\"]", "2[\"z\"]");

        List<String> all = new ArrayList<>();
        while (!all.contains("two remove all")) {
            all.add(note());
        }
        assertEquals(List.of("one x", "two x", "one remove one", "two remove one", "two y",
                "two remove all"), all);
        assertEquals(0, notes.size());
    }

    @Test
    void broadcastIsAnOutgoingEventOfEachSocket() throws InterruptedException {
        server = newServer(SocketIoServerOptions.DEFAULT.withRecovery(Duration.ofMinutes(1)));
        server.onConnection(socket -> {
            socket.onAnyOutgoing((to, event, args) -> notes.add(event + args + " to " + to.engine().id()));
            notes.add("connected");
        });
        FakeEngine one = connect();
        note();
        server.emit("news", "a");

        assertEquals("news[\"a\"] to " + one.id(), note());
    }
}
