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

import netkit.rooms.RoomEvent;
import netkit.rooms.Rooms;

/**
 * A part of a server with clients, rooms and events of its own (Socket.IO, Namespaces). Any thread may use it.
 *
 * <p>The lock of its rooms puts its events in order: whatever is broadcast reaches all in one order, and whoever comes
 * back gets what it missed before anything newer.
 */
public final class Namespace {
    private final SocketIoServer server;
    private final String name;
    private final NamespaceHandlers behaviour;
    private final Rooms<ServerSideSocket> rooms;
    private final List<Consumer<RoomEvent>> onRoomEvent = new CopyOnWriteArrayList<>();
    private final Optional<Recovery> recovery;
    private final AtomicLong ackIds = new AtomicLong();

    Namespace(SocketIoServer server, String name, NamespaceHandlers behaviour) {
        this.server = server;
        this.name = name;
        this.behaviour = behaviour;
        this.rooms = new Rooms<>(event -> onRoomEvent.forEach(listener -> listener.accept(event)));
        this.recovery = server.options().recovery()
                .map(keep -> new Recovery(keep, server.newId().substring(0, 8), server.nanoTime()));
    }

    public String name() {
        return name;
    }

    /** Who is in which room. */
    public Rooms<ServerSideSocket> rooms() {
        return rooms;
    }

    /** Adds a check that clients have to pass before they are let in. */
    public Namespace use(Middleware middleware) {
        behaviour.middlewares().add(middleware);
        return this;
    }

    /** Called for each client that is let in, before its events are handled. */
    public Namespace onConnection(ConnectionHandler handler) {
        behaviour.onConnection().add(handler);
        return this;
    }

    /** Handles an event of any client, before the handlers that its own socket has. */
    public Namespace on(String event, EventHandler<? super ServerSideSocket> handler) {
        behaviour.handlers().add(event, handler, false);
        return this;
    }

    /** Told of every room that comes and goes, and of everyone who joins and leaves; must not wait for anything. */
    public Namespace onRoomEvent(Consumer<RoomEvent> listener) {
        onRoomEvent.add(listener);
        return this;
    }

    /** All clients of the namespace. */
    public Broadcast all() {
        return new Broadcast(this, Set.of(), Set.of(), Optional.empty());
    }

    /** All who are in any of these rooms; each gets one copy. */
    public Broadcast to(String... names) {
        return all().to(names);
    }

    /** As {@link #to}. */
    public Broadcast in(String... names) {
        return all().to(names);
    }

    /** All who are in none of these rooms. */
    public Broadcast except(String... names) {
        return all().except(names);
    }

    /** To all clients of the namespace. */
    public void emit(String event, Object... args) {
        all().emit(event, args);
    }

    /** The connected client with that id. */
    public Optional<ServerSideSocket> socket(String id) {
        return rooms.membersOf(id).stream().filter(socket -> socket.id().equals(id)).findFirst();
    }

    /** The clients, in the order in which they came. */
    public List<ServerSideSocket> sockets() {
        return all().sockets();
    }

    Handlers<ServerSideSocket> handlers() {
        return behaviour.handlers();
    }

    List<Middleware> middlewares() {
        return behaviour.middlewares();
    }

    Optional<Recovery> recovery() {
        return recovery;
    }

    long nextAckId() {
        return ackIds.getAndIncrement();
    }

    ServerSideSocket newSocket(ServerConnection connection, Handshake handshake) {
        return new ServerSideSocket(this, connection, handshake, server.newId(),
                recovery.isPresent() ? server.newId() : null, false);
    }

    /** Lets a client in that comes back, and sends what it missed; empty when it is a new one, or too long away. */
    Optional<ServerSideSocket> recover(ServerConnection connection, Handshake handshake) {
        if (recovery.isEmpty() || !(handshake.auth().get("pid") instanceof String pid)
                || !(handshake.auth().get("offset") instanceof String offset)) {
            return Optional.empty();
        }
        synchronized (rooms) {
            return recovery.get().restore(pid, offset).map(restored -> {
                Recovery.Session session = restored.session();
                ServerSideSocket socket = new ServerSideSocket(this, connection, handshake, session.sid(),
                        pid, true);
                socket.data().putAll(session.data());
                // As in the reference: first what was missed, which the client keeps until it hears that it is connected.
                restored.missed().forEach(
                        values -> connection.send(new Packet.Event(name, OptionalLong.empty(), values)));
                admit(socket);
                session.rooms().forEach(room -> rooms.join(session.sid(), room));
                return socket;
            });
        }
    }

    /** From here on whatever is broadcast reaches the socket. */
    void admit(ServerSideSocket socket) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("sid", socket.id());
        if (socket.pid() != null) {
            payload.put("pid", socket.pid());
        }
        synchronized (rooms) {
            socket.admit(new Packet.Connect(name, payload));
            rooms.enter(socket.id(), socket);
        }
    }

    void welcome(ServerSideSocket socket) {
        ErrorCollector attempts = new ErrorCollector();
        behaviour.onConnection().forEach(handler -> attempts.run(() -> handler.connected(socket)));
        attempts.end();
    }

    /** Out of all rooms, and kept in mind if it may come back. */
    void remove(ServerSideSocket socket, DisconnectReason reason) {
        synchronized (rooms) {
            if (recovery.isPresent() && reason.isRecoverable()) {
                recovery.get().persist(socket.session());
            }
            rooms.exit(socket.id());
        }
    }

    /**
     * Sends an event to everyone in these rooms, or to all when there are none, but those in the excepted ones.
     *
     * @param values the event's name and arguments
     */
    void broadcast(List<Object> values, Set<String> to, Set<String> except, boolean isVolatile) {
        synchronized (rooms) {
            OutboundPacket packet;
            if (recovery.isPresent() && !isVolatile) {
                String offset = recovery.get().nextOffset();
                values.add(offset);
                packet = event(values, OptionalLong.empty());
                recovery.get().keep(offset, values, to, except, packet.size());
            } else {
                packet = event(values, OptionalLong.empty());
            }
            each(to, except, socket -> socket.write(packet, isVolatile));
        }
    }

    /** As {@link #broadcast}, and each is asked for an answer. */
    List<PendingAck> broadcastWithAck(List<Object> values, Set<String> to, Set<String> except,
            Optional<Duration> timeout) {
        long id = nextAckId();
        OutboundPacket packet = event(values, OptionalLong.of(id));
        List<PendingAck> acks = new CopyOnWriteArrayList<>();
        each(to, except, socket -> {
            acks.add(socket.expectAck(id, timeout));
            socket.write(packet, false);
        });
        return List.copyOf(acks);
    }

    private OutboundPacket event(List<Object> values, OptionalLong id) {
        return OutboundPacket.of(new Packet.Event(name, id, values));
    }

    /** Calls this for each of them, under the lock of the rooms. */
    void each(Collection<String> to, Collection<String> except, Consumer<ServerSideSocket> action) {
        if (to.isEmpty()) {
            rooms.broadcastToAll(except, action);
        } else {
            rooms.broadcast(to, except, action);
        }
    }
}
