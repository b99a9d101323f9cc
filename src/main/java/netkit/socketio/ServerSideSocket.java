package netkit.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import netkit.engineio.EngineSocket;
import netkit.net.SerialExecutor;

/** The server's end of a client's connection to a namespace. */
public final class ServerSideSocket extends SocketIoSocket<ServerSideSocket> {
    /** A callback for the disconnection of a socket. */
    @FunctionalInterface
    public interface DisconnectHandler {
        void handle(ServerSideSocket socket, DisconnectReason reason) throws Exception;
    }

    private enum State {
        CONNECTING, CONNECTED, DISCONNECTED
    }

    private final Namespace namespace;
    private final ServerConnection connection;
    private final Handshake handshake;
    private final String id;
    private final String pid;
    private final boolean recovered;
    private final Map<String, Object> data = new ConcurrentHashMap<>();
    private final PendingAcks acks;
    /** Joined by middleware, before the socket is connected. */
    private final Set<String> earlyRooms = Collections.synchronizedSet(new LinkedHashSet<>());
    private final List<EventMiddleware> middlewares = new CopyOnWriteArrayList<>();
    private final List<Consumer<Exception>> onError = new CopyOnWriteArrayList<>();
    private final List<DisconnectHandler> onDisconnecting = new CopyOnWriteArrayList<>();
    private final List<DisconnectHandler> onDisconnect = new CopyOnWriteArrayList<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.CONNECTING);

    /** @param pid private session id for connection state recovery; null if that is disabled */
    ServerSideSocket(Namespace namespace, ServerConnection connection, Handshake handshake, String id,
            String pid,
            boolean recovered) {
        super(namespace.name());
        this.namespace = namespace;
        this.connection = connection;
        this.handshake = handshake;
        this.id = id;
        this.pid = pid;
        this.recovered = recovered;
        this.acks = connection.newPendingAcks();
    }

    @Override
    ServerSideSocket self() {
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    String pid() {
        return pid;
    }

    public Namespace namespace() {
        return namespace;
    }

    public Handshake handshake() {
        return handshake;
    }

    /** Returns data of the program about this client; it survives connection state recovery. */
    public Map<String, Object> data() {
        return data;
    }

    @Override
    public boolean connected() {
        return state.get() == State.CONNECTED && !connection.isClosed();
    }

    @Override
    public boolean recovered() {
        return recovered;
    }

    @Override
    SerialExecutor handlerExecutor() {
        return connection.handlerExecutor();
    }

    /** Returns the client's connection, which all its sockets share; for what Socket.IO does not show. */
    public EngineSocket engine() {
        return connection.engine();
    }

    /** Adds a middleware function for the events that this socket receives. */
    public ServerSideSocket use(EventMiddleware middleware) {
        middlewares.add(middleware);
        return this;
    }

    /**
     * Adds a handler for errors: of a {@link #use middleware} that refuses an event, and of an invalid packet, which ends the
     * connection. Without one, the exception of a middleware goes to the thread's handler of uncaught exceptions.
     */
    public ServerSideSocket onError(Consumer<Exception> handler) {
        onError.add(handler);
        return this;
    }

    /** Adds a callback for the disconnection, called while the socket is still in its rooms. */
    public ServerSideSocket onDisconnecting(DisconnectHandler handler) {
        onDisconnecting.add(handler);
        return this;
    }

    /** Adds a callback for the disconnection, called after the socket has left its rooms. */
    public ServerSideSocket onDisconnect(DisconnectHandler handler) {
        onDisconnect.add(handler);
        return this;
    }

    /** Returns the rooms it is in, in the order in which it joined them; once connected, one is that of its own id. */
    public List<String> rooms() {
        return state.get() == State.CONNECTING ? List.copyOf(earlyRooms) : namespace.rooms().roomsOf(id);
    }

    /**
     * Joins rooms; has no effect on rooms it is in already, or after it was disconnected. In a middleware function it takes
     * effect when the socket is connected.
     */
    public void join(String... rooms) {
        if (state.get() == State.CONNECTING) {
            earlyRooms.addAll(List.of(rooms));
            return;
        }
        for (String room : rooms) {
            namespace.rooms().join(id, room);
        }
    }

    public void leave(String... rooms) {
        for (String room : rooms) {
            earlyRooms.remove(room);
            namespace.rooms().leave(id, room);
        }
    }

    /** Returns the rooms to join when it is connected. */
    Set<String> earlyRooms() {
        return earlyRooms;
    }

    /** Returns a broadcast to all other clients of the namespace. */
    public Broadcast broadcast() {
        return namespace.all().except(id);
    }

    /** Returns a broadcast to the other clients in these rooms. */
    public Broadcast to(String... rooms) {
        return broadcast().to(rooms);
    }

    /** Does the same as {@link #to}. */
    public Broadcast in(String... rooms) {
        return to(rooms);
    }

    /** Returns a broadcast to the other clients that are not in these rooms. */
    public Broadcast except(String... rooms) {
        return broadcast().except(rooms);
    }

    /** Disconnects the client from the namespace; it does not reconnect by itself. */
    public void disconnect() {
        if (state.get() == State.CONNECTED) {
            connection.send(new Packet.Disconnect(namespaceName()));
            end(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
        }
    }

    /** Disconnects the client from all namespaces and closes its connection. */
    public void disconnectClient() {
        if (state.get() == State.CONNECTED) {
            connection.disconnect();
        }
    }

    @Override
    void send(List<Object> values, boolean isVolatile) {
        if (namespace.recovery().isPresent()) {
            // so that the event is stored for recovery
            namespace.deliver(values, new Selection(Set.of(id), Set.of()), isVolatile);
        } else if (state.get() == State.CONNECTED) {
            connection.send(new Packet.Event(namespaceName(), OptionalLong.empty(), values), isVolatile);
            notifyOutgoing(values);
        }
    }

    @Override
    PendingAck sendForAck(List<Object> values, Optional<Duration> timeout) {
        long ackId = namespace.nextAckId();
        PendingAck ack = registerAck(ackId, timeout);
        if (state.get() == State.CONNECTED) {
            connection.send(new Packet.Event(namespaceName(), OptionalLong.of(ackId), values));
            notifyOutgoing(values);
        }
        return ack;
    }

    /** Registers the acknowledgement of an event that is about to be sent. */
    PendingAck registerAck(long ackId, Optional<Duration> timeout) {
        PendingAck ack = acks.add(ackId, timeout, () -> {});
        if (!connected()) {
            acks.disconnected(_ -> false); // registered too late for failPendingAcks
        }
        return ack;
    }

    @Override
    void sendAck(OptionalLong ackId, List<Object> values) {
        if (state.get() == State.CONNECTED) {
            connection.send(new Packet.Ack(namespaceName(), ackId, values));
        }
    }

    /**
     * Sends a packet if the socket is connected.
     *
     * @param values the event's name and arguments
     */
    void write(OutboundPacket packet, List<Object> values, boolean isVolatile) {
        if (state.get() == State.CONNECTED) {
            connection.write(packet, isVolatile);
            notifyOutgoing(values);
        }
    }

    /** Connects the socket and sends the response to its CONNECT. */
    void admit(Packet.Connect response) {
        state.set(State.CONNECTED);
        connection.add(this);
        connection.send(response);
    }

    boolean ackReceived(Packet.Ack ack) {
        return acks.acknowledge(ack.id(), ack.values());
    }

    /** Calls the handlers of an event if the socket is still connected. */
    void handle(Packet.Event event) {
        if (state.get() == State.CONNECTED && !event.values().isEmpty()) {
            Arguments args = new Arguments(event.arguments());
            Ack ack = ackFor(event);
            try {
                for (EventMiddleware middleware : middlewares) {
                    middleware.check(this, event.name(), args);
                }
            } catch (Exception e) {
                if (onError.isEmpty()) {
                    throw ErrorCollector.<RuntimeException>unchecked(e);
                }
                failed(e);
                return;
            }
            ErrorCollector errors = new ErrorCollector();
            errors.run(() -> namespace.handlers().call(this, event.name(), args, ack));
            errors.run(() -> handlers.call(this, event.name(), args, ack));
            errors.rethrow();
        }
    }

    /** Calls the handlers of errors. */
    void failed(Exception e) {
        ErrorCollector errors = new ErrorCollector();
        onError.forEach(handler -> errors.run(() -> handler.accept(e)));
        errors.rethrow();
    }

    void failPendingAcks() {
        acks.disconnected(_ -> false);
    }

    /** Disconnects the socket, if that was not done yet; handlers are called after those of earlier packets. */
    void end(DisconnectReason reason) {
        if (!state.compareAndSet(State.CONNECTED, State.DISCONNECTED)) {
            return;
        }
        connection.remove(this);
        failPendingAcks();
        connection.handlerExecutor().execute(() -> {
            ErrorCollector errors = new ErrorCollector();
            onDisconnecting.forEach(handler -> errors.run(() -> handler.handle(this, reason)));
            namespace.remove(this, reason);
            onDisconnect.forEach(handler -> errors.run(() -> handler.handle(this, reason)));
            errors.rethrow();
        });
    }

    /** Returns what other servers may know of this client; data without a representation in JSON is left out. */
    Adapter.ClientDetails details() {
        Map<String, Object> plainData = new LinkedHashMap<>();
        data.forEach((key, value) -> {
            try {
                plainData.put(key, JsonValues.of(value));
            } catch (RuntimeException | StackOverflowError _) {
                // an object of the program that only this server can use
            }
        });
        return new Adapter.ClientDetails(id, handshake.values(), rooms(), plainData);
    }

    Recovery.Session session() {
        return new Recovery.Session(id, pid, new ArrayList<>(rooms()), data);
    }

    /** Returns namespace and id: {@code /chat 3fX…}. */
    @Override
    public String toString() {
        return namespaceName() + " " + id;
    }
}
