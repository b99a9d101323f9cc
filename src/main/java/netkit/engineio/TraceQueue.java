package netkit.engineio;

import java.util.function.Consumer;

import netkit.net.SerialExecutor;
import netkit.websocket.Frame;
import netkit.websocket.WebSocketException;

/**
 * A bounded queue of events for an {@link EngineTrace}. Sessions add events under their locks and never wait: the trace
 * runs on the threads of an executor, and when it is slower than the sessions, as on a paused terminal, events are
 * dropped and counted. Thread-safe.
 */
public final class TraceQueue implements Frame.Observer {
    /** Drops all events. */
    public static final TraceQueue NONE = new TraceQueue(new EngineTrace() {}, new SerialExecutor("trace"));

    private static final int MAX_SIZE = 1 << 30;
    /** Room that the first event after a gap needs, so that a long gap is not interrupted by single events. */
    private static final int RESUME_SIZE = 1 << 20;

    private final EngineTrace trace;
    private final SerialExecutor executor;
    private int dropped;

    /** @param executor runs the trace, in order with other tasks of the program */
    public TraceQueue(EngineTrace trace, SerialExecutor executor) {
        this.trace = trace;
        this.executor = executor;
    }

    /**
     * Passes an event to the trace on another thread, unless the queue is full. Never blocks.
     *
     * @param size of what the event carries, bytes
     */
    public void add(long size, Consumer<EngineTrace> event) {
        if (this != NONE) {
            enqueue(size, event);
        }
    }

    private synchronized void enqueue(long size, Consumer<EngineTrace> event) {
        int gap = dropped;
        long room = gap > 0 ? Math.max(size, RESUME_SIZE) : size;
        boolean added = executor.tryExecute((int) Math.min(room, MAX_SIZE), () -> {
            if (gap > 0) {
                trace.dropped(gap);
            }
            event.accept(trace);
        });
        dropped = added ? 0 : gap + 1;
    }

    /** Waits until the trace has received every event, and was told of the last gap. */
    public void flush() throws InterruptedException {
        if (this == NONE) {
            return;
        }
        executor.dispatch();
        add(0, _ -> {});
        executor.dispatch();
    }

    @Override
    public void received(Frame frame) {
        add(frame.payload().length, to -> to.frameReceived(frame));
    }

    @Override
    public void violation(WebSocketException why) {
        add(0, to -> to.frameRefused(why));
    }

    @Override
    public void sent(Frame frame) {
        add(frame.payload().length, to -> to.frameSent(frame));
    }
}
