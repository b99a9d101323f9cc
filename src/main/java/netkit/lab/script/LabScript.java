package netkit.lab.script;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Says which line is next. A step takes no time unless it is a wait; the time of an {@code at} counts from the end of the
 * last wait above it, or from the moment when its line was offered. It knows no clock: times are handed in, as nanoseconds since its beginning.
 * Not safe for threads.
 */
final class LabScript {
    /** What the script asks of the world. */
    interface Conditions {
        /** @param waited nanoseconds */
        boolean isMet(LabStep.Wait wait, long waited);

        /** Why what is waited for cannot come about any more. */
        Optional<String> whyImpossible(LabStep.Wait wait);

        /** Whether programs run whose end must be waited for. */
        boolean isBusy();
    }

    /** What to do. */
    sealed interface Next {
        record Execute(LabLine line, LabStep step) implements Next {}

        /** Nothing, until this time, or until the conditions have changed. */
        record Pause(long until) implements Next {}

        /** What the line waits for cannot come about; it is forgotten. */
        record Impossible(LabLine line, String why) implements Next {}

        record Done() implements Next {}
    }

    private record Offered(LabLine line, long at) {}

    private record Timed(LabLine line, LabStep step, long at, int order) {}

    /** Nobody tells when a port begins to listen. */
    static final Duration LISTENING_POLL = Duration.ofMillis(20);
    private static final long NEVER = Long.MAX_VALUE;

    private final Deque<Offered> lines = new ArrayDeque<>();
    private final PriorityQueue<Timed> timed = new PriorityQueue<>(
            Comparator.comparingLong(Timed::at).thenComparingInt(Timed::order));
    private boolean complete;
    private Optional<LabLine> waiting = Optional.empty();
    private long waitingSince;
    private long lastWaitOver;
    private int order;

    void offer(LabLine line, long now) {
        lines.add(new Offered(line, now));
    }

    /** No further line will come. */
    void complete() {
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    /** All that has not been done, the wait that goes on too. */
    void forget() {
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

    /** Whether a line that is still to come types to the program that runs on the host now. */
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
                if (isOver(wait, now, conditions)) {
                    lastWaitOver = now;
                    waiting = Optional.empty();
                    continue;
                }
                Optional<String> why = startsLater(host(wait)) ? Optional.empty()
                        : conditions.whyImpossible(wait);
                if (why.isPresent()) {
                    waiting = Optional.empty();
                    return new Next.Impossible(line, why.get());
                }
                return new Next.Pause(Math.min(nextTimed(), changes(wait, now)));
            }
            if (lines.isEmpty()) {
                boolean more = !complete || conditions.isBusy() || timed.stream()
                        .anyMatch(
                                one -> one.step instanceof LabStep.Start || one.step instanceof LabStep.Type);
                return more ? new Next.Pause(nextTimed()) : new Next.Done();
            }
            Offered next = lines.remove();
            switch (next.line.step()) {
                case LabStep.Wait _ -> {
                    waiting = Optional.of(next.line);
                    waitingSince = now;
                }
                case LabStep.At(Duration time, LabStep later) -> timed.add(
                        new Timed(next.line, later, Math.max(next.at, lastWaitOver) + time.toNanos(),
                                order++));
                case LabStep other -> {
                    return new Next.Execute(next.line, other);
                }
            }
        }
    }

    private boolean isOver(LabStep.Wait wait, long now, Conditions conditions) {
        return conditions.isMet(wait, now - waitingSince)
                && !(wait instanceof LabStep.Wait.UntilEnded(String host) && startsLater(host));
    }

    private boolean startsLater(String host) {
        return timed.stream().anyMatch(one -> starts(one.step, host));
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

    /** When to look again though nothing is known to have changed. */
    private long changes(LabStep.Wait wait, long now) {
        return switch (wait) {
            case LabStep.Wait.For(Duration time) -> waitingSince + time.toNanos();
            case LabStep.Wait.UntilListening _ -> now + LISTENING_POLL.toNanos();
            case LabStep.Wait.UntilPrinted _,LabStep.Wait.UntilEnded _ -> NEVER;
        };
    }
}
