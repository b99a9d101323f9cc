package netkit.socketio;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The acknowledgement callback of a received event. Thread-safe; only the first reply is sent. */
public final class Ack {
    /** The callback of an event whose sender requested no acknowledgement. */
    public static final Ack NOT_REQUESTED = new Ack(null);

    private final Consumer<List<Object>> reply;
    private final AtomicBoolean sent = new AtomicBoolean();

    /** @param reply sends the acknowledgement; null if the sender requested none */
    Ack(Consumer<List<Object>> reply) {
        this.reply = reply;
    }

    /** @param reply sends the arguments of the acknowledgement; called at most once */
    public static Ack of(Consumer<List<Object>> reply) {
        return new Ack(reply);
    }

    /** Returns whether the sender requested an acknowledgement. */
    public boolean isRequested() {
        return reply != null;
    }

    /** Sends the acknowledgement; has no effect if none was requested or one was sent already. */
    public void send(Object... args) {
        if (isRequested() && sent.compareAndSet(false, true)) {
            reply.accept(EmittedValues.arguments(args));
        }
    }
}
