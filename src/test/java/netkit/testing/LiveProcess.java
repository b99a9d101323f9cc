package netkit.testing;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A program that runs beside the test, which can type into it, wait for its output and end it. */
public final class LiveProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Process process;
    private final LiveText output = new LiveText();
    private final Thread pump;

    /**
     * Restores SIGINT: programs started in the background of a script ignore it, and so do their children.
     */
    private static final List<String> WITH_CTRL_C = List.of("env", "--default-signal=INT");
    private static final boolean CAN_RESTORE_CTRL_C = canRestoreCtrlC();

    /** Starts the program; standard output and standard error are merged. */
    public LiveProcess(ProcessBuilder builder) throws IOException {
        if (CAN_RESTORE_CTRL_C) {
            builder.command(Stream.concat(WITH_CTRL_C.stream(), builder.command().stream()).toList());
        }
        process = builder.redirectErrorStream(true).start();
        pump = Thread.ofVirtual().start(this::pump);
    }

    private static boolean canRestoreCtrlC() {
        try {
            return new ProcessBuilder(Stream.concat(WITH_CTRL_C.stream(), Stream.of("true")).toList()).start()
                    .waitFor() == 0;
        } catch (IOException | InterruptedException _) {
            return false; // env is not GNU's
        }
    }

    private void pump() {
        char[] chunk = new char[4096];
        // a reader, because the bytes of a character may be split
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            int count = in.read(chunk);
            while (count >= 0) {
                output.write(chunk, 0, count);
                count = in.read(chunk);
            }
        } catch (IOException _) {
            // the program has ended
        }
    }

    public void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Sends a signal, such as {@code INT}, to the program. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** Interrupts the program and its descendants, as Ctrl-C does. */
    public void interruptAll() throws IOException, InterruptedException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        for (ProcessHandle one : all) {
            new ProcessBuilder("kill", "-INT", Long.toString(one.pid())).start().waitFor();
        }
    }

    /** Waits for the line of output with this number, counted from 0. */
    public String awaitLineAt(int number, Supplier<String> details) {
        return output.awaitLineAt(number, TIMEOUT, details);
    }

    /** Waits for a line of output that matches the regular expression, and returns that line. */
    public String awaitLine(String regex) {
        return output.awaitLine(regex, TIMEOUT, this::toString);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the program to end, and returns its exit code. */
    public int awaitExit() throws InterruptedException {
        return awaitExit(TIMEOUT);
    }

    /** Waits at most the given time for the program to end, and returns its exit code. */
    public int awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + timeout + "\n" + this);
        }
        pump.join(TIMEOUT);
        return process.exitValue();
    }

    public String output() {
        return output.toString();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        // their ports are free once they have ended
        all.forEach(one -> one.onExit().completeOnTimeout(one, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join());
    }

    @Override
    public String toString() {
        return "--- output so far\n" + output;
    }
}
