package netkit.net;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A clock, and the timed actions that run by it. Heartbeats, idle limits and timeouts are all timed here, so that a
 * test can hand in a clock of its own.
 */
public interface Scheduler {
    /** The system's clock. All its actions run on one thread, which no action that throws can end. */
    Scheduler SYSTEM = new SystemScheduler();

    /** An action that has not run yet. */
    interface Timer {
        Timer NONE = () -> {};

        /** Keeps the action from running; has no effect once it runs. */
        void cancel();
    }

    /** Returns the nanoseconds since a fixed moment. */
    long now();

    /**
     * Runs an action once, at a time of {@link #now}, or soon if that has passed.
     *
     * @param action must not block; what takes long or calls a program's code goes to a {@link SerialExecutor}
     */
    Timer at(long time, Runnable action);

    /** Runs an action once, this long from now. */
    default Timer after(Duration delay, Runnable action) {
        return at(now() + delay.toNanos(), action);
    }
}

/** A platform thread: it stays punctual when virtual threads keep all carriers busy. */
final class SystemScheduler implements Scheduler {
    private final long start = System.nanoTime();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("scheduler").factory());

    SystemScheduler() {
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long now() {
        return System.nanoTime() - start;
    }

    @Override
    public Timer at(long time, Runnable action) {
        ScheduledFuture<?> task = thread.schedule(() -> run(action), time - now(), TimeUnit.NANOSECONDS);
        return () -> task.cancel(false);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            report(e);
        }
    }

    private static void report(Throwable e) {
        try {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } catch (Throwable _) {
            // not even the report succeeded, for want of memory perhaps: the other actions run on
        }
    }
}
