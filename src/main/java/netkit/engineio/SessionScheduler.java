package netkit.engineio;

import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** A scheduler that runs the timed actions of all sessions on one thread, and the clock they are timed by. */
final class SessionScheduler implements AutoCloseable {
    private static final class Task implements Delayed {
        private final SessionScheduler scheduler;
        private final long time;
        private final Runnable action;

        Task(SessionScheduler scheduler, long time, Runnable action) {
            this.scheduler = scheduler;
            this.time = time;
            this.action = action;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(time - scheduler.now(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(time, ((Task) other).time);
        }
    }

    private final long start = System.nanoTime();
    private final DelayQueue<Task> tasks = new DelayQueue<>();
    private final Thread thread;

    /** @param threads a platform thread stays punctual when virtual threads keep all carriers busy */
    SessionScheduler(Thread.Builder threads) {
        thread = threads.name("session scheduler").start(this::run);
    }

    /** Returns the nanoseconds since this scheduler was created. */
    long now() {
        return System.nanoTime() - start;
    }

    /**
     * Runs an action at a time of {@link #now}.
     *
     * @param action must not block
     */
    void schedule(long time, Runnable action) {
        tasks.add(new Task(this, time, action));
    }

    private void run() {
        try {
            while (true) {
                tasks.take().action.run();
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
