package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.provider.Arguments;

import netkit.engineio.EngineClientOptions;
import netkit.engineio.EngineServerOptions;
import netkit.engineio.EngineTransport;
import netkit.testing.Leftovers;
import netkit.testing.Programs;

/**
 * The set-up of tests of the client with the reference server and with netkit's, over each transport and across an
 * upgrade.
 */
abstract class SocketIoClientPeersFixture {
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    static final String QUICK = "\"pingInterval\":1000,\"pingTimeout\":3000";

    enum Server {
        REFERENCE, NETKIT
    }

    enum Mode {
        POLLING(EngineTransport.POLLING), WEBSOCKET(EngineTransport.WEBSOCKET), UPGRADE(
                EngineTransport.POLLING,
                EngineTransport.WEBSOCKET);

        final EngineTransport[] transports;

        Mode(EngineTransport... transports) {
            this.transports = transports;
        }
    }

    static List<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        for (Server server : Server.values()) {
            for (Mode mode : Mode.values()) {
                all.add(Arguments.of(server, mode));
            }
        }
        return all;
    }

    final Leftovers leftovers = new Leftovers();
    final List<AutoCloseable> toClose = new ArrayList<>();
    int port;
    Mode mode;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : toClose.reversed()) {
            one.close();
        }
        leftovers.awaitNone();
    }

    /** @param recovery also sets a short heartbeat, the only way to detect a client lost between two polls */
    void start(Server server, Mode how, boolean recovery) throws IOException {
        mode = how;
        switch (server) {
            case REFERENCE -> {
                Programs.needPeer("socket.io");
                ReferenceServer reference = new ReferenceServer(
                        recovery ? "{" + QUICK + ",\"connectionStateRecovery\":{}}" : "{}");
                toClose.add(reference);
                port = reference.port();
            }
            case NETKIT -> {
                SocketIoServerOptions options = SocketIoServerOptions.DEFAULT;
                EngineServerOptions engine = EngineServerOptions.DEFAULT;
                SocketIoApp app = recovery
                        ? new SocketIoApp(options.withRecovery(Duration.ofMinutes(2)),
                                engine.withHeartbeat(Duration.ofSeconds(1), Duration.ofSeconds(3)))
                        : new SocketIoApp(options, engine);
                toClose.add(app);
                port = app.port();
            }
        }
    }

    void start(Server server, Mode how) throws IOException {
        start(server, how, false);
    }

    SocketIoClient client() {
        SocketIoClientOptions options = SocketIoClientOptions.DEFAULT
                .withReconnection(100, Duration.ofMillis(50), Duration.ofMillis(500));
        EngineClientOptions engine = options.engine().withTransports(mode.transports);
        SocketIoClient client = new SocketIoClient(URI.create("http://127.0.0.1:" + port),
                options.withEngine(engine));
        toClose.add(client);
        return client;
    }

    /** Connects a socket with a client of its own. */
    ClientSideSocket connected() throws Exception {
        return client().of("/").connect().awaitConnected(TIMEOUT);
    }

    static BlockingQueue<List<Object>> queue(ClientSideSocket socket, String event) {
        BlockingQueue<List<Object>> queue = new LinkedBlockingQueue<>();
        socket.on(event, (_, args, _) -> queue.add(args.values()));
        return queue;
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertTrue(next != null, "nothing more came");
        return next;
    }

    /** Waits until everything that the server sent before was received and handled. */
    static void flush(ClientSideSocket socket) throws Exception {
        socket.timeout(TIMEOUT).emitWithAck("message-with-ack").await();
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        socket.timeout(TIMEOUT).emitWithAck("message-with-ack").then(_ -> handled.add("all"));
        next(handled);
    }

    static String reason(ClientSideSocket observer, String id) throws Exception {
        String reason = null;
        for (int i = 0; reason == null && i < 200; i++) {
            reason = observer.emitWithAck("reason", id).await().text(0);
            Thread.sleep(reason == null ? 50 : 0);
        }
        return reason;
    }
}
