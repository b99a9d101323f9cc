package netkit.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Standard output for commands whose results it carries: when nothing can be written to it any more, the command ends
 * as on Ctrl-C, and fails. Java's own {@code System.out}, and every PrintWriter, keep such failures to themselves.
 */
public final class StandardOutput extends OutputStream {
    /** A command whose work is not what it prints: a server serves on though nobody reads what it has printed. */
    public interface Unneeded {}

    /** What was printed could not be written. */
    public static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;

        Failure(IOException cause) {
            super("cannot write to standard output: " + cause.getMessage(), cause);
        }

        /** The program that has read it, {@code head} perhaps, is gone (POSIX write(), EPIPE): no reason to complain. */
        public boolean isReaderGone() {
            return String.valueOf(getCause().getMessage()).contains("pipe");
        }
    }

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile Failure failure;
    /** The thread of a command that needs its output. */
    private volatile Thread command;

    public PrintWriter writer() {
        return new PrintWriter(this, true, System.out.charset());
    }

    /** Why nothing can be written any more; null while all is well. */
    public Failure failure() {
        return failure;
    }

    /** Runs the command that was typed, and lets it fail if not all of its output was written. */
    public int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine typed = last.commandSpec().commandLine();
        boolean needed = !(typed.getCommand() instanceof Unneeded);
        command = needed ? Thread.currentThread() : null;
        int code = new RunLast().execute(parsed);
        typed.getOut().flush();
        if (needed && failure != null) {
            throw new ExecutionException(typed, failure.getMessage(), failure);
        }
        return code;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = new Failure(e);
            if (command != null) {
                command.interrupt();
            }
            throw failure;
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }
}
