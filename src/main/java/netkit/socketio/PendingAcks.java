package netkit.socketio;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;

/** The answers one socket waits for, by the ids of its events. Safe for many threads. */
final class PendingAcks {
    private final Map<Long, PendingAck> waiting = new ConcurrentHashMap<>();
    private final Executor handlers;
    private final Timers timers;

    PendingAcks(Executor handlers, Timers timers) {
        this.handlers = handlers;
        this.timers = timers;
    }

    /** @param timeout how long to wait; empty for as long as the connection lasts */
    PendingAck add(long id, Optional<Duration> timeout, Runnable onTimeout) {
        PendingAck ack = new PendingAck(handlers);
        waiting.put(id, ack);
        timeout.ifPresent(time -> {
            Timers.Timer timer = timers.after(time, () -> {
                if (waiting.remove(id, ack)) {
                    onTimeout.run();
                    ack.fail(AckException.Cause.TIMED_OUT);
                }
            });
            ack.whenEnded(timer::cancel);
        });
        return ack;
    }

    /** @return false when nobody waits for an answer with that id, or any more */
    boolean answer(OptionalLong id, List<Object> values) {
        PendingAck ack = id.isPresent() ? waiting.remove(id.getAsLong()) : null;
        if (ack != null) {
            ack.answer(new Arguments(values));
        }
        return ack != null;
    }

    /** No answers will come, but to those that may yet be sent. */
    void disconnected(LongPredicate maybeYet) {
        for (Long id : waiting.keySet()) {
            PendingAck ack = maybeYet.test(id) ? null : waiting.remove(id);
            if (ack != null) {
                ack.fail(AckException.Cause.DISCONNECTED);
            }
        }
    }
}
