package netkit.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jline.nativ.CLibrary;
import org.jline.nativ.JLineNativeLoader;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Whether a person sits in front of us. */
public final class Terminals {
    /** Held, for the level of a logger that nobody holds is forgotten. */
    private static final Logger JLINE = Logger.getLogger("org.jline");

    private static final int USUAL_COLUMNS = 80;

    private Terminals() {}

    /** Whether both standard input and standard output are a terminal. */
    public static boolean interactive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** The terminal, for a console on it. */
    static Terminal open() throws IOException {
        JLINE.setLevel(Level.OFF); // else a terminal that is unknown to terminfo costs a stack trace
        // jline would ask the terminal about grapheme clusters, and swallow what is typed until it answers.
        return TerminalBuilder.builder().system(true).graphemeCluster(false).build();
    }

    /** The terminal, only to ask how large it is: signals stay with whoever has them. */
    static Terminal measure() throws IOException {
        JLINE.setLevel(Level.OFF);
        return TerminalBuilder.builder().system(true).graphemeCluster(false).nativeSignals(false).build();
    }

    /** Whether colours and movements of the cursor are welcome on a terminal: see no-color.org. */
    public static boolean mayMoveCursor() {
        return System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    }

    /** How wide the terminal is that standard output goes to, or otherwise so many columns. */
    public static int columnsOfOutput(int otherwise) {
        return columns(1, otherwise);
    }

    /** As {@link #columnsOfOutput}, of standard error. */
    public static int columnsOfError(int otherwise) {
        return columns(2, otherwise);
    }

    /** ioctl_tty(2), TIOCGWINSZ. */
    private static int columns(int descriptor, int otherwise) {
        try {
            JLineNativeLoader.initialize();
            CLibrary.WinSize size = new CLibrary.WinSize();
            boolean known = CLibrary.ioctl(descriptor, CLibrary.TIOCGWINSZ, size) == 0 && size.ws_col > 0;
            return known ? size.ws_col : otherwise;
        } catch (Exception | LinkageError _) {
            return otherwise; // no native library for this machine
        }
    }

    /** Whether standard error is a terminal, wherever the results go; false where that cannot be found out. */
    public static boolean watched() {
        return isTerminal(SystemStream.Error);
    }

    /** Whether somebody types what is read from standard input; false where that cannot be found out. */
    public static boolean typed() {
        return isTerminal(SystemStream.Input);
    }

    private static boolean isTerminal(SystemStream stream) {
        try {
            return provider().isSystemStream(stream);
        } catch (IOException _) {
            return false;
        }
    }

    /** How many columns the terminal has that standard error is, now. */
    public static int errorColumns() {
        try {
            int columns = provider().systemStreamWidth(SystemStream.Error);
            return columns > 0 ? columns : USUAL_COLUMNS;
        } catch (IOException _) {
            return USUAL_COLUMNS;
        }
    }

    /** Java does not say; of jline's ways to ask the system this is the quickest. */
    private static TerminalProvider provider() throws IOException {
        return TerminalProvider.load("jni");
    }
}
