package netkit.socketio.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import netkit.net.Scheduler;

/** The responses to one request that are waited for. Thread-safe. */
final class PendingReplies {
    private final int expected;
    private final List<ClusterResponse> arrived = new ArrayList<>();
    private boolean timedOut;

    PendingReplies(int expected) {
        this.expected = expected;
    }

    synchronized void add(ClusterResponse response) {
        if (!timedOut && arrived.size() < expected) {
            arrived.add(response);
            notifyAll();
        }
    }

    /** Waits for all responses, or for the timeout; returns those that arrived. */
    List<ClusterResponse> await(Scheduler scheduler, Duration timeout) throws InterruptedException {
        Scheduler.Timer timer = scheduler.after(timeout, this::timedOut);
        try {
            synchronized (this) {
                while (arrived.size() < expected && !timedOut) {
                    wait();
                }
                timedOut = true; // what comes now is too late
                return List.copyOf(arrived);
            }
        } finally {
            timer.cancel();
        }
    }

    private synchronized void timedOut() {
        timedOut = true;
        notifyAll();
    }
}
