package netkit.lab.script;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * The scheduler of a script: decides which step is executed next and when. A step takes no time unless it is a wait;
 * the time of an {@code at} counts from the end of the last wait above it, or from the moment its line was offered. It
 * has no clock: times are passed in, as nanoseconds since the start. Not thread-safe.
 */
final class LabScript {
    /** The conditions that waits depend on. */
    interface Conditions {
        /** @param waited nanoseconds since the wait started */
        boolean isMet(LabStep.Wait wait, long waited);

        /** Returns why the wait can no longer be satisfied; empty if it can. */
        Optional<String> whyImpossible(LabStep.Wait wait);

        /** Whether programs are running whose end the run waits for. */
        boolean isBusy();
    }

    /** What the caller must do next. */
    sealed interface Next {
        record Execute(LabLine line, LabStep step) implements Next {}

        /** Wait until this time or until the conditions change. */
        record Pause(long until) implements Next {}

        /** The step of this line has failed, and has been removed: a wait that can no longer be satisfied, for example. */
        record Failed(LabLine line, String why) implements Next {}

        record Done() implements Next {}
    }

    private record Offered(LabLine line, long at) {}

    private record Timed(LabLine line, LabStep step, long at, int order) {}

    /** Polling interval for listening ports, because the system sends no notification. */
    static final Duration LISTENING_POLL = Duration.ofMillis(20);
    private static final long NEVER = Long.MAX_VALUE;

    private final Deque<Offered> lines = new ArrayDeque<>();
    private final PriorityQueue<Timed> timed = new PriorityQueue<>(
            Comparator.comparingLong(Timed::at).thenComparingInt(Timed::order));
    private boolean complete;
    private Optional<LabLine> waiting = Optional.empty();
    private long waitingSince;
    private long lastWaitEnd;
    private int order;

    void offer(LabLine line, long now) {
        lines.add(new Offered(line, now));
    }

    /** Marks the script as complete: no further line is offered. */
    void complete() {
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    /** Discards all steps not yet executed, including a wait in progress. */
    void clear() {
        lines.clear();
        timed.clear();
        waiting = Optional.empty();
    }

    boolean isEmpty() {
        return lines.isEmpty() && timed.isEmpty() && waiting.isEmpty();
    }

    Optional<LabLine> waiting() {
        return waiting;
    }

    /** Whether a later step types to the program that is now running on the host. */
    boolean typesTo(String host) {
        Stream<LabStep> later = timed.stream().sorted(Comparator.comparingInt(Timed::order)).map(Timed::step);
        return Stream.concat(later, lines.stream().map(offered -> unwrapped(offered.line.step())))
                .filter(step -> step instanceof LabStep.Type type && type.host().equals(host)
                        || starts(step, host))
                .findFirst().filter(LabStep.Type.class::isInstance).isPresent();
    }

    private static LabStep unwrapped(LabStep step) {
        return step instanceof LabStep.At(Duration _, LabStep later) ? later : step;
    }

    private static boolean starts(LabStep step, String host) {
        return step instanceof LabStep.Start start && start.host().equals(host);
    }

    Next next(long now, Conditions conditions) {
        while (true) {
            if (!timed.isEmpty() && timed.peek().at <= now) {
                Timed due = timed.remove();
                return new Next.Execute(due.line, due.step);
            }
            if (waiting.isPresent()) {
                LabLine line = waiting.get();
                LabStep.Wait wait = (LabStep.Wait) line.step();
                if (isSatisfied(wait, now, conditions)) {
                    lastWaitEnd = now;
                    waiting = Optional.empty();
                    continue;
                }
                Optional<String> why = startsLater(host(wait)) ? Optional.empty()
                        : conditions.whyImpossible(wait);
                if (why.isPresent()) {
                    waiting = Optional.empty();
                    return new Next.Failed(line, why.get());
                }
                return new Next.Pause(Math.min(nextTimed(), nextCheck(wait, now)));
            }
            if (lines.isEmpty()) {
                boolean more = !complete || conditions.isBusy() || timed.stream()
                        .anyMatch(
                                entry -> entry.step instanceof LabStep.Start
                                        || entry.step instanceof LabStep.Type);
                return more ? new Next.Pause(nextTimed()) : new Next.Done();
            }
            Offered next = lines.remove();
            switch (next.line.step()) {
                case LabStep.Wait _ -> {
                    waiting = Optional.of(next.line);
                    waitingSince = now;
                }
                case LabStep.At(Duration time, LabStep later) -> timed.add(
                        new Timed(next.line, later, Math.max(next.at, lastWaitEnd) + time.toNanos(),
                                order++));
                case LabStep other -> {
                    return new Next.Execute(next.line, other);
                }
            }
        }
    }

    private boolean isSatisfied(LabStep.Wait wait, long now, Conditions conditions) {
        return conditions.isMet(wait, now - waitingSince)
                && !(wait instanceof LabStep.Wait.UntilEnded(String host) && startsLater(host));
    }

    private boolean startsLater(String host) {
        return timed.stream().anyMatch(entry -> starts(entry.step, host));
    }

    private static String host(LabStep.Wait wait) {
        return switch (wait) {
            case LabStep.Wait.For _ -> "";
            case LabStep.Wait.UntilPrinted(String host, String _) -> host;
            case LabStep.Wait.UntilEnded(String host) -> host;
            case LabStep.Wait.UntilListening until -> until.host();
        };
    }

    private long nextTimed() {
        return timed.isEmpty() ? NEVER : timed.peek().at;
    }

    /** Returns when to check a wait again even without a notification. */
    private long nextCheck(LabStep.Wait wait, long now) {
        return switch (wait) {
            case LabStep.Wait.For(Duration time) -> waitingSince + time.toNanos();
            case LabStep.Wait.UntilListening _ -> now + LISTENING_POLL.toNanos();
            case LabStep.Wait.UntilPrinted _,LabStep.Wait.UntilEnded _ -> NEVER;
        };
    }
}
