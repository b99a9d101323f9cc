package netkit.compare;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import netkit.engineio.EngineClientOptions;
import netkit.engineio.EngineServer;
import netkit.engineio.EngineServerOptions;
import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.lab.Direction;
import netkit.lab.RelayCounts;
import netkit.lab.StreamFaults;
import netkit.lab.StreamRelay;
import netkit.net.Endpoint;
import netkit.socketio.AckException;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.Namespace;
import netkit.socketio.Packet;
import netkit.socketio.PacketEncoder;
import netkit.socketio.PacketTrace;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;

/**
 * A Socket.IO server that emits each message as an event, and one client that hears them through a relay, and connects
 * again by itself when its connection is lost. They speak WebSocket from the beginning, so that a fault can be aimed.
 */
final class SocketIoLink implements Link {
    /** What the sender does so that messages arrive. */
    enum Effort {
        /** It emits. */
        NONE,
        /** It asks for an answer to each message, and emits it again until one comes. */
        ACK,
        /** The server keeps events for a client that lost its connection, and sends what it missed. */
        RECOVERY
    }

    private static final String PATH = "/socket.io/";
    private static final String EVENT = "m";
    private static final String END = "end";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Duration ACK_TIMEOUT = Duration.ofMillis(500);
    private static final Duration ASK_AGAIN = Duration.ofMillis(50);
    private static final Duration KEPT = Duration.ofMinutes(2);
    private static final int LEAST_BACKLOG = 16 << 20;
    private static final int MOST_BACKLOG = 512 << 20;
    private static final int MAX_CONNECTIONS = 16;
    /** What comes before the first message, roughly: the answer to the handshake, and two packets. */
    private static final int PROLOGUE = 129 + 125 + 36;
    /** An offset, which each event carries where connections are recovered. */
    private static final String OFFSET = "12345678.zz";

    private final Effort effort;
    private final EngineServer engine;
    private final HttpServer server;
    private final Namespace namespace;
    private final StreamRelay relay;
    private final Crash crash;
    private final Duration away;
    private final Duration patience;
    private final AtomicInteger received = new AtomicInteger();
    private final CompletableFuture<Arrivals> arrivals = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Messages that nobody has answered yet. */
    private final Set<byte[]> unanswered = ConcurrentHashMap.newKeySet(); // by identity, as arrays are
    /** The receiving program; after a crash another one. */
    private volatile SocketIoClient client;
    private volatile boolean closed;

    private SocketIoLink(Effort effort, EngineServer engine, HttpServer server, Namespace namespace,
            StreamRelay relay, Crash crash, Duration away, Duration patience) {
        this.effort = effort;
        this.engine = engine;
        this.server = server;
        this.namespace = namespace;
        this.relay = relay;
        this.crash = crash;
        this.away = away;
        this.patience = patience;
    }

    /**
     * @param away how long after the loss of its connection the client comes back
     * @param work how long it takes for a message
     */
    static SocketIoLink open(Effort effort, StreamFaults faults, Crash crash, Duration away,
            Duration work, Workload workload) throws IOException {
        SocketIoServerOptions options = SocketIoServerOptions.DEFAULT;
        SocketIoServer socketIo = new SocketIoServer(
                effort == Effort.RECOVERY ? options.withRecovery(KEPT) : options, _ -> {});
        int backlog = Math.clamp(2 * workload.bytes(), LEAST_BACKLOG, MOST_BACKLOG);
        EngineServer engine = new EngineServer(EngineServerOptions.DEFAULT.withMaxBacklog(backlog),
                _ -> Optional.of(socketIo.handler()));
        HttpServer server = new HttpServer(new Endpoint(Endpoint.LOOPBACK, 0),
                new HttpRoutes().below(PATH, engine), HttpOptions.DEFAULT, Optional.empty(), MAX_CONNECTIONS,
                _ -> {});
        StreamRelay relay = null;
        try {
            InetSocketAddress address = server.endpoint().resolve();
            relay = StreamRelay.open(address, StreamFaults.NONE, faults);
            SocketIoLink link = new SocketIoLink(effort, engine, server, socketIo.namespace(Packet.MAIN),
                    relay, crash, away, PATIENCE.plus(work.multipliedBy(workload.messages())));
            link.connect();
            return link;
        } catch (IOException e) {
            engine.close();
            server.close();
            if (relay != null) {
                relay.close();
            }
            throw e;
        }
    }

    private SocketIoClient client(int port) {
        EngineClientOptions engine = EngineClientOptions.DEFAULT.withPath(PATH)
                .withTransports(netkit.engineio.Transport.WEBSOCKET);
        return new SocketIoClient(URI.create("http://" + Endpoint.LOOPBACK + ":" + port),
                new SocketIoClientOptions(engine, true, Integer.MAX_VALUE, away, away, 0, new Random(),
                        PacketTrace.NONE));
    }

    private void connect() throws IOException {
        SocketIoClient me = client(relay.address().getPort());
        client = me;
        ClientSideSocket socket = me.of(Packet.MAIN).on(EVENT, (_, args, ack) -> {
            if (client != me) {
                return; // it is dead
            }
            byte[] message = args.bytes(0);
            arrivals.join().arrived(message, 0, message.length, true);
            int count = received.incrementAndGet();
            if (crash.isAt(count)) {
                die(me);
            } else if (!crash.isInHand(count)) {
                ack.send();
            }
        }).on(END, (_, _, _) -> {
            if (client == me) {
                ended.countDown();
            }
        });
        try {
            socket.connect().awaitConnected(PATIENCE);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    /** The program is killed, and started again some time later: it knows nothing of its session. */
    private void die(SocketIoClient killed) {
        client = null;
        Thread.ofVirtual().name("start again").start(() -> {
            killed.close();
            try {
                Thread.sleep(away);
                connect();
                if (closed) {
                    client.close();
                }
            } catch (IOException | InterruptedException _) {
                // finish() tells that it did not come back
            }
        });
    }

    /** Where messages stand in the stream to the client. */
    static StreamLayout layout(Workload workload, Effort effort) {
        byte[] message = new byte[workload.size()];
        List<Object> values = effort == Effort.RECOVERY ? List.of(EVENT, message, OFFSET)
                : List.of(EVENT, message);
        OptionalLong id = effort == Effort.ACK ? OptionalLong.of(workload.messages() / 2)
                : OptionalLong.empty();
        int text = PacketEncoder.encode(new Packet.Event(Packet.MAIN, id, values)).text().length() + 1;
        return new StreamLayout(PROLOGUE, framed(text) + framed(workload.size()));
    }

    /** A server's frame: RFC 6455 §5.2, without a mask. */
    private static int framed(int payload) {
        return payload + (payload < 126 ? 2 : payload < 65_536 ? 4 : 10);
    }

    @Override
    public void send(byte[] message) {
        byte[] copy = message.clone(); // it is ours from here on, the array is not
        switch (effort) {
            case NONE, RECOVERY -> namespace.emit(EVENT, copy);
            case ACK -> {
                unanswered.add(copy);
                ask(copy);
            }
        }
    }

    /** Emits it and waits for the answer; without one, or without a client, it is emitted again. */
    private void ask(byte[] message) {
        if (closed) {
            return;
        }
        namespace.sockets().stream().findFirst().ifPresentOrElse(
                socket -> socket.timeout(ACK_TIMEOUT).emitWithAck(EVENT, message).then(
                        _ -> unanswered.remove(message), why -> askAgain(message, why)),
                () -> askLater(message));
    }

    private void askAgain(byte[] message, AckException why) {
        switch (why.why()) {
            case TIMED_OUT -> ask(message);
            case DISCONNECTED -> askLater(message);
        }
    }

    private void askLater(byte[] message) {
        Thread.ofVirtual().name("ask again").start(() -> {
            try {
                Thread.sleep(ASK_AGAIN);
                ask(message);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void receiveAll(Arrivals all) throws IOException {
        arrivals.complete(all);
        try {
            ended.await();
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    /** The client hears the end of all, if it comes back; an end that it missed is told again. */
    @Override
    public void finish(int sent) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean over = false;
        while (!over && System.nanoTime() < deadline) {
            if (unanswered.isEmpty()) {
                namespace.emit(END);
            }
            over = ended.await(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
        ended.countDown();
        if (!over) {
            throw new IOException("the receiver did not come back");
        }
    }

    @Override
    public RelayCounts relay() {
        return relay.counts(Direction.TO_CLIENT);
    }

    /** What Socket.IO loses it loses by itself; nothing vanishes from within the stream below. */
    @Override
    public long lostByAccident(int sent) {
        return 0;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        SocketIoClient last = client;
        if (last != null) {
            last.close();
        }
        engine.close();
        relay.close();
        server.close();
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
