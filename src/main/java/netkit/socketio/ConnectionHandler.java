package netkit.socketio;

/** Called for each client that is let into a namespace. */
@FunctionalInterface
public interface ConnectionHandler {
    void connected(ServerSideSocket socket) throws Exception;
}
