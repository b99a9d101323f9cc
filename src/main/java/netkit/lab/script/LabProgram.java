package netkit.lab.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import netkit.lab.linux.ProcessSignal;
import netkit.net.Sockets;

/** A program that is running, or has run, on a host of the lab. Thread-safe. */
public final class LabProgram {
    public enum Output {
        STANDARD, ERROR
    }

    /** Time to end after SIGINT, and again after SIGTERM. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);
    /** Time to read the remaining output; a child process may hold it open for ever. */
    private static final Duration OUTPUT_TIMEOUT = Duration.ofMillis(500);

    private final int number;
    private final LabStep.Start start;
    private final Process process;
    /** Writes what is typed, on a thread that may be blocked until the program reads it. */
    private final ExecutorService input = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("type").factory());
    private volatile boolean stopped;
    private volatile boolean inputEnded;
    private volatile boolean ended;

    private LabProgram(int number, LabStep.Start start, Process process) {
        this.number = number;
        this.start = start;
        this.process = process;
        this.inputEnded = start.command().input().isPresent();
    }

    /** @param number that identifies the program to the user */
    static LabProgram start(int number, LabStep.Start start, ScriptTarget target) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(start.command().words());
        if (start.command().input().isPresent()) {
            Path file = Path.of(start.command().input().get());
            if (!Files.isReadable(file)) {
                throw new IOException("there is no readable file '" + file + "'");
            }
            builder.redirectInput(file.toFile());
        }
        return new LabProgram(number, start, target.start(start.host(), builder));
    }

    /** Starts reading the program's output; the listener is called on threads of the program. */
    void listen(Consumer<LabRun.Event> listener) {
        Thread out = pump(process.getInputStream(), Output.STANDARD, listener);
        Thread err = pump(process.getErrorStream(), Output.ERROR, listener);
        Thread.ofPlatform().daemon().name(name() + " ends").start(() -> {
            try {
                process.waitFor();
                out.join(OUTPUT_TIMEOUT);
                err.join(OUTPUT_TIMEOUT);
            } catch (InterruptedException _) {
                return; // never interrupted
            }
            ended = true;
            input.shutdownNow();
            listener.accept(new LabRun.Event.Ended(this));
        });
    }

    private Thread pump(InputStream in, Output output, Consumer<LabRun.Event> listener) {
        return Thread.ofPlatform().daemon().name(name() + " prints").start(() -> {
            // invalid UTF-8 is shown with replacement characters: the text is for display
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    listener.accept(new LabRun.Event.Printed(this, output, line));
                }
            } catch (IOException _) {
                // the program has ended
            }
        });
    }

    private String name() {
        return "program " + number + " on " + host();
    }

    public int number() {
        return number;
    }

    public String host() {
        return start.host();
    }

    public ProgramCommand command() {
        return start.command();
    }

    /** Whether the run ends without waiting for this program. */
    public boolean serves() {
        return start.serves();
    }

    public boolean isRunning() {
        return !ended;
    }

    /** Whether the program was stopped rather than ended by itself. */
    public boolean wasStopped() {
        return stopped;
    }

    /** Returns the exit code, 128 plus the signal's number if a signal ended the program; empty while it is running. */
    public OptionalInt exitCode() {
        return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    /** Whether the program ended with exit code 0 or was stopped. */
    public boolean succeeded() {
        return ended && (stopped || process.exitValue() == 0);
    }

    /**
     * Types a line without waiting for the program to read it.
     *
     * @param onFailure called on another thread if the program has closed its standard input
     * @throws IOException if its input was ended by an earlier step
     */
    void type(String text, Consumer<IOException> onFailure) throws IOException {
        switch (text) {
            case LabStep.Type.END_OF_INPUT -> endInput();
            case LabStep.Type.INTERRUPT -> interrupt(all());
            default -> {
                if (inputEnded) {
                    throw new IOException(cannotType() + " has ended");
                }
                whenTyped(() -> write(text, onFailure));
            }
        }
    }

    private String cannotType() {
        return "cannot type to " + host() + ": the input of '" + command() + "'";
    }

    private void write(String text, Consumer<IOException> onFailure) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            try {
                if (!process.waitFor(OUTPUT_TIMEOUT)) { // else it has ended, which is no failure to type
                    onFailure.accept(new IOException(cannotType() + " is closed: " + e.getMessage(), e));
                }
            } catch (InterruptedException _) {
                // it has ended
            }
        }
    }

    /** Does the work after what was typed before, unless the program has ended. */
    private void whenTyped(Runnable work) {
        try {
            input.execute(work);
        } catch (RejectedExecutionException _) {
            // it has ended, or its input has
        }
    }

    /** Closes the program's standard input after what was typed, as Ctrl-D does. */
    void endInput() {
        inputEnded = true;
        whenTyped(() -> Sockets.closeQuietly(process.getOutputStream()));
        input.shutdown();
    }

    boolean inputHasEnded() {
        return inputEnded;
    }

    /** Stops the program with SIGINT, then SIGTERM, then SIGKILL if it does not end in time; returns at once. */
    synchronized void stop() {
        if (ended || stopped) {
            return;
        }
        stopped = true;
        List<ProcessHandle> all = all().toList(); // taken first: a process whose parent has ended is no longer a descendant
        Thread.ofPlatform().daemon().name(name() + " is stopped").start(() -> {
            try {
                interrupt(all.stream());
                awaitEnd(all);
                all.forEach(ProcessHandle::destroy);
                awaitEnd(all);
            } catch (InterruptedException _) {
                // kill at once
            }
            all.forEach(ProcessHandle::destroyForcibly);
        });
    }

    private static void awaitEnd(List<ProcessHandle> all) throws InterruptedException {
        CompletableFuture<?>[] ends = all.stream().map(ProcessHandle::onExit)
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // the caller sends the next signal
        }
    }

    /** Sends SIGINT to all of them, as Ctrl-C does to a foreground process group. */
    private static void interrupt(Stream<ProcessHandle> all) {
        all.forEach(process -> {
            try {
                ProcessSignal.INT.send(process.pid());
            } catch (IOException _) {
                // already ended
            }
        });
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }
}
