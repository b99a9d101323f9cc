package netkit.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Standard output that reports failures: when it cannot be written any more, the command is interrupted as by Ctrl-C, and
 * fails. Java's own {@code System.out}, and every PrintWriter, hide such failures.
 */
public final class StandardOutput extends OutputStream {
    /** Marks a command that continues without its standard output, such as a server. */
    public interface Unneeded {}

    /** A failure to write standard output. */
    public static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;

        Failure(IOException cause) {
            super("cannot write to standard output: " + cause.getMessage(), cause);
        }

        /**
         * Whether the reading program, for example {@code head}, has ended (POSIX write(), EPIPE), which is no error. The
         * system's message is in the user's language, but a pipe has no other failure.
         */
        public boolean isReaderGone() {
            return isPipe(Path.of("/dev/fd/1"));
        }

        static boolean isPipe(Path file) {
            try {
                int type = (int) Files.getAttribute(file, "unix:mode") & FILE_TYPE;
                return type == PIPE || type == SOCKET;
            } catch (IOException | RuntimeException _) {
                return false; // a system without these files
            }
        }
    }

    // inode(7)
    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile Failure failure;
    /** The thread of a command that fails without its output. */
    private volatile Thread command;

    public PrintWriter writer() {
        return new PrintWriter(this, true, System.out.charset());
    }

    /** Returns why output cannot be written any more; null if it can. */
    public Failure failure() {
        return failure;
    }

    /** Runs the parsed command, and lets it fail if its output could not be written. */
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
