package netkit.socketio;

/** A callback for each client that connects to a namespace. */
@FunctionalInterface
public interface ConnectionHandler {
    void connected(ServerSideSocket socket) throws Exception;
}
