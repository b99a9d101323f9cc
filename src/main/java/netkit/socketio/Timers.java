package netkit.socketio;

import java.time.Duration;

/** A source of one-shot timers. */
interface Timers {
    /** Real timers, each a sleeping virtual thread. */
    Timers REAL = (time, task) -> {
        Thread thread = Thread.ofVirtual().name("timer").start(() -> {
            try {
                Thread.sleep(time);
            } catch (InterruptedException _) {
                return; // cancelled
            }
            task.run();
        });
        return () -> {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        };
    };

    /** A timer that has not expired yet. */
    interface Timer {
        Timer NONE = () -> {};

        /** Cancels the timer; has no effect once it has expired. */
        void cancel();
    }

    Timer after(Duration time, Runnable task);
}
