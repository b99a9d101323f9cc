package netkit.socketio;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The handlers of a namespace, or of all namespaces of a pattern. */
record NamespaceHandlers(List<Middleware> middlewares, List<ConnectionHandler> onConnection,
        EventHandlers<ServerSideSocket> eventHandlers) {
    NamespaceHandlers() {
        this(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(), new EventHandlers<>());
    }
}
