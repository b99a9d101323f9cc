package netkit.socketio;

/** Looks at a client before it is let into a namespace, one after the other in the order of their registration. */
@FunctionalInterface
public interface Middleware {
    /**
     * @param socket not connected yet: it has a handshake and data, but can neither send nor join rooms
     * @throws RefusedException when the client may not come in
     */
    void check(ServerSideSocket socket) throws Exception;
}
