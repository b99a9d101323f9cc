package netkit.lab.script;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import netkit.lab.wire.WireChange;

/**
 * Carries out the steps of a file or console in a lab: starts programs, hears what they print, changes the wire. The
 * standard input of a program ends when no line below types to it; that of one that serves stays open.
 */
public final class LabRun implements AutoCloseable {
    /** Shows what happens; its methods are called from several threads. */
    public interface Observer {
        void started(LabProgram program);

        /** @param line without its end; as it was printed, not safe for a terminal */
        void printed(LabProgram program, LabProgram.Output output, String line);

        void ended(LabProgram program);

        void typed(LabProgram program, String text);

        void changed(WireChange change);

        void display(LabStep.Display display) throws IOException;

        /** Called only where a run goes on in spite of it. */
        void failed(LabLine line, String why);
    }

    /** What comes of a step that fails. */
    public enum OnFailure {
        END, CONTINUE
    }

    /** How a run ended. */
    public sealed interface Ending {
        /** All steps were taken, and all programs have ended, but those that serve; or an {@code end} said so. */
        record Done() implements Ending {}

        /** By Ctrl-C. */
        record Interrupted() implements Ending {}

        /** @param why what it was still waiting for */
        record TimedOut(String why) implements Ending {}

        record Failed(LabLine line, String why) implements Ending {}
    }

    /** What all programs together may take to end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration FINAL_OUTPUT_TIMEOUT = Duration.ofMillis(300);

    private final ScriptTarget target;
    private final Observer observer;
    private final OnFailure onFailure;
    private final LabScript script = new LabScript();
    private final LabConditions conditions;
    private final long startedNanos = System.nanoTime();
    private boolean interrupted;

    public LabRun(ScriptTarget target, Observer observer, OnFailure onFailure) {
        this.target = target;
        this.observer = observer;
        this.onFailure = onFailure;
        this.conditions = new LabConditions(target);
    }

    /** Another line, for as soon as those before it are done. */
    public synchronized void offer(LabLine line) {
        script.offer(line, now());
        notifyAll();
    }

    /** There are no more lines: the run ends when all is done. */
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
     * As Ctrl-C at a shell: forgets the lines that wait, and ends the programs.
     *
     * @return whether there was anything to end
     */
    public boolean interruptPrograms() {
        boolean any;
        synchronized (this) {
            any = !script.isEmpty();
            script.forget();
            notifyAll();
        }
        return stop(LabProgram::isRunning) || any;
    }

    /** Those that were started, in that order. */
    public synchronized List<LabProgram> programs() {
        return conditions.programs();
    }

    /** Tells these programs to end. */
    private boolean stop(Predicate<LabProgram> which) {
        List<LabProgram> found = programs().stream().filter(LabProgram::isRunning).filter(which).toList();
        found.forEach(LabProgram::stop);
        return !found.isEmpty();
    }

    /** Goes through the steps, on the calling thread. */
    public Ending run(Duration limit) throws InterruptedException {
        while (true) {
            LabScript.Next.Execute next;
            synchronized (this) {
                switch (awaitNext(limit.toNanos())) {
                    case LabScript.Next.Execute take -> next = take;
                    case LabScript.Next.Impossible(LabLine line, String why) -> {
                        if (onFailure == OnFailure.END) {
                            return new Ending.Failed(line, why);
                        }
                        observer.failed(line, why);
                        continue;
                    }
                    case LabScript.Next.Done _ -> {
                        return new Ending.Done();
                    }
                    case LabScript.Next.Pause _ -> {
                        return interrupted ? new Ending.Interrupted() : new Ending.TimedOut(whyNotDone());
                    }
                }
            }
            if (next.step() instanceof LabStep.End) {
                return new Ending.Done();
            }
            try {
                take(next.step());
            } catch (IOException e) {
                if (onFailure == OnFailure.END) {
                    return new Ending.Failed(next.line(), e.getMessage());
                }
                observer.failed(next.line(), e.getMessage());
            }
        }
    }

    /** @return a pause only when the time is over, or the run was interrupted */
    private LabScript.Next awaitNext(long limit) throws InterruptedException {
        while (true) {
            long now = now();
            endInputs();
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
        return System.nanoTime() - startedNanos;
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

    private void take(LabStep step) throws IOException {
        switch (step) {
            case LabStep.Start start -> start(start);
            case LabStep.Type(String host, String text) -> type(host, text);
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
            throw new IOException(e.getMessage()); // together with what is set already it makes no sense
        }
        observer.changed(change);
    }

    private void start(LabStep.Start start) throws IOException {
        Set<ListeningPort> before = target.listening(start.host());
        LabProgram program = LabProgram.start(programs().size() + 1, start, target);
        synchronized (this) {
            conditions.started(program, before);
        }
        observer.started(program);
        program.listen(listener);
    }

    private void type(String host, String text) throws IOException {
        LabProgram program = programs().reversed().stream()
                .filter(one -> one.host().equals(host) && one.isRunning()).findFirst()
                .orElseThrow(() -> new IOException("nothing runs on " + host + " that could be typed to"));
        observer.typed(program, text); // before the answer can come
        program.type(text);
    }

    private void stop(LabStep.ProgramSelector selector) throws IOException {
        boolean any = switch (selector) {
            case LabStep.ProgramSelector.All _ -> stop(_ -> true);
            case LabStep.ProgramSelector.OnHost(String host) -> stop(program -> program.host().equals(host));
            case LabStep.ProgramSelector.Numbered(int number) -> stop(program -> program.number() == number);
        };
        if (!any) {
            throw new IOException(switch (selector) {
                case LabStep.ProgramSelector.All _ -> "no program runs";
                case LabStep.ProgramSelector.OnHost(String host) -> "no program runs on " + host;
                case LabStep.ProgramSelector.Numbered(int number) -> "no program " + number + " runs";
            });
        }
    }

    /** Ends all programs that still run, the last one first and with time for its last words, and waits until they have. */
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

    private final LabProgram.Listener listener = new LabProgram.Listener() {
        @Override
        public void printed(LabProgram program, LabProgram.Output output, String line) {
            observer.printed(program, output, line);
            synchronized (LabRun.this) {
                conditions.printed(program.host(), line);
                LabRun.this.notifyAll();
            }
        }

        @Override
        public void ended(LabProgram program) {
            observer.ended(program);
            synchronized (LabRun.this) {
                LabRun.this.notifyAll();
            }
        }
    };
}
