package netkit.socketio;

/** A catch-all listener, called for every received event before the event's own handlers. */
@FunctionalInterface
public interface AnyEventHandler<S> {
    void handle(S socket, String event, Arguments args) throws Exception;
}
