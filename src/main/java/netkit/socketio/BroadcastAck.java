package netkit.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import netkit.net.Scheduler;

/**
 * The acknowledgements of a broadcast, gathered from all its receivers on all servers. Complete when each server has
 * said how many of its clients the event went to, and each of those has acknowledged it. Thread-safe.
 */
public final class BroadcastAck {
    /**
     * What was gathered.
     *
     * @param replies first value of each acknowledgement, null if it has none, in the order of arrival
     * @param clients to which the event went, as far as the servers have told
     * @param isComplete false if a server or a client did not reply in time
     */
    public record Result(List<Object> replies, int clients, boolean isComplete) {}

    private final Scheduler.Timer timer;
    private final List<Object> replies = new ArrayList<>();
    private int expectedServers = Integer.MAX_VALUE;
    private int servers;
    private int clients;
    private boolean timedOut;

    BroadcastAck(Scheduler scheduler, Duration timeout) {
        this.timer = scheduler.after(timeout, this::timedOut);
    }

    /** @param count servers that tell their number of clients, this one included; until it is known, nothing is complete */
    synchronized void expectServers(int count) {
        expectedServers = count;
        finishIfComplete();
    }

    synchronized void addClients(int count) {
        servers++;
        clients += count;
        finishIfComplete();
    }

    synchronized void addReply(Object value) {
        if (!timedOut) {
            replies.add(value);
            finishIfComplete();
        }
    }

    private void finishIfComplete() {
        if (isComplete()) {
            timer.cancel();
            notifyAll();
        }
    }

    private boolean isComplete() {
        return servers >= expectedServers && replies.size() >= clients;
    }

    private synchronized void timedOut() {
        timedOut = true;
        notifyAll();
    }

    /** Waits until it is complete, or for the timeout. */
    public synchronized Result await() throws InterruptedException {
        while (!isComplete() && !timedOut) {
            wait();
        }
        return new Result(Collections.unmodifiableList(new ArrayList<>(replies)), clients, isComplete());
    }
}
