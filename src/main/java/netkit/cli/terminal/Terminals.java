package netkit.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jline.nativ.CLibrary;
import org.jline.nativ.JLineNativeLoader;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jline.utils.InfoCmp;

/** Queries of the terminal: whether there is one, and its size. */
public final class Terminals {
    /** Kept in a field, since a logger without a reference loses its level. */
    private static final Logger JLINE = Logger.getLogger("org.jline");

    private static final int USUAL_COLUMNS = 80;

    private Terminals() {}

    /** Whether both standard input and standard output are a terminal. */
    public static boolean interactive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Returns the terminal for a console, which handles signals itself. */
    static Terminal open() throws IOException {
        JLINE.setLevel(Level.OFF); // otherwise jline logs a stack trace for a terminal unknown to terminfo
        // jline would query the terminal for grapheme clusters, and swallow what is typed until the reply
        Terminal terminal = TerminalBuilder.builder().system(true).graphemeCluster(false)
                .nativeSignals(false).type(withoutWrapping(System.getenv("TERM"))).build();
        clusterGraphemes(terminal);
        return terminal;
    }

    /** Makes a flag one character of two columns, not two. */
    static void clusterGraphemes(Terminal terminal) {
        terminal.setGraphemeClusterMode(true, true);
    }

    /**
     * Returns a type of terminal that does not wrap by itself, so that jline begins each row: where a wide character is
     * the last of a row, it does not find back to that row's end.
     */
    static String withoutWrapping(String type) {
        try {
            String name = type + "-rows";
            InfoCmp.setDefaultInfoCmp(name, InfoCmp.getInfoCmp(type).replaceAll("\\b(am|xenl),\\s*", ""));
            return name;
        } catch (IOException | RuntimeException _) {
            return type; // unknown to terminfo
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return type;
        }
    }

    /** Returns the terminal for measuring its size, without taking over signals. */
    static Terminal measure() throws IOException {
        JLINE.setLevel(Level.OFF);
        return TerminalBuilder.builder().system(true).graphemeCluster(false).nativeSignals(false).build();
    }

    /** Whether colours and cursor movements may be used on a terminal. */
    public static boolean mayMoveCursor() {
        return mayMoveCursor(System.getenv());
    }

    /** An empty NO_COLOR has no effect: no-color.org. */
    static boolean mayMoveCursor(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    /** Returns the width of standard output's terminal in columns, or {@code otherwise} if it is unknown. */
    public static int columnsOfOutput(int otherwise) {
        return columns(1, otherwise);
    }

    /** Returns the width of standard error's terminal in columns, or {@code otherwise} if it is unknown. */
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

    /** Whether standard error is a terminal; false if that is unknown. */
    public static boolean watched() {
        return isTerminal(SystemStream.Error);
    }

    /** Whether standard output is a terminal; false if that is unknown. */
    public static boolean shown() {
        return isTerminal(SystemStream.Output);
    }

    /** Whether standard input is a terminal; false if that is unknown. */
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

    /** Returns the current width of standard error's terminal, in columns. */
    public static int errorColumns() {
        try {
            int columns = provider().systemStreamWidth(SystemStream.Error);
            return columns > 0 ? columns : USUAL_COLUMNS;
        } catch (IOException _) {
            return USUAL_COLUMNS;
        }
    }

    /** Returns jline's fastest way to query the system. */
    private static TerminalProvider provider() throws IOException {
        return TerminalProvider.load("jni");
    }
}
