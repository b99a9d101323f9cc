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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import netkit.lab.linux.ProcessSignal;

/** A program that runs, or ran, on a host of the lab. Safe for many threads. */
public final class LabProgram {
    public enum Output {
        STANDARD, ERROR
    }

    /** Hears of the program, from threads of its own. */
    interface Listener {
        /** @param line without its end */
        void printed(LabProgram program, Output output, String line);

        /** All that it printed has been told. */
        void ended(LabProgram program);
    }

    /** What a program may take to end after Ctrl-C, and again after SIGTERM. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);
    /** What it started may hold its output open for ever. */
    private static final Duration OUTPUT_TIMEOUT = Duration.ofMillis(500);

    private final int number;
    private final LabStep.Start start;
    private final Process process;
    private volatile boolean stopped;
    private volatile boolean inputEnded;
    private volatile boolean ended;

    private LabProgram(int number, LabStep.Start start, Process process) {
        this.number = number;
        this.start = start;
        this.process = process;
        this.inputEnded = start.command().input().isPresent();
    }

    /** @param number by which people call it */
    static LabProgram start(int number, LabStep.Start start, ScriptTarget target) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(start.command().words());
        if (start.command().input().isPresent()) {
            Path file = Path.of(start.command().input().get());
            if (!Files.isReadable(file)) {
                throw new IOException("there is no file '" + file + "' to read");
            }
            builder.redirectInput(file.toFile());
        }
        return new LabProgram(number, start, target.start(start.host(), builder));
    }

    /** From now on what it prints is read. */
    void listen(Listener listener) {
        Thread out = pump(process.getInputStream(), Output.STANDARD, listener);
        Thread err = pump(process.getErrorStream(), Output.ERROR, listener);
        Thread.ofPlatform().daemon().name(name() + " ends").start(() -> {
            try {
                process.waitFor();
                out.join(OUTPUT_TIMEOUT);
                err.join(OUTPUT_TIMEOUT);
            } catch (InterruptedException _) {
                return; // nobody does
            }
            ended = true;
            listener.ended(this);
        });
    }

    private Thread pump(InputStream in, Output output, Listener listener) {
        return Thread.ofPlatform().daemon().name(name() + " prints").start(() -> {
            // What is not UTF-8 is shown with replacement characters: it is text for people.
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    listener.printed(this, output, line);
                }
            } catch (IOException _) {
                // the program is gone
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

    /** Whether the run does not wait for its end. */
    public boolean serves() {
        return start.serves();
    }

    public boolean isRunning() {
        return !ended;
    }

    /** Whether it ended because it was told to. */
    public boolean wasStopped() {
        return stopped;
    }

    /** Empty while it runs; 128 and the signal's number when a signal ended it. */
    public OptionalInt exitCode() {
        return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    /** Whether it did what it should: ended with 0, or when it was told to. */
    public boolean succeeded() {
        return ended && (stopped || process.exitValue() == 0);
    }

    /** @throws IOException when the program reads no more */
    void type(String text) throws IOException {
        switch (text) {
            case LabStep.Type.END_OF_INPUT -> endInput();
            case LabStep.Type.INTERRUPT -> interrupt(all());
            default -> {
                if (inputEnded) {
                    throw new IOException(start.host() + " cannot be typed to: the input of '" + command()
                            + "' has ended");
                }
                OutputStream in = process.getOutputStream();
                in.write((text + "\n").getBytes(StandardCharsets.UTF_8));
                in.flush();
            }
        }
    }

    /** As Ctrl-D does. */
    void endInput() {
        inputEnded = true;
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // the program is gone
        }
    }

    boolean inputHasEnded() {
        return inputEnded;
    }

    /** Ends it as Ctrl-C would, and less and less politely if that does not do; returns at once. */
    synchronized void stop() {
        if (ended || stopped) {
            return;
        }
        stopped = true;
        List<ProcessHandle> all = all().toList(); // those whose parent has ended are nobody's descendants
        Thread.ofPlatform().daemon().name(name() + " is stopped").start(() -> {
            try {
                interrupt(all.stream());
                awaitEnd(all);
                all.forEach(ProcessHandle::destroy);
                awaitEnd(all);
            } catch (InterruptedException _) {
                // then without more ado
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
            // the next signal is for them
        }
    }

    /** Ctrl-C reaches all that were started from one command line. */
    private static void interrupt(Stream<ProcessHandle> all) {
        all.forEach(one -> {
            try {
                ProcessSignal.INT.send(one.pid());
            } catch (IOException _) {
                // it has ended
            }
        });
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }
}
