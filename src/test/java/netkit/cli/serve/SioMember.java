package netkit.cli.serve;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import netkit.socketio.Arguments;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;

/** A member of the chat over Socket.IO, and what it receives. */
final class SioMember implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(50);

    private final SocketIoClient client;
    private final ClientSideSocket socket;
    private final Map<String, BlockingQueue<Arguments>> received = new ConcurrentHashMap<>();

    SioMember(int port) throws Exception {
        client = new SocketIoClient(URI.create("http://127.0.0.1:" + port), SocketIoClientOptions.DEFAULT);
        socket = client.of("/");
        socket.onAny((_, event, args) -> queue(event).add(args));
        socket.connect().awaitConnected(TIMEOUT);
    }

    private BlockingQueue<Arguments> queue(String event) {
        return received.computeIfAbsent(event, _ -> new LinkedBlockingQueue<>());
    }

    String id() {
        return socket.id();
    }

    /** Emits an event and returns the object with which it is acknowledged. */
    Map<String, Object> ask(String event, Object... args) throws Exception {
        return socket.timeout(TIMEOUT).emitWithAck(event, args).await().object(0);
    }

    void emit(String event, Object... args) {
        socket.emit(event, args);
    }

    /** Waits for the next event of this name. */
    Arguments next(String event) throws InterruptedException {
        Arguments next = queue(event).poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(next, () -> "no '" + event + "', but " + received);
        return next;
    }

    /** Returns what it has received of this event and has not taken yet. */
    BlockingQueue<Arguments> waiting(String event) {
        return queue(event);
    }

    @Override
    public void close() {
        client.close();
    }
}
