package netkit.socketio;

import java.time.Duration;

/** Does something later. */
interface Timers {
    /** Each on a virtual thread of its own, which sleeps meanwhile. */
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

    /** Something that is to be done. */
    interface Timer {
        Timer NONE = () -> {};

        /** Without effect once it is done. */
        void cancel();
    }

    Timer after(Duration time, Runnable task);
}
