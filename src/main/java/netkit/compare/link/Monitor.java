package netkit.compare.link;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for what another thread brings about, on the monitor of an object that it notifies. */
final class Monitor {
    private Monitor() {}

    /**
     * The caller holds the monitor, and gives it up while it waits.
     *
     * @return whether the condition has come about in time
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
