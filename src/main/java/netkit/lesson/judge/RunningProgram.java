package netkit.lesson.judge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import netkit.lesson.judge.process.ProcessMark;
import netkit.lesson.judge.process.ProcessorWait;
import netkit.lesson.judge.process.ProgramOutput;

/** A run of the student's program: its output, its end, and the processes that it started. */
final class RunningProgram implements AutoCloseable {
    private static final int MAX_OUTPUT = 1 << 20;
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
    private static final Duration WATCHED = Duration.ofMillis(200);
    /** Often enough that processes that start others without end are few when they are seen. */
    private static final Duration CONFINED_WATCHED = Duration.ofMillis(30);
    private static final Duration END = Duration.ofSeconds(10);
    private static final int MAX_ROUNDS = 20;

    private final Events events;
    private final Process process;
    private final ProcessMark mark;
    private final Confinement confinement;
    /** Standard output and standard error. */
    private final ProgramOutput output = new ProgramOutput(2, MAX_OUTPUT);
    private int openStreams = 2;
    private OptionalInt status = OptionalInt.empty();
    private boolean killed;
    private volatile Duration waited = Duration.ZERO;
    /** Bytes printed, also those that are not kept. */
    private long outputLength;
    /** Why it was ended before its time. */
    private String excess = "";

    private RunningProgram(Events events, Process process, ProcessMark mark, Confinement confinement) {
        this.confinement = confinement;
        this.events = events;
        this.process = process;
        this.mark = mark;
    }

    /** @throws IOException if the command cannot be started */
    static RunningProgram start(Events events, StudentProgram program, List<String> words)
            throws IOException {
        Confinement confinement = program.confinement();
        ProcessBuilder builder = new ProcessBuilder(confinement.command(words))
                .directory(program.folder().toFile());
        confinement.prepare(builder.environment(), program.folder());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        ProcessMark mark = new ProcessMark();
        mark.put(builder.environment());
        RunningProgram running = new RunningProgram(events, builder.start(), mark, confinement);
        Thread.startVirtualThread(running::watch);
        Thread.startVirtualThread(() -> running.read(0, running.process.getInputStream()));
        Thread.startVirtualThread(() -> running.read(1, running.process.getErrorStream()));
        running.process.onExit()
                .thenAccept(ended -> events.change(() -> running.status = OptionalInt.of(ended.exitValue())));
        return running;
    }

    /** What the system tells of a process is gone when it ends. */
    private void watch() {
        boolean isConfined = confinement != Confinement.NONE;
        Duration pause = isConfined ? CONFINED_WATCHED : WATCHED;
        try {
            do {
                Set<Long> ids = isConfined ? tree() : Set.of(process.pid());
                Duration now = ids.stream().map(ProcessorWait::of).max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO);
                waited = now.compareTo(waited) > 0 ? now : waited;
                if (isConfined) {
                    ProcessUse.of(ids).excess(outputLength()).ifPresent(this::end);
                }
            } while (!process.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String why) {
        events.change(() -> excess = why);
        kill();
    }

    /** Returns which limit of a confined program it exceeded, for which it was ended; else empty. */
    String excess() {
        synchronized (events) {
            return excess;
        }
    }

    private long outputLength() {
        synchronized (events) {
            return outputLength;
        }
    }

    /** Returns how long it was ready to run, and got no processor. */
    Duration waitedForProcessor() {
        return waited;
    }

    private void read(int stream, InputStream in) {
        byte[] buffer = new byte[8192];
        try (in) {
            for (int count; (count = in.read(buffer)) >= 0;) {
                int length = count;
                events.change(() -> {
                    outputLength += length;
                    output.add(stream, buffer, length);
                });
            }
        } catch (IOException _) {
            // the process is gone
        }
        events.change(() -> openStreams--);
    }

    void type(byte[] bytes) {
        Thread.startVirtualThread(() -> {
            try {
                OutputStream in = process.getOutputStream();
                in.write(bytes);
                in.flush();
            } catch (IOException _) {
                // it does not read its input
            }
        });
    }

    /** Returns what it has printed; the monitor must be held, or no change be due. */
    byte[] printed() {
        synchronized (events) {
            return output.bytes();
        }
    }

    /** Whether it has printed more than is kept. */
    boolean isOutputFull() {
        synchronized (events) {
            return output.isFull();
        }
    }

    /** Returns the exit status; empty while it runs, and after the judge killed it. */
    OptionalInt status() {
        synchronized (events) {
            return killed ? OptionalInt.empty() : status;
        }
    }

    boolean hasEnded() {
        synchronized (events) {
            return status.isPresent();
        }
    }

    /** Whether it has ended and all of its output has been read. */
    boolean isSilent() {
        return hasEnded() && openStreams == 0;
    }

    /** Waits for the last output of a process that has ended: a child of it may hold the streams open. */
    void awaitOutput() throws InterruptedException {
        if (hasEnded()) {
            events.await(LAST_OUTPUT, () -> openStreams == 0);
        }
    }

    /** Returns the process and those that it started. */
    Set<Long> processes() {
        Set<Long> ids = tree();
        ids.addAll(mark.processes());
        return ids;
    }

    /** Returns the process and its descendants. */
    private Set<Long> tree() {
        Set<Long> ids = new HashSet<>();
        ids.add(process.pid());
        process.descendants().forEach(one -> ids.add(one.pid()));
        return ids;
    }

    /** Asks the process to end, and gives it time to write what it has buffered. */
    void terminate(Duration time) throws InterruptedException {
        synchronized (events) {
            killed |= status.isEmpty();
        }
        if (confinement != Confinement.NONE) {
            process.descendants().forEach(ProcessHandle::destroy); // what encloses it does not pass the signal on
        }
        process.toHandle().destroy(); // Process.destroy would close the streams
        events.await(time, this::isSilent);
    }

    /** Kills the process and those that it started, also those that left it, and waits for their end. */
    void kill() {
        synchronized (events) {
            killed |= status.isEmpty();
        }
        Set<Long> all = processes();
        for (int round = 0; round < MAX_ROUNDS && !all.isEmpty(); round++) { // one may start another meanwhile
            List<ProcessHandle> handles = all.stream().flatMap(id -> ProcessHandle.of(id).stream()).toList();
            process.destroyForcibly();
            handles.forEach(ProcessHandle::destroyForcibly);
            handles.forEach(RunningProgram::awaitEnd);
            all = mark.processes();
        }
        process.onExit().join();
    }

    private static void awaitEnd(ProcessHandle handle) {
        try {
            handle.onExit().get(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // it hangs in the system: nothing can be done about it
        }
    }

    @Override
    public void close() {
        kill();
    }
}
