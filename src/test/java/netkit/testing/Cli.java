package netkit.testing;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import picocli.CommandLine;

import netkit.cli.NetkitCommandLine;

/** Runs netkit commands inside the test's JVM, as typed, and keeps what they print. */
public final class Cli {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private Cli() {}

    /** What a command that has ended printed, and its exit code. */
    public record Result(int code, String out, String err) {
        /** The whole details, for the message of a failed assertion. */
        @Override
        public String toString() {
            return "exit code " + code + "\n--- out\n" + out + "--- err\n" + err;
        }
    }

    public static Result run(String... args) {
        return start(args).await();
    }

    /** Starts a command that goes on, such as a server. */
    public static Running start(String... args) {
        return new Running(args);
    }

    /** A command that is running on a thread of its own. */
    public static final class Running implements AutoCloseable {
        private final LiveText out = new LiveText();
        private final LiveText err = new LiveText();
        private final AtomicInteger code = new AtomicInteger(Integer.MIN_VALUE);
        private final Thread thread;

        private Running(String[] args) {
            CommandLine command = NetkitCommandLine.create() //
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err));
            thread = Thread.ofPlatform().name("netkit " + String.join(" ", args)).start(() -> {
                code.set(command.execute(args));
                command.getOut().flush();
                command.getErr().flush();
            });
        }

        /** Waits for a line of standard output that matches the regular expression, and returns that line. */
        public String awaitLine(String regex) {
            return out.awaitLine(regex, TIMEOUT, this::toString);
        }

        /** As {@link #awaitLine}, on standard error. */
        public String awaitErrorLine(String regex) {
            return err.awaitLine(regex, TIMEOUT, this::toString);
        }

        /** The port in the {@code listening on …} line. */
        public int port() {
            String line = awaitLine("listening on \\S+ \\S+:\\d+");
            return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        }

        /** Waits for the command to end by itself. */
        public Result await() {
            try {
                if (!thread.join(TIMEOUT)) {
                    throw new AssertionError("still running after " + TIMEOUT + "\n" + this);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new Result(code.get(), out.toString(), err.toString());
        }

        /** Does what Ctrl-C does, and waits. */
        public Result stop() {
            thread.interrupt();
            return await();
        }

        @Override
        public void close() {
            stop();
        }

        @Override
        public String toString() {
            return thread.getName() + "\n--- out so far\n" + out + "--- err so far\n" + err;
        }
    }
}
