package netkit.testing;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import picocli.CommandLine.Help.Ansi;

import netkit.cli.NetkitCommandLine;

/** A runner of netkit commands, as typed, in the test's JVM, which records their output. */
public final class Cli {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private Cli() {}

    /** The exit code and the output of a command that has ended. */
    public record Result(int code, String out, String err) {
        /** Returns everything, for the message of a failed assertion. */
        @Override
        public String toString() {
            return "exit code " + code + "\n--- out\n" + out + "--- err\n" + err;
        }
    }

    public static Result run(String... args) {
        return start(args).await();
    }

    /** Runs a command as on a terminal that shows colours. */
    public static Result runWithStyles(String... args) {
        return new Running(Ansi.ON, args).await();
    }

    /** Starts a command that keeps running, such as a server. */
    public static Running start(String... args) {
        return new Running(Ansi.AUTO, args);
    }

    public static Running startWithStyles(String... args) {
        return new Running(Ansi.ON, args);
    }

    /** A command running on its own thread. */
    public static final class Running implements AutoCloseable {
        private final LiveText out = new LiveText();
        private final LiveText err = new LiveText();
        private final AtomicInteger code = new AtomicInteger(Integer.MIN_VALUE);
        private final Thread thread;

        private Running(Ansi styles, String... args) {
            thread = Thread.ofPlatform().name("netkit " + String.join(" ", args)).start(() -> code
                    .set(NetkitCommandLine.execute(new PrintWriter(out, true), new PrintWriter(err, true),
                            styles, args)));
        }

        /** Waits for a line of standard output that matches the regular expression, and returns that line. */
        public String awaitLine(String regex) {
            return out.awaitLine(regex, TIMEOUT, this::toString);
        }

        /** Waits for a line of standard error that matches the regular expression, and returns that line. */
        public String awaitErrorLine(String regex) {
            return err.awaitLine(regex, TIMEOUT, this::toString);
        }

        /** Returns the port in the {@code listening on …} line. */
        public int port() {
            String line = awaitLine("listening on \\S+ \\S+:\\d+");
            return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        }

        /** Waits for the command to end. */
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

        /** Interrupts the command, as Ctrl-C does, and waits for it to end. */
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
