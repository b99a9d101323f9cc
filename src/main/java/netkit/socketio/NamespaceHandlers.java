package netkit.socketio;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a namespace, or all namespaces of a pattern, do with clients. */
record NamespaceHandlers(List<Middleware> middlewares, List<ConnectionHandler> onConnection,
        Handlers<ServerSideSocket> handlers) {
    NamespaceHandlers() {
        this(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(), new Handlers<>());
    }
}
