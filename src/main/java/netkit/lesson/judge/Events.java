package netkit.lesson.judge;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The monitor of one running check: what threads observe is written under it, and the check waits on it. No I/O is done
 * while it is held.
 */
final class Events {
    private final long start = System.nanoTime();
    private final long end;
    /** When something last moved on a connection, or was printed. */
    private long lastMove = start;

    Events(Duration limit) {
        end = start + limit.toNanos();
    }

    /** Changes the observed state and wakes the check. */
    synchronized void change(Runnable change) {
        change.run();
        lastMove = System.nanoTime();
        notifyAll();
    }

    long millis() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /** Waits until a condition holds; false after this time without a change, or at the limit of the check. */
    synchronized boolean awaitMove(Duration quiet, BooleanSupplier condition) throws InterruptedException {
        long from = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long last = Math.max(from, lastMove);
            if (!waitUntil(Math.min(end, last + quiet.toNanos()))) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Waits until a condition holds; false after this time. */
    synchronized boolean await(Duration time, BooleanSupplier condition) throws InterruptedException {
        long until = Math.min(end, System.nanoTime() + time.toNanos());
        while (!condition.getAsBoolean()) {
            if (!waitUntil(until)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    private boolean waitUntil(long time) throws InterruptedException {
        long left = time - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        wait(left / 1_000_000, (int) (left % 1_000_000));
        return true;
    }
}
