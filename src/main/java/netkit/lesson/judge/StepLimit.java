package netkit.lesson.judge;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import netkit.lab.wire.Amount;
import netkit.lesson.check.Within;

/**
 * The time limit of the step that runs; it begins now. It is longer by the time for which the program was ready to run,
 * and got no processor: on a busy machine a right program must not be too late.
 */
final class StepLimit {
    /** A shorter wait for a processor is usual. */
    private static final Duration LEAST = Duration.ofMillis(50);

    private final Events events;
    private final Within within;
    private final long start = System.nanoTime();
    private final Supplier<Duration> waited;
    private final Duration waitedBefore;

    /** @param waited returns how long the program has waited for a processor until now */
    StepLimit(Events events, Optional<Within> within, Supplier<Duration> waited) {
        this.events = events;
        this.waited = waited;
        waitedBefore = waited.get();
        this.within = within.orElse(new Within(CheckRun.QUIET, false));
    }

    /** Waits until a condition holds; false if it does not within the limit. */
    boolean await(BooleanSupplier condition) throws InterruptedException {
        boolean met = awaitOnce(condition);
        Duration granted = Duration.ZERO;
        while (!met && !events.isOver()) {
            Duration more = waited.get().minus(waitedBefore).minus(granted);
            if (more.compareTo(LEAST) < 0) {
                return false;
            }
            granted = granted.plus(more);
            met = events.await(more, condition);
        }
        return met;
    }

    private boolean awaitOnce(BooleanSupplier condition) throws InterruptedException {
        return within.inAll()
                ? events.await(within.time().minus(Duration.ofNanos(System.nanoTime() - start)), condition)
                : events.awaitMove(within.time(), condition);
    }

    /** Returns the limit for a message, such as {@code 3s}. */
    String text() {
        return events.isOver() ? "the rest of the check's limit" : Amount.text(within.time());
    }
}
