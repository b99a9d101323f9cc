package netkit.socketio;

/**
 * Called when an event arrives. All handlers of one connection are called one after the other, in the order in which
 * events arrived, on a virtual thread that may block. What a handler throws goes to the thread's
 * {@link Thread.UncaughtExceptionHandler}, and the next event is handled.
 *
 * @param <S> {@link ServerSideSocket} or {@link ClientSideSocket}
 */
@FunctionalInterface
public interface EventHandler<S> {
    /** @param ack answers the event, if the sender wants an answer */
    void handle(S socket, Arguments args, Ack ack) throws Exception;
}
