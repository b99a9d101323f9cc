package netkit.socketio;

/** Called for every event that arrives, before its own handlers. */
@FunctionalInterface
public interface AnyEventHandler<S> {
    void handle(S socket, String event, Arguments args) throws Exception;
}
