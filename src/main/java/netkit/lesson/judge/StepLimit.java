package netkit.lesson.judge;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import netkit.lab.wire.Amount;
import netkit.lesson.check.Within;

/** The time limit of the step that runs; it begins now. */
final class StepLimit {
    private final Events events;
    private final Within within;
    private final long start = System.nanoTime();

    StepLimit(Events events, Optional<Within> within) {
        this.events = events;
        this.within = within.orElse(new Within(CheckRun.QUIET, false));
    }

    /** Waits until a condition holds; false if it does not within the limit. */
    boolean await(BooleanSupplier condition) throws InterruptedException {
        return within.inAll()
                ? events.await(within.time().minus(Duration.ofNanos(System.nanoTime() - start)), condition)
                : events.awaitMove(within.time(), condition);
    }

    /** Returns the limit for a message, such as {@code 3s}. */
    String text() {
        return events.isOver() ? "the rest of the check's limit" : Amount.text(within.time());
    }
}
