package netkit.socketio;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

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
    private final Optional<Recovery> recovery;
    private final AtomicLong ackIds = new AtomicLong();
    private final SerialExecutor serverSideEvents = new SerialExecutor("server-side events");
    private final Adapter adapter;
    /** The clients that are connected or connecting. */
    private int users;

    Namespace(SocketIoServer server, String name, NamespaceHandlers handlers) {
        this.server = server;
        this.name = name;
        this.handlers = handlers;
        // the rooms report events under their lock
        this.rooms = new Rooms<>(event -> handlers.onRoomEvent()
                .forEach(listener -> roomEvents.execute(() -> listener.accept(this, event))));
        this.recovery = server.options().recovery()
                .map(retention -> new Recovery(retention, server.newId().substring(0, 8),
                        server.scheduler()));
        this.adapter = server.options().adapters().connect(new Local());
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

    /** Adds a listener for rooms being created and deleted, joined and left; called in order, without a lock. */
    public Namespace onRoomEvent(Consumer<RoomEvent> listener) {
        handlers.onRoomEvent().add((_, event) -> listener.accept(event));
        return this;
    }

    /** Returns a broadcast to all clients of the namespace, those of other servers included. */
    public Broadcast all() {
        return new Broadcast(this, Selection.ALL, Optional.empty(), false);
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

    /** Returns a broadcast to the clients of this server only. */
    public Broadcast local() {
        return all().local();
    }

    /** Sends an event to all clients of the namespace. */
    public void emit(String event, Object... args) {
        all().emit(event, args);
    }

    /** Returns the connected client with that id. */
    public Optional<ServerSideSocket> socket(String id) {
        return rooms.membersOf(id).stream().filter(socket -> socket.id().equals(id)).findFirst();
    }

    /** Returns the clients of this server in the order in which they connected. */
    public List<ServerSideSocket> sockets() {
        return all().sockets();
    }

    /** Sends an event to the programs of the other servers, where {@link #onServerSide} handles it. */
    public void serverSideEmit(String event, Object... args) {
        adapter.serverSideEmit(EmittedValues.of(event, args));
    }

    /**
     * Sends an event to the programs of the other servers and waits for their replies.
     *
     * @return the first value of each reply
     * @throws Adapter.MissingRepliesException if some did not reply in time
     * @throws IOException if the other servers cannot be reached
     */
    public List<Object> serverSideEmitWithAck(String event, Object... args)
            throws IOException, InterruptedException {
        return adapter.serverSideEmitWithAck(EmittedValues.of(event, args));
    }

    /** Adds a handler for an event that the program of another server emits. */
    public Namespace onServerSide(String event, EventHandler<? super Namespace> handler) {
        handlers.serverSideHandlers().add(event, handler, false);
        return this;
    }

    /**
     * Returns the names of the rooms on all servers, the clients' own included.
     *
     * @throws IOException if the other servers cannot be reached, or some did not reply in time
     */
    public Set<String> allRooms() throws IOException, InterruptedException {
        Set<String> all = new LinkedHashSet<>(rooms.names());
        all.addAll(adapter.fetchRooms());
        return all;
    }

    /**
     * Returns the clients of the other servers, as far as these replied in time.
     *
     * @throws IOException if the other servers cannot be reached
     */
    public List<RemoteSocket> fetchSocketsElsewhere() throws IOException, InterruptedException {
        List<Object> found = new ArrayList<>();
        try {
            found.addAll(adapter.fetchClients(Selection.ALL));
        } catch (Adapter.MissingRepliesException e) {
            found.addAll(e.replies());
        }
        return found.stream().map(client -> new RemoteSocket(this, (Adapter.ClientDetails) client)).toList();
    }

    /**
     * Returns the number of servers that have this namespace, this one included.
     *
     * @throws IOException if the other servers cannot be reached
     */
    public int serverCount() throws IOException {
        return adapter.serverCount();
    }

    Adapter adapter() {
        return adapter;
    }

    void close() {
        adapter.close();
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
        return rooms.exclusively(() -> recovery.get().restore(pid, offset).map(restored -> {
            Recovery.Session session = restored.session();
            ServerSideSocket socket = new ServerSideSocket(this, connection, handshake, session.sid(),
                    pid, true);
            socket.data().putAll(session.data());
            // As in the reference: missed events go first; the client buffers them until it is connected.
            restored.missed().forEach(
                    values -> connection.send(new Packet.Event(name, OptionalLong.empty(), values)));
            admit(socket, session.rooms());
            return socket;
        }));
    }

    /** Connects a socket: from now on it receives broadcasts. */
    void admit(ServerSideSocket socket) {
        admit(socket, socket.earlyRooms());
    }

    /** @param before rooms that it joins before the one of its own id */
    private void admit(ServerSideSocket socket, Collection<String> before) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("sid", socket.id());
        if (socket.pid() != null) {
            payload.put("pid", socket.pid());
        }
        rooms.exclusively(() -> {
            socket.admit(new Packet.Connect(name, payload));
            rooms.enter(socket.id(), socket, List.copyOf(before));
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
     * Sends an event to the selected clients of this server.
     *
     * @param values the event's name and arguments
     */
    void deliver(List<Object> values, Selection to, boolean isVolatile) {
        if (recovery.isEmpty() || isVolatile) {
            OutboundPacket packet = OutboundPacket.of(event(values, OptionalLong.empty()));
            forEachSocket(to, socket -> socket.write(packet, values, isVolatile));
            return;
        }
        rooms.exclusively(() -> { // clients must get the events in the order of their offsets
            String offset = recovery.get().nextOffset();
            List<Object> withOffset = new ArrayList<>(values);
            withOffset.add(offset);
            OutboundPacket packet = OutboundPacket.of(event(withOffset, OptionalLong.empty()));
            recovery.get().store(offset, withOffset, to.rooms(), to.except(), packet.size());
            forEachSocket(to, socket -> socket.write(packet, values, false));
        });
    }

    /** Sends an event to the selected clients of this server and requests an acknowledgement from each. */
    void deliverWithAck(List<Object> values, Selection to, Duration timeout, IntConsumer onClients,
            Consumer<Object> onAck) {
        long id = nextAckId();
        OutboundPacket packet = OutboundPacket.of(event(values, OptionalLong.of(id)));
        List<PendingAck> acks = new ArrayList<>();
        forEachSocket(to, socket -> {
            acks.add(socket.registerAck(id, Optional.of(timeout)));
            socket.write(packet, values, false);
        });
        onClients.accept(acks.size());
        acks.forEach(ack -> ack.whenDone(() -> ack.reply().ifPresent(reply -> onAck.accept(reply.value(0)))));
    }

    /**
     * Sends an event to the selected clients of all servers and gathers their acknowledgements.
     *
     * @param isLocal whether to do so for those of this server only
     */
    BroadcastAck broadcastWithAck(List<Object> values, Selection to, Duration timeout, boolean isLocal) {
        BroadcastAck gathered = new BroadcastAck(server.scheduler(), timeout);
        if (isLocal) {
            gathered.expectServers(1);
        } else {
            adapter.broadcastWithAck(event(values, OptionalLong.empty()), to, timeout, gathered::addClients,
                    gathered::addReply);
            Thread.ofVirtual().name("count servers").start(() -> expectServers(gathered));
        }
        deliverWithAck(values, to, timeout, gathered::addClients, gathered::addReply);
        return gathered;
    }

    private void expectServers(BroadcastAck gathered) {
        try {
            gathered.expectServers(adapter.serverCount());
        } catch (IOException _) {
            // it is unknown how many are missing: it stays incomplete
        }
    }

    /** Returns the packet of an event in this namespace. */
    Packet.Event event(List<Object> values, OptionalLong id) {
        return new Packet.Event(name, id, values);
    }

    /** Calls an action for each selected client of this server, under the lock of the rooms. */
    void forEachSocket(Selection selected, Consumer<ServerSideSocket> action) {
        if (selected.rooms().isEmpty()) {
            rooms.broadcastToAll(selected.except(), action);
        } else {
            rooms.broadcast(selected.rooms(), selected.except(), action);
        }
    }

    /** Returns the selected clients of this server. */
    List<ServerSideSocket> sockets(Selection selected) {
        List<ServerSideSocket> found = new ArrayList<>();
        forEachSocket(selected, found::add);
        return found;
    }

    /** This server's clients, as the adapter needs them. */
    private final class Local implements Adapter.LocalClients {
        @Override
        public String namespace() {
            return name;
        }

        @Override
        public void deliver(Packet.Event event, Selection to, boolean isVolatile) {
            Namespace.this.deliver(event.values(), to, isVolatile);
        }

        @Override
        public void deliverWithAck(Packet.Event event, Selection to, Duration timeout, IntConsumer onClients,
                Consumer<Object> onAck) {
            Namespace.this.deliverWithAck(event.values(), to, timeout, onClients, onAck);
        }

        @Override
        public void join(Selection clients, Set<String> joined) {
            sockets(clients).forEach(socket -> socket.join(joined.toArray(String[]::new)));
        }

        @Override
        public void leave(Selection clients, Set<String> left) {
            sockets(clients).forEach(socket -> socket.leave(left.toArray(String[]::new)));
        }

        @Override
        public void disconnect(Selection clients, boolean closes) {
            sockets(clients)
                    .forEach(closes ? ServerSideSocket::disconnectClient : ServerSideSocket::disconnect);
        }

        @Override
        public List<Adapter.ClientDetails> clients(Selection selected) {
            return sockets(selected).stream().map(ServerSideSocket::details).toList();
        }

        @Override
        public Set<String> rooms() {
            return rooms.names();
        }

        @Override
        public boolean hasRoom(String room) {
            // a client that may still return can have been in it
            return recovery.isPresent() || rooms.exists(room);
        }

        @Override
        public void serverSideEvent(List<Object> values, Ack ack) {
            if (!values.isEmpty()) {
                serverSideEvents.execute(() -> handlers.serverSideHandlers().call(Namespace.this,
                        String.valueOf(values.getFirst()),
                        new Arguments(values.subList(1, values.size())), ack));
            }
        }
    }
}
