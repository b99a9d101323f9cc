package netkit.socketio;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One end of a connection to a namespace (socket.io-protocol v5). Any thread may use it. Handlers are called as
 * {@link EventHandler} says.
 *
 * @param <S> the kind of socket that its handlers get
 */
public abstract sealed class SocketIoSocket<S extends SocketIoSocket<S>>
        permits ServerSideSocket, ClientSideSocket {
    /** Emits events that want an answer within a time. */
    @FunctionalInterface
    public interface TimedEmitter {
        PendingAck emitWithAck(String event, Object... args);
    }

    final Handlers<S> handlers = new Handlers<>();
    private final String namespace;

    SocketIoSocket(String namespace) {
        this.namespace = namespace;
    }

    /** The name of the namespace: {@code /} or {@code /chat}. */
    public final String namespaceName() {
        return namespace;
    }

    /** Drawn by the server; empty before the first connection. */
    public abstract String id();

    public abstract boolean connected();

    /** Whether this connection goes on where an earlier one was cut: the same id and rooms, and no event was missed. */
    public abstract boolean recovered();

    /** This, as what handlers get. */
    abstract S self();

    /** Calls the handler for each event of that name. */
    public final S on(String event, EventHandler<? super S> handler) {
        handlers.add(event, handler, false);
        return self();
    }

    /** Calls the handler for the next event of that name only. */
    public final S once(String event, EventHandler<? super S> handler) {
        handlers.add(event, handler, true);
        return self();
    }

    /** Calls the handler for each event, before those that wait for its name. */
    public final S onAny(AnyEventHandler<? super S> handler) {
        handlers.addAny(handler);
        return self();
    }

    /** Removes the handlers of an event. */
    public final S off(String event) {
        handlers.remove(event);
        return self();
    }

    /** Removes one handler of an event. */
    public final S off(String event, EventHandler<? super S> handler) {
        handlers.remove(event, handler);
        return self();
    }

    /**
     * Sends an event.
     *
     * @param args null, booleans, numbers, strings, {@code byte[]}, arrays, collections, maps, records, and what else
     *        Gson makes JSON of; bytes may be anywhere in them, and must not change any more
     * @throws IllegalArgumentException when an argument is none of these, or the event is called {@code connect},
     *         {@code disconnect} or another name that has a meaning of its own
     */
    public final void emit(String event, Object... args) {
        send(Emission.values(event, args), false);
    }

    /** As {@link #emit}, but the event is dropped, not kept waiting, when it cannot leave at once. */
    public final void emitVolatile(String event, Object... args) {
        send(Emission.values(event, args), true);
    }

    /** As {@link #emit}, and the other side is asked for an answer. */
    public final PendingAck emitWithAck(String event, Object... args) {
        return sendForAck(Emission.values(event, args), Optional.empty());
    }

    /** The answer is waited for no longer than this. */
    public final TimedEmitter timeout(Duration time) {
        return (event, args) -> sendForAck(Emission.values(event, args), Optional.of(time));
    }

    abstract void send(List<Object> values, boolean isVolatile);

    abstract PendingAck sendForAck(List<Object> values, Optional<Duration> timeout);

    /** Answers an event. */
    abstract void sendAck(OptionalLong id, List<Object> values);

    /** A way to answer this event, if it wants an answer. */
    final Ack ackFor(Packet.Event event) {
        return event.id().isEmpty() ? Ack.NOT_WANTED : new Ack(values -> sendAck(event.id(), values));
    }
}
