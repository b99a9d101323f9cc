package netkit.compare.link;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition on the monitor of an object that another thread notifies. */
final class Monitor {
    private Monitor() {}

    /**
     * Waits until the condition holds. The caller holds the monitor, which is released while waiting.
     *
     * @return whether the condition held in time
     */
    static boolean await(Object monitor, BooleanSupplier condition, Duration atMost)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(monitor, left);
        }
        return true;
    }
}
