package netkit.socketio;

/**
 * A listener for an event. The handlers of one connection are called one after the other, in the order in which the
 * events arrived, on a virtual thread that may block. An exception goes to the thread's {@link
 * Thread.UncaughtExceptionHandler}, and the next event is handled.
 *
 * @param <S> {@link ServerSideSocket} or {@link ClientSideSocket}
 */
@FunctionalInterface
public interface EventHandler<S> {
    /** @param ack acknowledges the event, if the sender requested that */
    void handle(S socket, Arguments args, Ack ack) throws Exception;
}
