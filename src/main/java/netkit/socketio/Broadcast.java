package netkit.socketio;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A broadcast to clients of a namespace: to all of them or those in any of some rooms, except those in other rooms; on
 * all servers, or on this one only. Each client's id is also the name of a room of its own. Immutable; each method
 * returns another broadcast.
 */
public final class Broadcast {
    /** Of acknowledgements, if none is set. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final Namespace namespace;
    private final Selection selection;
    private final Optional<Duration> timeout;
    private final boolean isLocal;

    Broadcast(Namespace namespace, Selection selection, Optional<Duration> timeout, boolean isLocal) {
        this.namespace = namespace;
        this.selection = selection;
        this.timeout = timeout;
        this.isLocal = isLocal;
    }

    /** Adds rooms to broadcast to; without any, the broadcast goes to all clients. */
    public Broadcast to(String... names) {
        return select(new Selection(with(selection.rooms(), names), selection.except()));
    }

    /** Does the same as {@link #to}. */
    public Broadcast in(String... names) {
        return to(names);
    }

    /** Excludes the clients in these rooms. */
    public Broadcast except(String... names) {
        return select(new Selection(selection.rooms(), with(selection.except(), names)));
    }

    private Broadcast select(Selection selected) {
        return new Broadcast(namespace, selected, timeout, isLocal);
    }

    /** Leaves out the clients of other servers. */
    public Broadcast local() {
        return new Broadcast(namespace, selection, timeout, true);
    }

    /** Sets the time {@link #emitWithAck} waits for the acknowledgements (default: 10 s). */
    public Broadcast timeout(Duration time) {
        return new Broadcast(namespace, selection, Optional.of(time), isLocal);
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    /** Sends an event; each client gets one copy. */
    public void emit(String event, Object... args) {
        send(EmittedValues.of(event, args), false);
    }

    /** Sends a volatile event: it is dropped for clients to which it cannot be written at once. */
    public void emitVolatile(String event, Object... args) {
        send(EmittedValues.of(event, args), true);
    }

    private void send(List<Object> values, boolean isVolatile) {
        if (!isLocal) {
            namespace.adapter().broadcast(namespace.event(values, OptionalLong.empty()), selection,
                    isVolatile);
        }
        namespace.deliver(values, selection, isVolatile);
    }

    /** Sends an event and gathers an acknowledgement from each client. */
    public BroadcastAck emitWithAck(String event, Object... args) {
        return namespace.broadcastWithAck(EmittedValues.of(event, args), selection,
                timeout.orElse(DEFAULT_TIMEOUT), isLocal);
    }

    /** Returns the clients of this server that the broadcast reaches at this moment. */
    public List<ServerSideSocket> sockets() {
        return namespace.sockets(selection);
    }

    /**
     * Returns the clients that the broadcast reaches at this moment, those of other servers included.
     *
     * @throws IOException if the other servers cannot be reached, or some did not reply in time
     */
    public List<RemoteSocket> fetchSockets() throws IOException, InterruptedException {
        List<Adapter.ClientDetails> found = new ArrayList<>();
        sockets().forEach(socket -> found.add(socket.details()));
        if (!isLocal) {
            found.addAll(namespace.adapter().fetchClients(selection));
        }
        return found.stream().map(details -> new RemoteSocket(namespace, details)).toList();
    }

    /** Makes the clients join these rooms. */
    public void join(String... names) {
        sockets().forEach(socket -> socket.join(names));
        if (!isLocal) {
            namespace.adapter().join(selection, Set.of(names));
        }
    }

    /** Makes the clients leave these rooms. */
    public void leave(String... names) {
        sockets().forEach(socket -> socket.leave(names));
        if (!isLocal) {
            namespace.adapter().leave(selection, Set.of(names));
        }
    }

    /** Disconnects the clients from the namespace. */
    public void disconnect() {
        sockets().forEach(ServerSideSocket::disconnect);
        if (!isLocal) {
            namespace.adapter().disconnect(selection, false);
        }
    }

    /** Disconnects the clients from all namespaces and closes their connections. */
    public void disconnectClients() {
        sockets().forEach(ServerSideSocket::disconnectClient);
        if (!isLocal) {
            namespace.adapter().disconnect(selection, true);
        }
    }
}
