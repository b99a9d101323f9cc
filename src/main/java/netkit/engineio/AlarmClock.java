package netkit.engineio;

import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** Wakes sessions when something of theirs is due: one thread for all of them. */
final class AlarmClock implements AutoCloseable {
    private static final class Alarm implements Delayed {
        private final AlarmClock clock;
        private final long time;
        private final Runnable action;

        Alarm(AlarmClock clock, long time, Runnable action) {
            this.clock = clock;
            this.time = time;
            this.action = action;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(time - clock.now(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(time, ((Alarm) other).time);
        }
    }

    private final long start = System.nanoTime();
    private final DelayQueue<Alarm> alarms = new DelayQueue<>();
    private final Thread thread;

    /** @param threads a platform thread is not late when virtual ones are busy, which give way only when they wait */
    AlarmClock(Thread.Builder threads) {
        thread = threads.name("alarm clock").start(this::run);
    }

    /** Nanoseconds since this clock was made. */
    long now() {
        return System.nanoTime() - start;
    }

    /** @param action must not block */
    void at(long time, Runnable action) {
        alarms.add(new Alarm(this, time, action));
    }

    private void run() {
        try {
            while (true) {
                alarms.take().action.run();
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
