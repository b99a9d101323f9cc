package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.engineio.CloseReason;

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
}
