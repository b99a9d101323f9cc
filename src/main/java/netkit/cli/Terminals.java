package netkit.cli;

import java.io.Console;

/** Whether a person sits in front of us. */
final class Terminals {
    private Terminals() {}

    /** Whether both standard input and standard output are a terminal. */
    static boolean interactive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
