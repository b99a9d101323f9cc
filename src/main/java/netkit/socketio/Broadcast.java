package netkit.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A broadcast to clients of a namespace: to all of them or those in any of some rooms, except those in other rooms.
 * Each client's id is also the name of a room of its own. Immutable; each method returns another broadcast.
 */
public final class Broadcast {
    private final Namespace namespace;
    private final Set<String> rooms;
    private final Set<String> except;
    private final Optional<Duration> timeout;

    Broadcast(Namespace namespace, Set<String> rooms, Set<String> except, Optional<Duration> timeout) {
        this.namespace = namespace;
        this.rooms = rooms;
        this.except = except;
        this.timeout = timeout;
    }

    /** Adds rooms to broadcast to; without any, the broadcast goes to all clients. */
    public Broadcast to(String... names) {
        return new Broadcast(namespace, with(rooms, names), except, timeout);
    }

    /** Does the same as {@link #to}. */
    public Broadcast in(String... names) {
        return to(names);
    }

    /** Excludes the clients in these rooms. */
    public Broadcast except(String... names) {
        return new Broadcast(namespace, rooms, with(except, names), timeout);
    }

    /** Sets the time {@link #emitWithAck} waits for each acknowledgement. */
    public Broadcast timeout(Duration time) {
        return new Broadcast(namespace, rooms, except, Optional.of(time));
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    /** Sends an event; each client gets one copy. */
    public void emit(String event, Object... args) {
        namespace.broadcast(EmittedValues.of(event, args), rooms, except, false);
    }

    /** Sends a volatile event: it is dropped for clients to which it cannot be written at once. */
    public void emitVolatile(String event, Object... args) {
        namespace.broadcast(EmittedValues.of(event, args), rooms, except, true);
    }

    /** Sends an event and requests an acknowledgement from each client. */
    public List<PendingAck> emitWithAck(String event, Object... args) {
        return namespace.broadcastWithAck(EmittedValues.of(event, args), rooms, except, timeout);
    }

    /** Returns the clients that the broadcast reaches at this moment. */
    public List<ServerSideSocket> sockets() {
        List<ServerSideSocket> found = new ArrayList<>();
        namespace.forEachSocket(rooms, except, found::add);
        return found;
    }

    /** Makes the clients join these rooms. */
    public void join(String... names) {
        sockets().forEach(socket -> socket.join(names));
    }

    /** Makes the clients leave these rooms. */
    public void leave(String... names) {
        sockets().forEach(socket -> socket.leave(names));
    }

    /** Disconnects the clients from the namespace. */
    public void disconnect() {
        sockets().forEach(ServerSideSocket::disconnect);
    }
}
