package netkit.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The pending acknowledgement of an emitted event, which may arrive later or never. Thread-safe. */
public final class PendingAck {
    private final Executor handlers;
    private final List<Runnable> onDone = new ArrayList<>();
    private Arguments reply;
    private AckException failure;

    /** @param handlers runs the callbacks, in order with the event handlers */
    PendingAck(Executor handlers) {
        this.handlers = handlers;
    }

    /**
     * Waits for the acknowledgement; an event handler may do so as well.
     *
     * @throws AckException if it timed out, or the socket was disconnected before
     */
    public synchronized Arguments await() throws AckException, InterruptedException {
        while (!isDone()) {
            wait();
        }
        if (failure != null) {
            throw new AckException(failure.reason());
        }
        return reply;
    }

    /** Calls one of the callbacks, in order with the event handlers, when the acknowledgement arrives or fails. */
    public void then(Consumer<Arguments> onReply, Consumer<AckException> onFailure) {
        whenDone(() -> handlers.execute(() -> {
            if (failure != null) {
                onFailure.accept(failure);
            } else {
                onReply.accept(reply);
            }
        }));
    }

    /** Calls the callback when the acknowledgement arrives, and ignores a failure. */
    public void then(Consumer<Arguments> onReply) {
        then(onReply, _ -> {});
    }

    public synchronized boolean isDone() {
        return reply != null || failure != null;
    }

    /** Returns the acknowledgement; empty if it has not arrived. */
    synchronized Optional<Arguments> reply() {
        return Optional.ofNullable(reply);
    }

    /** Runs a task when the acknowledgement arrives or fails, on the thread that completes it. */
    void whenDone(Runnable task) {
        synchronized (this) {
            if (!isDone()) {
                onDone.add(task);
                return;
            }
        }
        task.run();
    }

    void acknowledge(Arguments args) {
        complete(args, null);
    }

    void fail(AckException.Reason reason) {
        complete(null, new AckException(reason));
    }

    private void complete(Arguments args, AckException exception) {
        List<Runnable> tasks;
        synchronized (this) {
            if (isDone()) {
                return;
            }
            reply = args;
            failure = exception;
            notifyAll();
            tasks = List.copyOf(onDone);
        }
        tasks.forEach(Runnable::run);
    }
}
