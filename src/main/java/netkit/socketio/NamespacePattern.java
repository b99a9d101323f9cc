package netkit.socketio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

import netkit.rooms.RoomEvent;

/** Dynamic namespaces, each created when a client first connects to it; all of them share the same handlers. */
public final class NamespacePattern {
    private final BiPredicate<String, Map<String, Object>> admits;
    private final NamespaceHandlers handlers = new NamespaceHandlers();
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

    NamespacePattern(BiPredicate<String, Map<String, Object>> admits) {
        this.admits = admits;
    }

    /** Does the same as {@link Namespace#use} for all these namespaces. */
    public NamespacePattern use(Middleware middleware) {
        handlers.middlewares().add(middleware);
        return this;
    }

    /** Does the same as {@link Namespace#onConnection} for all these namespaces. */
    public NamespacePattern onConnection(ConnectionHandler handler) {
        handlers.onConnection().add(handler);
        return this;
    }

    /** Does the same as {@link Namespace#on} for all these namespaces. */
    public NamespacePattern on(String event, EventHandler<? super ServerSideSocket> handler) {
        handlers.eventHandlers().add(event, handler, false);
        return this;
    }

    /** Adds a listener for the room events of all these namespaces, as {@link Namespace#onRoomEvent} does for one. */
    public NamespacePattern onRoomEvent(BiConsumer<Namespace, RoomEvent> listener) {
        handlers.onRoomEvent().add(listener);
        return this;
    }

    /** Sends an event to all clients of all these namespaces. */
    public void emit(String event, Object... args) {
        namespaces.values().forEach(namespace -> namespace.emit(event, args));
    }

    boolean admits(String name, Map<String, Object> auth) {
        return admits.test(name, auth);
    }

    /** Returns whether the namespace was one of these. */
    boolean remove(Namespace namespace) {
        return namespaces.remove(namespace.name(), namespace);
    }

    Namespace create(SocketIoServer server, String name) {
        return namespaces.computeIfAbsent(name, _ -> new Namespace(server, name, handlers));
    }
}
