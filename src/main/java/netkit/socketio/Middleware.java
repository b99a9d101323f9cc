package netkit.socketio;

/** A middleware function, run for each client before it connects to a namespace, in the order of registration. */
@FunctionalInterface
public interface Middleware {
    /**
     * @param socket not connected yet: it has a handshake and data, and may join rooms, but cannot send
     * @throws RefusedException to refuse the client
     */
    void check(ServerSideSocket socket) throws Exception;
}
