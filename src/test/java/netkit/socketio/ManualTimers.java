package netkit.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Timers that expire when the test advances their clock. */
final class ManualTimers implements Timers {
    private record Due(long at, Runnable task) {}

    private final List<Due> due = new ArrayList<>();
    private long now;

    @Override
    public synchronized Timer after(Duration time, Runnable task) {
        Due entry = new Due(now + time.toNanos(), task);
        due.add(entry);
        notifyAll();
        return () -> {
            synchronized (this) {
                due.remove(entry);
            }
        };
    }

    synchronized long now() {
        return now;
    }

    synchronized int pending() {
        return due.size();
    }

    /** Waits until this many timers are pending. */
    synchronized void awaitPending(int count) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (due.size() < count) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("only " + due.size() + " timers are pending");
            }
            wait(100);
        }
    }

    void advance(Duration time) {
        List<Due> ripe = new ArrayList<>();
        synchronized (this) {
            now += time.toNanos();
            due.removeIf(entry -> entry.at <= now && ripe.add(entry));
        }
        ripe.forEach(entry -> entry.task.run());
    }
}
