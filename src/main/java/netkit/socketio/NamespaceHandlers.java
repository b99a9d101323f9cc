package netkit.socketio;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import netkit.rooms.RoomEvent;

/**
 * The handlers of a namespace, or of all namespaces of a pattern.
 *
 * @param serverSideHandlers of what the programs of other servers emit
 */
record NamespaceHandlers(List<Middleware> middlewares, List<ConnectionHandler> onConnection,
        List<BiConsumer<Namespace, RoomEvent>> onRoomEvent, EventHandlers<ServerSideSocket> eventHandlers,
        EventHandlers<Namespace> serverSideHandlers) {
    NamespaceHandlers() {
        this(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(),
                new EventHandlers<>(), new EventHandlers<>());
    }
}
