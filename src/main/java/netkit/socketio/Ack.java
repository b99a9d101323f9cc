package netkit.socketio;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The way to answer an event. Safe for many threads; only the first answer is sent. */
public final class Ack {
    static final Ack NOT_WANTED = new Ack(null);

    private final Consumer<List<Object>> answer;
    private final AtomicBoolean sent = new AtomicBoolean();

    /** @param answer sends the answer; null when none is wanted */
    Ack(Consumer<List<Object>> answer) {
        this.answer = answer;
    }

    /** Whether the sender of the event waits for an answer. */
    public boolean isWanted() {
        return answer != null;
    }

    /** Answers; without effect when no answer is wanted, or one has been sent. */
    public void send(Object... args) {
        if (isWanted() && sent.compareAndSet(false, true)) {
            answer.accept(Emission.arguments(args));
        }
    }
}
