package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import netkit.testing.ManualScheduler;

/** The set-up of tests of the client: a manual clock, recorded events, and servers played by {@link FakeEngine}. */
abstract class SocketIoClientFixture {
    final ManualScheduler scheduler = new ManualScheduler();
    final BlockingQueue<FakeEngine> engines = new LinkedBlockingQueue<>();
    final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    final AtomicBoolean unreachable = new AtomicBoolean();
    final AtomicInteger opened = new AtomicInteger();
    final SocketIoClient client = new SocketIoClient(handler -> {
        if (unreachable.get()) {
            throw new IOException("connection refused");
        }
        engines.add(new FakeEngine("engine" + opened.incrementAndGet(), handler));
    }, new SocketIoClientOptions(SocketIoClientOptions.DEFAULT.engine(), true, 3, Duration.ofSeconds(1),
            Duration.ofSeconds(5), 0, SocketIoClientOptions.DEFAULT.random()), scheduler)
            .onReconnectAttempt(attempt -> notes.add("attempt " + attempt))
            .onReconnectFailed(() -> notes.add("gave up"));

    <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(60, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing more came");
        return next;
    }

    String note() throws InterruptedException {
        return next(notes);
    }

    FakeEngine engine() throws InterruptedException {
        return next(engines);
    }

    ClientSideSocket recorded(String namespace) {
        return client.of(namespace)
                .onConnect(socket -> notes
                        .add("connected " + socket.id() + (socket.recovered() ? " again" : "")))
                .onConnectError(e -> notes.add("error " + e.getMessage() + " " + e.data()))
                .onDisconnect(reason -> notes.add("disconnected: " + reason))
                .onAny((_, event, args) -> notes.add(event + args));
    }

    /** Connects a socket of the main namespace. */
    FakeEngine connect(ClientSideSocket socket) throws InterruptedException {
        socket.connect();
        FakeEngine engine = engine();
        assertEquals("0", engine.next());
        engine.receive("0{\"sid\":\"id1\"}");
        assertEquals("connected id1", note());
        return engine;
    }
}
