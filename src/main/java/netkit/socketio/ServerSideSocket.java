package netkit.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client in a namespace, as the server has it. */
public final class ServerSideSocket extends SocketIoSocket<ServerSideSocket> {
    /** Told of the end of a connection. */
    @FunctionalInterface
    public interface DisconnectHandler {
        void handle(ServerSideSocket socket, DisconnectReason reason) throws Exception;
    }

    private enum State {
        ASKING, CONNECTED, DISCONNECTED
    }

    private final Namespace namespace;
    private final ServerConnection connection;
    private final Handshake handshake;
    private final String id;
    private final String pid;
    private final boolean recovered;
    private final Map<String, Object> data = new ConcurrentHashMap<>();
    private final PendingAcks acks;
    private final List<DisconnectHandler> onDisconnecting = new CopyOnWriteArrayList<>();
    private final List<DisconnectHandler> onDisconnect = new CopyOnWriteArrayList<>();
    private volatile State state = State.ASKING;

    /** @param pid by which the client can come back; null when it cannot */
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
        this.acks = connection.newAcks();
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

    /** What the program wants to remember of this client; it outlives a connection that is recovered. */
    public Map<String, Object> data() {
        return data;
    }

    @Override
    public boolean connected() {
        return state == State.CONNECTED && !connection.isOver();
    }

    @Override
    public boolean recovered() {
        return recovered;
    }

    /** Told of the end while the socket is in its rooms still. */
    public ServerSideSocket onDisconnecting(DisconnectHandler handler) {
        onDisconnecting.add(handler);
        return this;
    }

    /** Told of the end, when the socket has left its rooms. */
    public ServerSideSocket onDisconnect(DisconnectHandler handler) {
        onDisconnect.add(handler);
        return this;
    }

    /** The rooms it is in, the one of its own id first. */
    public List<String> rooms() {
        return namespace.rooms().roomsOf(id);
    }

    /** Without effect when it is in the room already, or not connected any more. */
    public void join(String... rooms) {
        if (state == State.ASKING) {
            throw new IllegalStateException("a socket can join rooms once it is connected: in onConnection");
        }
        for (String room : rooms) {
            namespace.rooms().join(id, room);
        }
    }

    public void leave(String room) {
        namespace.rooms().leave(id, room);
    }

    /** All others in the namespace. */
    public Broadcast broadcast() {
        return namespace.all().except(id);
    }

    /** All others in these rooms. */
    public Broadcast to(String... rooms) {
        return broadcast().to(rooms);
    }

    /** As {@link #to}. */
    public Broadcast in(String... rooms) {
        return to(rooms);
    }

    /** All others who are not in these rooms. */
    public Broadcast except(String... rooms) {
        return broadcast().except(rooms);
    }

    /** Out of the namespace; the client is told, and does not come back by itself. */
    public void disconnect() {
        if (state == State.CONNECTED) {
            connection.send(new Packet.Disconnect(namespaceName()));
            end(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
        }
    }

    /** Out of all its namespaces, and its connection is closed. */
    public void disconnectClient() {
        if (state == State.CONNECTED) {
            connection.disconnect();
        }
    }

    @Override
    void send(List<Object> values, boolean isVolatile) {
        if (namespace.recovery().isPresent()) {
            // so that it is kept, and can be sent again
            namespace.broadcast(values, Set.of(id), Set.of(), isVolatile);
        } else if (state == State.CONNECTED) {
            connection.send(new Packet.Event(namespaceName(), OptionalLong.empty(), values), isVolatile);
        }
    }

    @Override
    PendingAck sendForAck(List<Object> values, Optional<Duration> timeout) {
        long ackId = namespace.nextAckId();
        PendingAck ack = expectAck(ackId, timeout);
        if (state == State.CONNECTED) {
            connection.send(new Packet.Event(namespaceName(), OptionalLong.of(ackId), values));
        }
        return ack;
    }

    /** Of an event with that id, which is about to be sent. */
    PendingAck expectAck(long ackId, Optional<Duration> timeout) {
        PendingAck ack = acks.add(ackId, timeout, () -> {});
        if (!connected()) {
            acks.disconnected(_ -> false); // who came too late to be told would wait for ever
        }
        return ack;
    }

    @Override
    void sendAck(OptionalLong ackId, List<Object> values) {
        if (state == State.CONNECTED) {
            connection.send(new Packet.Ack(namespaceName(), ackId, values));
        }
    }

    /** On its way to the client, whatever else is sent meanwhile. */
    void write(OutboundPacket packet, boolean isVolatile) {
        if (state == State.CONNECTED) {
            connection.write(packet, isVolatile);
        }
    }

    /** The client is let in, and told so. */
    void admit(Packet.Connect answer) {
        state = State.CONNECTED;
        connection.add(this);
        connection.send(answer);
    }

    boolean answered(Packet.Ack ack) {
        return acks.answer(ack.id(), ack.values());
    }

    /** Calls the handlers of an event, if the socket is connected still. */
    void handle(Packet.Event event) {
        if (state == State.CONNECTED && !event.values().isEmpty()) {
            Arguments args = new Arguments(event.arguments());
            Ack ack = ackFor(event);
            ErrorCollector attempts = new ErrorCollector();
            attempts.run(() -> namespace.handlers().call(this, event.name(), args, ack));
            attempts.run(() -> handlers.call(this, event.name(), args, ack));
            attempts.end();
        }
    }

    /** No answer will come any more. */
    void giveUpAcks() {
        acks.disconnected(_ -> false);
    }

    /** Ends the connection to the namespace, if that is not done yet; handlers are told in their turn. */
    void end(DisconnectReason reason) {
        synchronized (this) {
            if (state != State.CONNECTED) {
                return;
            }
            state = State.DISCONNECTED;
        }
        connection.remove(this);
        giveUpAcks();
        connection.mailbox().execute(() -> {
            ErrorCollector attempts = new ErrorCollector();
            onDisconnecting.forEach(handler -> attempts.run(() -> handler.handle(this, reason)));
            namespace.remove(this, reason);
            onDisconnect.forEach(handler -> attempts.run(() -> handler.handle(this, reason)));
            attempts.end();
        });
    }

    Recovery.Session session() {
        return new Recovery.Session(id, pid, new ArrayList<>(rooms()), data);
    }

    /** {@code /chat 3fX…}. */
    @Override
    public String toString() {
        return namespaceName() + " " + id;
    }
}
