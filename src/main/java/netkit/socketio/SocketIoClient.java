package netkit.socketio;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import netkit.engineio.CloseReason;
import netkit.engineio.EngineClient;
import netkit.engineio.EngineHandler;
import netkit.engineio.EngineSocket;
import netkit.engineio.EngineTransport;
import netkit.net.Scheduler;
import netkit.net.SerialExecutor;

/**
 * A Socket.IO client (socket.io-protocol v5): one connection to a server, shared by several namespaces. It opens when
 * the first of them connects, and reconnects after a delay when it is lost.
 *
 * <pre>{@code
 * try (SocketIoClient client = new SocketIoClient(URI.create("http://127.0.0.1:3000"), SocketIoClientOptions.DEFAULT)) {
 *     ClientSideSocket chat = client.of("/chat");
 *     chat.on("message", (socket, args, ack) -> System.out.println(args.text(0)));
 *     chat.connect().awaitConnected(Duration.ofSeconds(5));
 *     chat.emit("message", "hello");
 * }
 * }</pre>
 */
public final class SocketIoClient implements Closeable {
    /** Opens an Engine.IO session that reports to the handler. */
    interface Connector {
        void connect(EngineHandler handler) throws IOException;
    }

    private enum State {
        CLOSED, OPENING, OPEN
    }

    private final Connector connector;
    private final SocketIoClientOptions options;
    private final Scheduler scheduler;
    private final Backoff backoff;
    private final SerialExecutor handlerExecutor = new SerialExecutor("handle");
    private final List<IntConsumer> onReconnectAttempt = new CopyOnWriteArrayList<>();
    private final List<Runnable> onReconnectFailed = new CopyOnWriteArrayList<>();
    private final List<Consumer<EngineTransport>> onTransport = new CopyOnWriteArrayList<>();

    // Guarded by this; so is the state of the sockets.
    private final Map<String, ClientSideSocket> sockets = new LinkedHashMap<>();
    private State state = State.CLOSED;
    private Connection current;
    /** Number of sessions that have not ended, those included that no socket needs any more. */
    private int sessions;
    private boolean reconnecting;
    private boolean mayReconnect;
    private Scheduler.Timer reconnectTimer = Scheduler.Timer.NONE;

    /**
     * @param url {@code http}, {@code https}, {@code ws} or {@code wss}, a host and optionally a port; its query is
     *        added to every request, its path is ignored
     */
    public SocketIoClient(URI url, SocketIoClientOptions options) {
        this(handler -> EngineClient.connect(url, options.engine(), handler), options, Scheduler.SYSTEM);
    }

    SocketIoClient(Connector connector, SocketIoClientOptions options, Scheduler scheduler) {
        this.connector = connector;
        this.options = options;
        this.scheduler = scheduler;
        this.backoff = new Backoff(options.firstDelay(), options.maxDelay(), options.jitter(),
                options.random());
    }

    /** Returns this client's socket in a namespace: always the same one, disconnected at first. */
    public synchronized ClientSideSocket of(String namespace) {
        String full = namespace.startsWith("/") ? namespace : "/" + namespace;
        return sockets.computeIfAbsent(full,
                name -> new ClientSideSocket(this, name, handlerExecutor, scheduler));
    }

    /** Adds a callback that receives the number of each attempt to reconnect, from 1. */
    public SocketIoClient onReconnectAttempt(IntConsumer handler) {
        onReconnectAttempt.add(handler);
        return this;
    }

    /** Adds a callback for when all attempts to reconnect have failed. */
    public SocketIoClient onReconnectFailed(Runnable handler) {
        onReconnectFailed.add(handler);
        return this;
    }

    /** Adds a callback for the transport of each new connection, and for its upgrade. */
    public SocketIoClient onTransport(Consumer<EngineTransport> handler) {
        onTransport.add(handler);
        return this;
    }

    /** Disconnects from all namespaces and closes the connection; a socket that connects later opens it again. */
    @Override
    public void close() {
        List<ClientSideSocket> all;
        synchronized (this) {
            all = List.copyOf(sockets.values());
        }
        all.forEach(ClientSideSocket::disconnect);
    }

    /**
     * Waits, after {@link #close}, until what was sent is handed to the network.
     *
     * @return false if the time is over first
     */
    public synchronized boolean awaitClosed(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (sessions > 0 && deadline - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
        return sessions == 0;
    }

    /** To be called when a socket becomes active. */
    synchronized void activated(ClientSideSocket socket) {
        if (!reconnecting) {
            open();
        }
        if (state == State.OPEN) {
            socket.transportOpened();
        }
    }

    /** Closes the connection if no socket needs it any more. */
    synchronized void deactivated() {
        if (active().isEmpty()) {
            mayReconnect = false;
            reconnecting = false;
            reconnectTimer.cancel();
            backoff.reset();
            Connection closing = current;
            discardConnection();
            if (closing != null && closing.engine != null) {
                closing.engine.close();
            }
        }
    }

    private List<ClientSideSocket> active() {
        List<ClientSideSocket> active = new ArrayList<>(sockets.values());
        active.removeIf(socket -> !socket.active());
        return active;
    }

    /** Ignores all further events of the current connection. */
    private void discardConnection() {
        state = State.CLOSED;
        current = null;
    }

    private void open() {
        if (state == State.CLOSED) {
            state = State.OPENING;
            mayReconnect = options.reconnection();
            Connection connection = new Connection();
            current = connection;
            Thread.ofVirtual().name("connect").start(connection::run);
        }
    }

    private void lost(Connection connection, DisconnectReason reason) {
        discardConnection();
        connection.engine.close();
        backoff.reset();
        for (ClientSideSocket socket : active()) {
            if (reason != DisconnectReason.PING_TIMEOUT) {
                socket.closedByServer();
            }
            socket.disconnected(reason);
        }
        reconnect();
    }

    private void reconnect() {
        if (reconnecting || !mayReconnect) {
            return;
        }
        if (backoff.attempts() >= options.attempts()) {
            backoff.reset();
            onReconnectFailed.forEach(handlerExecutor::execute);
            return;
        }
        reconnecting = true;
        reconnectTimer = scheduler.after(backoff.next(), this::reconnectNow);
    }

    private synchronized void reconnectNow() {
        if (reconnecting && mayReconnect) {
            int attempt = backoff.attempts();
            onReconnectAttempt.forEach(handler -> handlerExecutor.execute(() -> handler.accept(attempt)));
            open();
        }
    }

    /** @return false if it was not sent: there is no connection, or its backlog is full */
    synchronized boolean write(OutboundPacket packet) {
        return state == State.OPEN && current.engine.send(packet.messages());
    }

    synchronized boolean isWritable() {
        return state == State.OPEN && current.engine.isWritable();
    }

    /** Returns the limit of the connection's backlog, bytes. */
    int maxBacklog() {
        return options.engine().maxBacklog();
    }

    /** Runs a task on another thread, once the connection has room for this many bytes or has ended. */
    synchronized void whenWritable(long size, Runnable task) {
        EngineSocket engine = current.engine;
        Thread.ofVirtual().name("drain").start(() -> {
            try {
                engine.awaitRoom(size);
                task.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void notifyTransport(EngineSocket engine) {
        EngineTransport transport = engine.transport();
        onTransport.forEach(handler -> handlerExecutor.execute(() -> handler.accept(transport)));
    }

    /** One connection to the server, from the attempt to open it. */
    private final class Connection implements EngineHandler {
        private final PacketDecoder decoder = new PacketDecoder();
        private EngineSocket engine;

        void run() {
            try {
                connector.connect(this);
            } catch (IOException e) {
                failed(e);
            }
        }

        private void failed(IOException e) {
            synchronized (SocketIoClient.this) {
                if (current == this && engine == null) {
                    discardConnection();
                    active().forEach(socket -> socket.connectFailed(new ConnectErrorException(e)));
                    if (reconnecting || backoff.attempts() == 0) {
                        reconnecting = false;
                        reconnect();
                    }
                }
            }
        }

        @Override
        public void opened(EngineSocket socket) {
            synchronized (SocketIoClient.this) {
                sessions++;
                if (current != this) {
                    socket.abort(); // no socket needs it any more
                    return;
                }
                notifyTransport(socket);
                engine = socket;
                state = State.OPEN;
                reconnecting = false;
                backoff.reset();
                active().forEach(ClientSideSocket::transportOpened);
            }
        }

        @Override
        public void upgraded(EngineSocket socket) {
            synchronized (SocketIoClient.this) {
                if (current == this) {
                    notifyTransport(socket);
                }
            }
        }

        @Override
        public void text(EngineSocket socket, String message) {
            try {
                decoder.text(message).ifPresent(packet -> received(packet, message.length()));
            } catch (PacketException _) {
                connectionEnded(DisconnectReason.PARSE_ERROR);
            }
        }

        @Override
        public void binary(EngineSocket socket, byte[] message) {
            try {
                decoder.binary(message).ifPresent(packet -> received(packet, message.length));
            } catch (PacketException _) {
                connectionEnded(DisconnectReason.PARSE_ERROR);
            }
        }

        @Override
        public void closed(EngineSocket socket, CloseReason reason) {
            synchronized (SocketIoClient.this) {
                sessions--;
                SocketIoClient.this.notifyAll();
            }
            connectionEnded(DisconnectReason.of(reason));
        }

        private void connectionEnded(DisconnectReason reason) {
            synchronized (SocketIoClient.this) {
                if (current == this) {
                    if (engine == null) {
                        failed(new IOException(reason.toString()));
                    } else {
                        lost(this, reason);
                    }
                }
            }
        }

        private void received(Packet packet, int size) {
            ClientSideSocket socket;
            synchronized (SocketIoClient.this) {
                socket = current == this ? sockets.get(packet.namespace()) : null;
            }
            if (socket != null) {
                socket.received(packet, size);
            }
        }
    }
}
