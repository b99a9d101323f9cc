package netkit.socketio;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;

import netkit.net.Scheduler;

/** The pending acknowledgements of one socket, by ack id. Thread-safe. */
final class PendingAcks {
    private final Map<Long, PendingAck> waiting = new ConcurrentHashMap<>();
    private final Executor handlers;
    private final Scheduler scheduler;

    PendingAcks(Executor handlers, Scheduler scheduler) {
        this.handlers = handlers;
        this.scheduler = scheduler;
    }

    /** @param timeout for the acknowledgement; empty to wait until the socket is disconnected */
    PendingAck add(long id, Optional<Duration> timeout, Runnable onTimeout) {
        PendingAck ack = new PendingAck(handlers);
        waiting.put(id, ack);
        timeout.ifPresent(time -> {
            Scheduler.Timer timer = scheduler.after(time, () -> {
                if (waiting.remove(id, ack)) {
                    onTimeout.run();
                    ack.fail(AckException.Reason.TIMED_OUT);
                }
            });
            ack.whenDone(timer::cancel);
        });
        return ack;
    }

    boolean isPending(long id) {
        return waiting.containsKey(id);
    }

    /** @return false if no acknowledgement with that id is pending */
    boolean acknowledge(OptionalLong id, List<Object> values) {
        PendingAck ack = id.isPresent() ? waiting.remove(id.getAsLong()) : null;
        if (ack != null) {
            ack.acknowledge(new Arguments(values));
        }
        return ack != null;
    }

    /** Fails the pending acknowledgements, except those whose events may still be sent. */
    void disconnected(LongPredicate mayStillBeSent) {
        for (Long id : waiting.keySet()) {
            PendingAck ack = mayStillBeSent.test(id) ? null : waiting.remove(id);
            if (ack != null) {
                ack.fail(AckException.Reason.DISCONNECTED);
            }
        }
    }
}
