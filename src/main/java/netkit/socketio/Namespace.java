package netkit.socketio;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import netkit.net.SerialExecutor;
import netkit.rooms.RoomEvent;
import netkit.rooms.Rooms;

/**
 * A namespace of a server, with clients, rooms and events of its own (Socket.IO, Namespaces). Any thread may use it.
 *
 * <p>The lock of its rooms orders its events: every client gets broadcasts in the same order, and a recovered client
 * gets the events it missed before any newer one.
 */
public final class Namespace {
    private final SocketIoServer server;
    private final String name;
    private final NamespaceHandlers handlers;
    private final Rooms<ServerSideSocket> rooms;
    private final SerialExecutor roomEvents = new SerialExecutor("room events");
    private final List<Consumer<RoomEvent>> onRoomEvent = new CopyOnWriteArrayList<>();
    private final Optional<Recovery> recovery;
    private final AtomicLong ackIds = new AtomicLong();
    /** The clients that are connected or connecting. */
    private int users;

    Namespace(SocketIoServer server, String name, NamespaceHandlers handlers) {
        this.server = server;
        this.name = name;
        this.handlers = handlers;
        // the rooms report events under their lock
        this.rooms = new Rooms<>(event -> onRoomEvent
                .forEach(listener -> roomEvents.execute(() -> listener.accept(event))));
        this.recovery = server.options().recovery()
                .map(retention -> new Recovery(retention, server.newId().substring(0, 8),
                        server.scheduler()));
    }

    public String name() {
        return name;
    }

    /** Returns the rooms and their members. */
    public Rooms<ServerSideSocket> rooms() {
        return rooms;
    }

    /** Adds a middleware function. */
    public Namespace use(Middleware middleware) {
        handlers.middlewares().add(middleware);
        return this;
    }

    /** Adds a callback for each client that connects, called before the client's events are handled. */
    public Namespace onConnection(ConnectionHandler handler) {
        handlers.onConnection().add(handler);
        return this;
    }

    /** Adds a handler for an event of any client, called before the handlers of the client's socket. */
    public Namespace on(String event, EventHandler<? super ServerSideSocket> handler) {
        handlers.eventHandlers().add(event, handler, false);
        return this;
    }

    /** Adds a listener for rooms being created and deleted, joined and left. */
    public Namespace onRoomEvent(Consumer<RoomEvent> listener) {
        onRoomEvent.add(listener);
        return this;
    }

    /** Returns a broadcast to all clients of the namespace. */
    public Broadcast all() {
        return new Broadcast(this, Set.of(), Set.of(), Optional.empty());
    }

    /** Returns a broadcast to the clients in any of these rooms. */
    public Broadcast to(String... names) {
        return all().to(names);
    }

    /** Does the same as {@link #to}. */
    public Broadcast in(String... names) {
        return all().to(names);
    }

    /** Returns a broadcast to the clients in none of these rooms. */
    public Broadcast except(String... names) {
        return all().except(names);
    }

    /** Sends an event to all clients of the namespace. */
    public void emit(String event, Object... args) {
        all().emit(event, args);
    }

    /** Returns the connected client with that id. */
    public Optional<ServerSideSocket> socket(String id) {
        return rooms.membersOf(id).stream().filter(socket -> socket.id().equals(id)).findFirst();
    }

    /** Returns the clients in the order in which they connected. */
    public List<ServerSideSocket> sockets() {
        return all().sockets();
    }

    EventHandlers<ServerSideSocket> handlers() {
        return handlers.eventHandlers();
    }

    List<Middleware> middlewares() {
        return handlers.middlewares();
    }

    Optional<Recovery> recovery() {
        return recovery;
    }

    /** Counts a client that connects; to be called under the server's lock. */
    void acquire() {
        users++;
    }

    /** Returns whether this was the last client; to be called under the server's lock. */
    boolean releaseLast() {
        users--;
        return users == 0;
    }

    long nextAckId() {
        return ackIds.getAndIncrement();
    }

    ServerSideSocket newSocket(ServerConnection connection, Handshake handshake) {
        return new ServerSideSocket(this, connection, handshake, server.newId(),
                recovery.isPresent() ? server.newId() : null, false);
    }

    /** Recovers the session of a client and sends the events it missed; empty if there is no session to recover. */
    Optional<ServerSideSocket> recover(ServerConnection connection, Handshake handshake) {
        if (recovery.isEmpty() || !(handshake.auth().get("pid") instanceof String pid)
                || !(handshake.auth().get("offset") instanceof String offset)) {
            return Optional.empty();
        }
        return rooms.exclusively(() -> {
            return recovery.get().restore(pid, offset).map(restored -> {
                Recovery.Session session = restored.session();
                ServerSideSocket socket = new ServerSideSocket(this, connection, handshake, session.sid(),
                        pid, true);
                socket.data().putAll(session.data());
                // As in the reference: missed events go first; the client buffers them until it is connected.
                restored.missed().forEach(
                        values -> connection.send(new Packet.Event(name, OptionalLong.empty(), values)));
                admit(socket);
                session.rooms().forEach(room -> rooms.join(session.sid(), room));
                return socket;
            });
        });
    }

    /** Connects a socket: from now on it receives broadcasts. */
    void admit(ServerSideSocket socket) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("sid", socket.id());
        if (socket.pid() != null) {
            payload.put("pid", socket.pid());
        }
        rooms.exclusively(() -> {
            socket.admit(new Packet.Connect(name, payload));
            rooms.enter(socket.id(), socket);
            socket.earlyRooms().forEach(room -> rooms.join(socket.id(), room));
        });
    }

    void notifyConnected(ServerSideSocket socket) {
        ErrorCollector errors = new ErrorCollector();
        handlers.onConnection().forEach(handler -> errors.run(() -> handler.connected(socket)));
        errors.rethrow();
    }

    /** Removes a socket from all rooms, and stores its session if it can be recovered. */
    void remove(ServerSideSocket socket, DisconnectReason reason) {
        rooms.exclusively(() -> {
            if (recovery.isPresent() && reason.isRecoverable()) {
                recovery.get().persist(socket.session());
            }
            rooms.exit(socket.id());
        });
        server.release(this);
    }

    /**
     * Broadcasts an event to the clients in some rooms, or to all if there are none, except those in the excluded
     * rooms.
     *
     * @param values the event's name and arguments
     */
    void broadcast(List<Object> values, Set<String> to, Set<String> except, boolean isVolatile) {
        if (recovery.isEmpty() || isVolatile) {
            OutboundPacket packet = event(values, OptionalLong.empty());
            forEachSocket(to, except, socket -> socket.write(packet, values, isVolatile));
            return;
        }
        rooms.exclusively(() -> { // clients must get the events in the order of their offsets
            String offset = recovery.get().nextOffset();
            values.add(offset);
            OutboundPacket packet = event(values, OptionalLong.empty());
            recovery.get().store(offset, values, to, except, packet.size());
            forEachSocket(to, except,
                    socket -> socket.write(packet, values.subList(0, values.size() - 1), false));
        });
    }

    /** Broadcasts an event and requests an acknowledgement from each client. */
    List<PendingAck> broadcastWithAck(List<Object> values, Set<String> to, Set<String> except,
            Optional<Duration> timeout) {
        long id = nextAckId();
        OutboundPacket packet = event(values, OptionalLong.of(id));
        List<PendingAck> acks = new CopyOnWriteArrayList<>();
        forEachSocket(to, except, socket -> {
            acks.add(socket.registerAck(id, timeout));
            socket.write(packet, values, false);
        });
        return List.copyOf(acks);
    }

    private OutboundPacket event(List<Object> values, OptionalLong id) {
        return OutboundPacket.of(new Packet.Event(name, id, values));
    }

    /** Calls an action for each selected client, under the lock of the rooms. */
    void forEachSocket(Collection<String> to, Collection<String> except, Consumer<ServerSideSocket> action) {
        if (to.isEmpty()) {
            rooms.broadcastToAll(except, action);
        } else {
            rooms.broadcast(to, except, action);
        }
    }
}
