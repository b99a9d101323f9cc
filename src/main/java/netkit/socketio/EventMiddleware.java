package netkit.socketio;

/** A middleware function of one socket, run for each event that it receives, in the order of registration. */
@FunctionalInterface
public interface EventMiddleware {
    /** @throws Exception to keep the event from its handlers; it goes to {@link ServerSideSocket#onError} instead */
    void check(ServerSideSocket socket, String event, Arguments args) throws Exception;
}
