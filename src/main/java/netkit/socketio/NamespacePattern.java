package netkit.socketio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** Namespaces that come to be when a client first asks for one of them; all behave alike. */
public final class NamespacePattern {
    private final BiPredicate<String, Map<String, Object>> admits;
    private final NamespaceHandlers behaviour = new NamespaceHandlers();
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

    NamespacePattern(BiPredicate<String, Map<String, Object>> admits) {
        this.admits = admits;
    }

    /** As {@link Namespace#use}. */
    public NamespacePattern use(Middleware middleware) {
        behaviour.middlewares().add(middleware);
        return this;
    }

    /** As {@link Namespace#onConnection}. */
    public NamespacePattern onConnection(ConnectionHandler handler) {
        behaviour.onConnection().add(handler);
        return this;
    }

    /** As {@link Namespace#on}. */
    public NamespacePattern on(String event, EventHandler<? super ServerSideSocket> handler) {
        behaviour.handlers().add(event, handler, false);
        return this;
    }

    /** To all clients of all these namespaces. */
    public void emit(String event, Object... args) {
        namespaces.values().forEach(namespace -> namespace.emit(event, args));
    }

    boolean admits(String name, Map<String, Object> auth) {
        return admits.test(name, auth);
    }

    Namespace create(SocketIoServer server, String name) {
        return namespaces.computeIfAbsent(name, _ -> new Namespace(server, name, behaviour));
    }
}
