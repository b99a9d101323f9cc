package netkit.cli;

import java.io.Console;
import java.io.IOException;

import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Whether a person sits in front of us. */
final class Terminals {
    private Terminals() {}

    /** Whether both standard input and standard output are a terminal. */
    static boolean interactive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Whether standard error is a terminal, wherever the results go; false where that cannot be found out. */
    static boolean watched() {
        try {
            // Java does not say; of jline's ways to ask the system this is the quickest.
            return TerminalProvider.load("jni").isSystemStream(SystemStream.Error);
        } catch (IOException _) {
            return false;
        }
    }
}
