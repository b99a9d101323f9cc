package netkit.net;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A timer that runs an action once a count, such as that of the bytes written, has not changed within a time. */
public final class StallTimer {
    private final Scheduler scheduler;
    private final Duration limit;
    private final LongSupplier count;
    private final Runnable onStall;

    // All that follows is guarded by this.
    private long before;
    private boolean stopped;
    private Scheduler.Timer timer;

    private StallTimer(Scheduler scheduler, Duration limit, LongSupplier count, Runnable onStall) {
        this.scheduler = scheduler;
        this.limit = limit;
        this.count = count;
        this.onStall = onStall;
    }

    /**
     * Starts a timer.
     *
     * @param limit after each such time the count is compared with what it was before
     * @param onStall must not block
     */
    public static StallTimer start(Scheduler scheduler, Duration limit, LongSupplier count,
            Runnable onStall) {
        StallTimer stall = new StallTimer(scheduler, limit, count, onStall);
        stall.schedule(count.getAsLong());
        return stall;
    }

    private synchronized void schedule(long current) {
        before = current;
        if (!stopped) {
            timer = scheduler.after(limit, this::check);
        }
    }

    private void check() {
        long current = count.getAsLong();
        if (changedTo(current)) {
            schedule(current);
        } else {
            stop();
            onStall.run();
        }
    }

    private synchronized boolean changedTo(long current) {
        return stopped || current != before;
    }

    public synchronized void stop() {
        stopped = true;
        timer.cancel();
    }
}
