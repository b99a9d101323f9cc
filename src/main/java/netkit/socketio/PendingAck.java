package netkit.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The answer to an event that was emitted, which may come later, or never. Safe for many threads. */
public final class PendingAck {
    private final Executor handlers;
    private final List<Runnable> onEnd = new ArrayList<>();
    private Arguments answer;
    private AckException failure;

    /** @param handlers calls what waits for the answer, in its turn with event handlers */
    PendingAck(Executor handlers) {
        this.handlers = handlers;
    }

    /**
     * Waits for the answer; a handler may do so, too.
     *
     * @throws AckException when the time is over, or the connection ended before an answer came
     */
    public synchronized Arguments await() throws AckException, InterruptedException {
        while (!isDone()) {
            wait();
        }
        if (failure != null) {
            throw new AckException(failure.why());
        }
        return answer;
    }

    /** Calls one of these, as handlers are called, when there is an answer or it is clear that none will come. */
    public void then(Consumer<Arguments> onAnswer, Consumer<AckException> onFailure) {
        whenEnded(() -> handlers.execute(() -> {
            if (failure != null) {
                onFailure.accept(failure);
            } else {
                onAnswer.accept(answer);
            }
        }));
    }

    /** As {@link #then(Consumer, Consumer)}, when nobody cares about a missing answer. */
    public void then(Consumer<Arguments> onAnswer) {
        then(onAnswer, _ -> {});
    }

    public synchronized boolean isDone() {
        return answer != null || failure != null;
    }

    /** Runs this once there is an end, on the thread that brings it. */
    void whenEnded(Runnable task) {
        synchronized (this) {
            if (!isDone()) {
                onEnd.add(task);
                return;
            }
        }
        task.run();
    }

    void answer(Arguments args) {
        end(args, null);
    }

    void fail(AckException.Cause why) {
        end(null, new AckException(why));
    }

    private void end(Arguments args, AckException exception) {
        List<Runnable> tasks;
        synchronized (this) {
            if (isDone()) {
                return;
            }
            answer = args;
            failure = exception;
            notifyAll();
            tasks = List.copyOf(onEnd);
        }
        tasks.forEach(Runnable::run);
    }
}
