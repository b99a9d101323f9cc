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
import java.util.function.IntConsumer;

import netkit.engineio.CloseReason;
import netkit.engineio.EngineClient;
import netkit.engineio.EngineHandler;
import netkit.engineio.EngineSocket;

/**
 * A Socket.IO client (socket.io-protocol v5): one connection to a server, shared by the namespaces it is used for. It is
 * opened when the first of them connects, and opened again, after a while, when it is lost.
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
    /** Opens an Engine.IO session, and then tells the handler of it. */
    interface Connector {
        void connect(EngineHandler handler) throws IOException;
    }

    private enum State {
        CLOSED, OPENING, OPEN
    }

    private static final Duration RETRY_FULL = Duration.ofMillis(1);

    private final Connector connector;
    private final SocketIoClientOptions options;
    private final Timers timers;
    private final Backoff backoff;
    private final Mailbox mailbox = new Mailbox("handle");
    private final List<IntConsumer> onReconnectAttempt = new CopyOnWriteArrayList<>();
    private final List<Runnable> onReconnectFailed = new CopyOnWriteArrayList<>();

    // Guarded by this; so is the state of the sockets.
    private final Map<String, ClientSideSocket> sockets = new LinkedHashMap<>();
    private State state = State.CLOSED;
    private Attempt current;
    private boolean reconnecting;
    private boolean mayReconnect;
    private Timers.Timer reconnectTimer = Timers.Timer.NONE;

    /**
     * @param url {@code http}, {@code https}, {@code ws} or {@code wss}, a host and perhaps a port; its query goes with
     *        every request, its path does not matter
     */
    public SocketIoClient(URI url, SocketIoClientOptions options) {
        this(handler -> EngineClient.connect(url, options.engine(), handler), options, Timers.REAL);
    }

    SocketIoClient(Connector connector, SocketIoClientOptions options, Timers timers) {
        this.connector = connector;
        this.options = options;
        this.timers = timers;
        this.backoff = new Backoff(options.firstDelay(), options.maxDelay(), options.jitter(),
                options.random());
    }

    /** The socket of this client in the namespace of that name: always the same one, not connected at first. */
    public synchronized ClientSideSocket of(String namespace) {
        String full = namespace.startsWith("/") ? namespace : "/" + namespace;
        return sockets.computeIfAbsent(full, name -> new ClientSideSocket(this, name, mailbox, timers));
    }

    /** Told, before each attempt to connect again, which it is, counted from 1. */
    public SocketIoClient onReconnectAttempt(IntConsumer handler) {
        onReconnectAttempt.add(handler);
        return this;
    }

    /** Told when there were as many attempts as there may be. */
    public SocketIoClient onReconnectFailed(Runnable handler) {
        onReconnectFailed.add(handler);
        return this;
    }

    /** Leaves all namespaces and closes the connection; a namespace that connects later opens it again. */
    @Override
    public void close() {
        List<ClientSideSocket> all;
        synchronized (this) {
            all = List.copyOf(sockets.values());
        }
        all.forEach(ClientSideSocket::disconnect);
    }

    /** A socket wants to be connected. */
    synchronized void activated(ClientSideSocket socket) {
        if (!reconnecting) {
            open();
        }
        if (state == State.OPEN) {
            socket.opened();
        }
    }

    /** A socket does not want to be connected any more; nobody needs a connection then, perhaps. */
    synchronized void deactivated() {
        if (active().isEmpty()) {
            mayReconnect = false;
            reconnecting = false;
            reconnectTimer.cancel();
            backoff.reset();
            Attempt last = current;
            end();
            if (last != null && last.engine != null) {
                last.engine.close();
            }
        }
    }

    private List<ClientSideSocket> active() {
        List<ClientSideSocket> active = new ArrayList<>(sockets.values());
        active.removeIf(socket -> !socket.active());
        return active;
    }

    /** Nothing that the connection brings counts any more. */
    private void end() {
        state = State.CLOSED;
        current = null;
    }

    private void open() {
        if (state == State.CLOSED) {
            state = State.OPENING;
            mayReconnect = options.reconnection();
            Attempt attempt = new Attempt();
            current = attempt;
            Thread.ofVirtual().name("connect").start(attempt::run);
        }
    }

    private void lost(Attempt attempt, DisconnectReason reason) {
        end();
        attempt.engine.close();
        backoff.reset();
        active().forEach(socket -> socket.lost(reason));
        reconnect();
    }

    private void reconnect() {
        if (reconnecting || !mayReconnect) {
            return;
        }
        if (backoff.attempts() >= options.attempts()) {
            backoff.reset();
            onReconnectFailed.forEach(mailbox::execute);
            return;
        }
        reconnecting = true;
        reconnectTimer = timers.after(backoff.next(), this::tryAgain);
    }

    private synchronized void tryAgain() {
        if (reconnecting && mayReconnect) {
            int attempt = backoff.attempts();
            onReconnectAttempt.forEach(handler -> mailbox.execute(() -> handler.accept(attempt)));
            open();
        }
    }

    /** @return false when it was not sent: there is no connection, or too much waits already */
    synchronized boolean write(OutboundPacket packet) {
        boolean sent = state == State.OPEN && current.engine.send(packet.messages());
        if (sent) {
            options.trace().sent(packet.packet(), packet.encoded());
        }
        return sent;
    }

    synchronized boolean isWritable() {
        return state == State.OPEN && current.engine.isWritable();
    }

    /** Calls this a little later, when the connection may have room again. */
    void whenRoom(Runnable task) {
        timers.after(RETRY_FULL, task);
    }

    /** One attempt to have a connection, and what comes of it. */
    private final class Attempt implements EngineHandler {
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
                    end();
                    active().forEach(socket -> socket.failed(new ConnectException(e)));
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
                if (current != this) {
                    socket.abort(); // nobody wants it any more
                    return;
                }
                engine = socket;
                state = State.OPEN;
                reconnecting = false;
                backoff.reset();
                active().forEach(ClientSideSocket::opened);
            }
        }

        @Override
        public void text(EngineSocket socket, String message) {
            try {
                decoder.text(message).ifPresent(packet -> received(packet, message.length()));
            } catch (PacketException _) {
                ended(DisconnectReason.PARSE_ERROR);
            }
        }

        @Override
        public void binary(EngineSocket socket, byte[] message) {
            try {
                decoder.binary(message).ifPresent(packet -> received(packet, message.length));
            } catch (PacketException _) {
                ended(DisconnectReason.PARSE_ERROR);
            }
        }

        @Override
        public void closed(EngineSocket socket, CloseReason reason) {
            ended(DisconnectReason.of(reason));
        }

        private void ended(DisconnectReason reason) {
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
            synchronized (SocketIoClient.this) { // the trace may not show an answer before the question
                options.trace().received(packet);
                socket = current == this ? sockets.get(packet.namespace()) : null;
            }
            if (socket != null) {
                socket.received(packet, size);
            }
        }
    }
}
