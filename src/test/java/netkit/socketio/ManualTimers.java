package netkit.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A clock that the test moves. */
final class ManualTimers implements Timers {
    private record Due(long at, Runnable task) {}

    private final List<Due> due = new ArrayList<>();
    private long now;

    @Override
    public synchronized Timer after(Duration time, Runnable task) {
        Due entry = new Due(now + time.toNanos(), task);
        due.add(entry);
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

    void advance(Duration time) {
        List<Due> ripe = new ArrayList<>();
        synchronized (this) {
            now += time.toNanos();
            due.removeIf(entry -> entry.at <= now && ripe.add(entry));
        }
        ripe.forEach(entry -> entry.task.run());
    }
}
