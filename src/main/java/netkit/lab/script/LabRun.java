package netkit.lab.script;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import netkit.lab.wire.WireChange;

/**
 * The execution of a script, from a file or the console, against a lab: starts programs, reads their output, changes
 * the wire. The standard input of a program is closed when no later step types to it; that of a program that serves
 * stays open.
 */
public final class LabRun implements AutoCloseable {
    /** Receives what happens in a run, on several threads and never with a lock of the run held. */
    public interface Observer {
        void happened(Event event);

        void display(LabStep.Display display) throws IOException;
    }

    public sealed interface Event {
        record Started(LabProgram program) implements Event {}

        /** @param line without its line terminator; unescaped, so not safe for a terminal */
        record Printed(LabProgram program, LabProgram.Output output, String line) implements Event {}

        /** Follows the last line that the program printed. */
        record Ended(LabProgram program) implements Event {}

        record Typed(LabProgram program, String text) implements Event {}

        record Changed(WireChange change) implements Event {}

        /** A step failed, and the run continues. */
        record Failed(String why) implements Event {}
    }

    /** What a failed step causes. */
    public enum OnFailure {
        END, CONTINUE
    }

    /** How a run ended. */
    public sealed interface Ending {
        /**
         * All steps were executed and all programs have ended, except those that serve; or a step {@code end} was
         * reached.
         */
        record Done() implements Ending {}

        /** Interrupted by Ctrl-C. */
        record Interrupted() implements Ending {}

        /** @param why what the run was still waiting for */
        record TimedOut(String why) implements Ending {}

        record Failed(LabLine line, String why) implements Ending {}
    }

    /** Time for all programs together to end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration FINAL_OUTPUT_TIMEOUT = Duration.ofMillis(300);

    private final ScriptTarget target;
    private final Observer observer;
    private final OnFailure onFailure;
    private final LabScript script = new LabScript();
    private final LabConditions conditions;
    private final LongSupplier clock;
    private final long startedNanos;
    private final Deque<LabScript.Next> typingFailures = new ArrayDeque<>();
    private boolean interrupted;

    public LabRun(ScriptTarget target, Observer observer, OnFailure onFailure) {
        this(target, observer, onFailure, System::nanoTime);
    }

    /** @param clock in nanoseconds; it may advance faster than the system's if {@link #complete} is called then */
    LabRun(ScriptTarget target, Observer observer, OnFailure onFailure, LongSupplier clock) {
        this.clock = clock;
        this.startedNanos = clock.getAsLong();
        this.target = target;
        this.observer = observer;
        this.onFailure = onFailure;
        this.conditions = new LabConditions(target);
    }

    /** Adds a line, to be executed after those before it. */
    public synchronized void offer(LabLine line) {
        script.offer(line, now());
        notifyAll();
    }

    /** Marks the script as complete: the run ends when all its steps are done. */
    public synchronized void complete() {
        script.complete();
        notifyAll();
    }

    /** Ends the run at once, from any thread. */
    public synchronized void interrupt() {
        interrupted = true;
        notifyAll();
    }

    /**
     * Discards the steps not yet executed and stops all programs, as Ctrl-C does in a shell.
     *
     * @return whether there was anything to stop
     */
    public boolean interruptPrograms() {
        boolean any;
        synchronized (this) {
            any = !script.isEmpty();
            script.clear();
            notifyAll();
        }
        return stop(LabProgram::isRunning) || any;
    }

    /** Returns all programs in the order in which they were started. */
    public synchronized List<LabProgram> programs() {
        return conditions.programs();
    }

    /** Stops these programs; returns whether any was running. */
    private boolean stop(Predicate<LabProgram> which) {
        List<LabProgram> found = programs().stream().filter(LabProgram::isRunning).filter(which).toList();
        found.forEach(LabProgram::stop);
        return !found.isEmpty();
    }

    /** Executes the steps on the calling thread. */
    public Ending run(Duration limit) throws InterruptedException {
        while (true) {
            switch (awaitNext(limit.toNanos())) {
                case LabScript.Next.Execute(LabLine _, LabStep.End _) -> {
                    return new Ending.Done();
                }
                case LabScript.Next.Execute(LabLine line, LabStep step) -> {
                    try {
                        execute(line, step);
                    } catch (IOException e) {
                        if (onFailure == OnFailure.END) {
                            return new Ending.Failed(line, e.getMessage());
                        }
                        observer.happened(new Event.Failed(e.getMessage()));
                    }
                }
                case LabScript.Next.Failed(LabLine line, String why) -> {
                    if (onFailure == OnFailure.END) {
                        return new Ending.Failed(line, why);
                    }
                    observer.happened(new Event.Failed(why));
                }
                case LabScript.Next.Done _ -> {
                    return new Ending.Done();
                }
                case LabScript.Next.Pause _ -> {
                    return whyPaused();
                }
            }
        }
    }

    private synchronized Ending whyPaused() {
        return interrupted ? new Ending.Interrupted() : new Ending.TimedOut(whyNotDone());
    }

    /** @return a pause only if the time limit has passed or the run was interrupted */
    private synchronized LabScript.Next awaitNext(long limit) throws InterruptedException {
        while (true) {
            long now = now();
            endInputs();
            if (!typingFailures.isEmpty()) {
                return typingFailures.poll();
            }
            LabScript.Next next = script.next(now, conditions);
            if (interrupted) {
                return new LabScript.Next.Pause(now);
            }
            if (!(next instanceof LabScript.Next.Pause(long until)) || now >= limit) {
                return next;
            }
            long nanos = Math.min(until, limit) - now;
            wait(TimeUnit.NANOSECONDS.toMillis(nanos), (int) (nanos % 1_000_000));
        }
    }

    private long now() {
        return clock.getAsLong() - startedNanos;
    }

    private String whyNotDone() {
        if (script.waiting().isPresent()) {
            return "waiting " + script.waiting().get().step();
        }
        String running = conditions.programs().stream()
                .filter(program -> program.isRunning() && !program.serves())
                .map(program -> program.host() + ": " + program.command()).collect(Collectors.joining("; "));
        return running.isEmpty() ? "waiting for a later line" : "still running: " + running;
    }

    private void endInputs() {
        for (LabProgram program : conditions.programs()) {
            if (script.isComplete() && !program.serves() && !program.inputHasEnded()
                    && !script.typesTo(program.host())) {
                program.endInput();
            }
        }
    }

    private void execute(LabLine line, LabStep step) throws IOException {
        switch (step) {
            case LabStep.Start start -> start(start);
            case LabStep.Type(String host, String text) -> type(line, host, text);
            case LabStep.Stop(LabStep.ProgramSelector selector) -> stop(selector);
            case LabStep.Change(WireChange change) -> change(change);
            case LabStep.Display display -> observer.display(display);
            case LabStep.At _,LabStep.Wait _,LabStep.End _ ->
                throw new IllegalStateException(step.toString());
        }
    }

    private void change(WireChange change) throws IOException {
        try {
            target.wire(change.applyTo(target.wire()));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage()); // not valid together with the current settings
        }
        observer.happened(new Event.Changed(change));
    }

    private void start(LabStep.Start start) throws IOException {
        Set<ListeningPort> before = target.listening(start.host());
        LabProgram program = LabProgram.start(programs().size() + 1, start, target);
        synchronized (this) {
            conditions.started(program, before);
        }
        observer.happened(new Event.Started(program));
        program.listen(this::reported);
    }

    private void type(LabLine line, String host, String text) throws IOException {
        LabProgram program = programs().reversed().stream()
                .filter(one -> one.host().equals(host) && one.isRunning()).findFirst()
                .orElseThrow(() -> new IOException("no program is running on " + host + " to type to"));
        observer.happened(new Event.Typed(program, text)); // before the program can respond
        program.type(text, e -> typingFailed(line, e));
    }

    private synchronized void typingFailed(LabLine line, IOException e) {
        typingFailures.add(new LabScript.Next.Failed(line, e.getMessage()));
        notifyAll();
    }

    private void stop(LabStep.ProgramSelector selector) throws IOException {
        boolean any = switch (selector) {
            case LabStep.ProgramSelector.All _ -> stop(_ -> true);
            case LabStep.ProgramSelector.OnHost(String host) -> stop(program -> program.host().equals(host));
            case LabStep.ProgramSelector.Numbered(int number) -> stop(program -> program.number() == number);
        };
        if (!any) {
            throw new IOException(switch (selector) {
                case LabStep.ProgramSelector.All _ -> "no program is running";
                case LabStep.ProgramSelector.OnHost(String host) -> "no program is running on " + host;
                case LabStep.ProgramSelector.Numbered(int number) -> "no program " + number + " is running";
            });
        }
    }

    /** Stops all running programs, the last one first, with time for their final output, and waits for their end. */
    @Override
    public void close() {
        try {
            for (LabProgram program : programs().reversed()) {
                program.stop();
                awaitEnd(List.of(program), FINAL_OUTPUT_TIMEOUT);
            }
            awaitEnd(programs(), STOP_TIMEOUT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitEnd(List<LabProgram> all, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); left > 0
                && all.stream().anyMatch(LabProgram::isRunning); left = deadline - System.nanoTime()) {
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    /** Passes on what a program reports, and looks again at what the script waits for. */
    private void reported(Event event) {
        observer.happened(event);
        synchronized (this) {
            if (event instanceof Event.Printed(var program, _, String line)) {
                conditions.printed(program.host(), line);
            }
            notifyAll();
        }
    }
}
