package netkit.lesson.judge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** A run of the student's program: its output, its end, and the processes that it started. */
final class RunningProgram implements AutoCloseable {
    private static final int MAX_OUTPUT = 1 << 20;
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    private final Events events;
    private final Process process;
    /** Standard output and standard error, as they came. */
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int openStreams = 2;
    private OptionalInt status = OptionalInt.empty();
    private boolean killed;

    private RunningProgram(Events events, Process process) {
        this.events = events;
        this.process = process;
    }

    /** @throws IOException if the command cannot be started */
    static RunningProgram start(Events events, StudentProgram program, List<String> words)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(program.folder().toFile());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        RunningProgram running = new RunningProgram(events, builder.start());
        Thread.startVirtualThread(() -> running.read(running.process.getInputStream()));
        Thread.startVirtualThread(() -> running.read(running.process.getErrorStream()));
        running.process.onExit()
                .thenAccept(ended -> events.change(() -> running.status = OptionalInt.of(ended.exitValue())));
        return running;
    }

    private void read(InputStream in) {
        byte[] buffer = new byte[8192];
        try (in) {
            for (int count; (count = in.read(buffer)) >= 0;) {
                int length = count;
                events.change(() -> output.write(buffer, 0,
                        Math.max(0, Math.min(length, MAX_OUTPUT - output.size()))));
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
            return output.toByteArray();
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
        process.destroy();
        events.await(time, this::isSilent);
    }

    /** Kills the process and those that it started, and waits for their end. */
    void kill() {
        synchronized (events) {
            killed |= status.isEmpty();
        }
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        children.forEach(child -> child.onExit().join());
    }

    @Override
    public void close() {
        kill();
    }
}
