package netkit.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Several clients of a namespace: those in any of some rooms, or all, without those in some others. A client's id is the
 * name of a room that only it is in. Immutable; each method gives another.
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

    /** Those in these rooms, too; before that it was all. */
    public Broadcast to(String... names) {
        return new Broadcast(namespace, with(rooms, names), except, timeout);
    }

    /** As {@link #to}. */
    public Broadcast in(String... names) {
        return to(names);
    }

    /** Without those in these rooms. */
    public Broadcast except(String... names) {
        return new Broadcast(namespace, rooms, with(except, names), timeout);
    }

    /** How long {@link #emitWithAck} waits for each answer. */
    public Broadcast timeout(Duration time) {
        return new Broadcast(namespace, rooms, except, Optional.of(time));
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    /** As {@link SocketIoSocket#emit}; each client gets one copy. */
    public void emit(String event, Object... args) {
        namespace.broadcast(Emission.values(event, args), rooms, except, false);
    }

    /** As {@link #emit}, but those to whom it cannot leave at once do not get it. */
    public void emitVolatile(String event, Object... args) {
        namespace.broadcast(Emission.values(event, args), rooms, except, true);
    }

    /** As {@link #emit}, and each client is asked for an answer. */
    public List<PendingAck> emitWithAck(String event, Object... args) {
        return namespace.broadcastWithAck(Emission.values(event, args), rooms, except, timeout);
    }

    /** The clients, at this moment. */
    public List<ServerSideSocket> sockets() {
        List<ServerSideSocket> found = new ArrayList<>();
        namespace.each(rooms, except, found::add);
        return found;
    }

    /** All of them join these rooms. */
    public void join(String... names) {
        sockets().forEach(socket -> socket.join(names));
    }

    /** All of them leave this room. */
    public void leave(String room) {
        sockets().forEach(socket -> socket.leave(room));
    }

    /** All of them are put out of the namespace. */
    public void disconnect() {
        sockets().forEach(ServerSideSocket::disconnect);
    }
}
