package netkit.websocket;

import netkit.net.SerialExecutor;

/** Passes the frames of one connection to its observer, in the order in which they are on the wire, and under no lock. */
final class FrameTrace implements Frame.Observer {
    private static final FrameTrace OFF = new FrameTrace(NONE);

    private final Frame.Observer observer;
    private final SerialExecutor events = new SerialExecutor("frames");

    private FrameTrace(Frame.Observer observer) {
        this.observer = observer;
    }

    static FrameTrace of(Frame.Observer observer) {
        return observer == NONE ? OFF : new FrameTrace(observer);
    }

    boolean isOn() {
        return observer != NONE;
    }

    @Override
    public void received(Frame frame) {
        events.enqueue(() -> observer.received(frame));
        dispatch();
    }

    @Override
    public void violation(WebSocketException violation) {
        events.enqueue(() -> observer.violation(violation));
        dispatch();
    }

    /** Notes a frame that is sent, for {@link #dispatch} or {@link #dispatchAsync}; may be called under a lock. */
    @Override
    public void sent(Frame frame) {
        events.enqueue(() -> observer.sent(frame));
    }

    /** Returns when the observer knows all frames so far. */
    void dispatch() {
        if (isOn()) {
            try {
                events.dispatch();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Does the same on another thread, and does not wait. */
    void dispatchAsync() {
        events.dispatchAsync();
    }
}
