package netkit.net;

import java.time.Duration;

/**
 * A time limit for a message that arrives in pieces: a time from its beginning, and one second more for each
 * {@value #BYTES_PER_SECOND} bytes received, so that a slow peer has time for a large message. The thread that reads says
 * when it waits for the rest of a message. Thread-safe.
 */
public final class MessageTimer {
    private static final int BYTES_PER_SECOND = 1024;
    private static final long NANOS_PER_BYTE = 1_000_000_000L / BYTES_PER_SECOND;

    private final Scheduler scheduler;
    private final Duration limit;
    private final Runnable onTimeout;

    /** Whether the reading thread waits for the rest of a message. */
    private volatile boolean waiting;

    // All that follows is guarded by this.
    private long message = -1;
    private long begunAt;
    private long dueAt;
    private boolean scheduled;
    private boolean stopped;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;

    /** @param onTimeout called at most once; must not block */
    public MessageTimer(Scheduler scheduler, Duration limit, Runnable onTimeout) {
        this.scheduler = scheduler;
        this.limit = limit;
        this.onTimeout = onTimeout;
    }

    /**
     * The reading thread is about to wait for the rest of a message.
     *
     * @param number tells this message from the ones before it
     * @param received bytes of it so far
     */
    public synchronized void await(long number, long received) {
        long now = scheduler.now();
        if (number != message) {
            message = number;
            begunAt = now;
        }
        dueAt = begunAt + limit.toNanos() + received * NANOS_PER_BYTE;
        waiting = true;
        if (!scheduled && !stopped) {
            schedule();
        }
    }

    /** The reading thread has received something, or waits for a new message. Costs little if it did not wait. */
    public void resume() {
        if (waiting) {
            waiting = false;
        }
    }

    public synchronized void stop() {
        stopped = true;
        timer.cancel();
    }

    private void schedule() {
        scheduled = true;
        timer = scheduler.at(dueAt, this::check);
    }

    private void check() {
        if (isDue()) {
            onTimeout.run();
        }
    }

    private synchronized boolean isDue() {
        scheduled = false;
        if (!waiting || stopped) {
            return false;
        }
        stopped = scheduler.now() >= dueAt;
        if (!stopped) {
            schedule();
        }
        return stopped;
    }
}
