package netkit.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import netkit.net.Scheduler;

/** A scheduler whose clock stands still until the test advances it. */
public final class ManualScheduler implements Scheduler {
    private record Due(long time, Runnable action) {}

    // All that follows is guarded by this.
    private final List<Due> pending = new ArrayList<>();
    private long now;

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized Timer at(long time, Runnable action) {
        Due due = new Due(time, action);
        pending.add(due);
        notifyAll();
        return () -> cancel(due);
    }

    private synchronized void cancel(Due due) {
        pending.removeIf(other -> other == due);
    }

    /** Returns how many actions are waiting for their time. */
    public synchronized int pending() {
        return pending.size();
    }

    /** Waits until at least this many actions are waiting for their time. */
    public synchronized void awaitPending(int count) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (pending.size() < count) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("only " + pending.size() + " of " + count + " timers are pending");
            }
            wait(100);
        }
    }

    /** Returns whether an action is scheduled for exactly this long after the clock's time. */
    public synchronized boolean isDue(Duration time) {
        return pending.stream().anyMatch(due -> due.time == now + time.toNanos());
    }

    /** Waits until an action is scheduled for exactly this long after the clock's time. */
    public synchronized void awaitDue(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!isDue(time)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("no timer is due in " + time + ", but at " + pending);
            }
            wait(100);
        }
    }

    /**
     * Advances the clock and runs, on the calling thread and in the order of their times, all actions whose time has
     * come, those included that such an action schedules.
     */
    public void advance(Duration time) {
        long end = now() + time.toNanos();
        for (Optional<Due> due = next(end); due.isPresent(); due = next(end)) {
            due.get().action.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized Optional<Due> next(long end) {
        Optional<Due> first = pending.stream().filter(due -> due.time <= end)
                .min(Comparator.comparing(Due::time));
        first.ifPresent(due -> {
            cancel(due);
            now = Math.max(now, due.time);
        });
        return first;
    }
}
