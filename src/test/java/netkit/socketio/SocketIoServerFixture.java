package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import netkit.testing.ManualScheduler;

/** The set-up of tests of the server: a manual clock, counted ids, and clients played by {@link FakeEngine}. */
abstract class SocketIoServerFixture {
    final ManualScheduler scheduler = new ManualScheduler();
    final AtomicInteger ids = new AtomicInteger();
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    /** Notes of the handlers. */
    final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    SocketIoServer server = newServer(SocketIoServerOptions.DEFAULT);

    SocketIoServer newServer(SocketIoServerOptions options) {
        return new SocketIoServer(options, () -> "id%06d".formatted(ids.incrementAndGet()), scheduler,
                log::add);
    }

    FakeEngine open() {
        return new FakeEngine("engine" + ids.get(), server.handler());
    }

    /** Connects a client to the main namespace. */
    FakeEngine connect() {
        FakeEngine client = open().receive("0");
        assertTrue(client.next().startsWith("0{\"sid\":\"id"), client::toString);
        return client;
    }

    String note() throws InterruptedException {
        String note = notes.poll(60, TimeUnit.SECONDS);
        assertTrue(note != null, "nothing was noted; log " + log);
        return note;
    }

    void echo(Namespace namespace) {
        namespace.onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
        namespace.on("message", (socket, args, ack) -> socket.emit("message-back", args.toArray()));
        namespace.on("message-with-ack", (socket, args, ack) -> ack.send(args.toArray()));
    }
}
