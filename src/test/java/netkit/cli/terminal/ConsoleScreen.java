package netkit.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jline.terminal.Attributes;
import org.jline.utils.ScreenTerminal;

/** A console on an emulated terminal of 80 columns and 24 rows: what is typed, and what the screen shows then. */
final class ConsoleScreen implements AutoCloseable {
    static final String CTRL_A = "\001";
    static final String CTRL_C = "\003";
    static final String CTRL_D = "\004";
    static final String BACKSPACE = "\177";
    static final String ENTER = "\r";
    static final int COLUMNS = 80;
    static final int ROWS = 24;
    private static final long TIMEOUT_MILLIS = 60_000;

    final LineConsole console;
    private final ScreenTerminal.VirtualTerminal virtual;

    ConsoleScreen() throws IOException {
        virtual = ScreenTerminal.withTerminal("test", Terminals.withoutWrapping("xterm-256color"), COLUMNS,
                ROWS);
        Terminals.clusterGraphemes(virtual.terminal());
        console = new LineConsole(virtual.terminal());
    }

    void type(String keys) throws IOException {
        virtual.terminal().processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the system, and not the console, handles Ctrl-C. */
    boolean ctrlCIsASignal() {
        return virtual.terminal().getAttributes().getLocalFlag(Attributes.LocalFlag.ISIG);
    }

    /** Whether jline would raise the signal, too, when it reads the key. */
    boolean ctrlCIsTheInterruptCharacter() {
        return virtual.terminal().getAttributes()
                .getControlChar(Attributes.ControlChar.VINTR) == CTRL_C.charAt(0);
    }

    /** Returns the rows that are not empty, without the spaces at their ends; a wide character takes two columns. */
    List<String> rows() {
        long[] cells = new long[ROWS * COLUMNS];
        virtual.screen().dump(cells, new int[2]);
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < COLUMNS; column++) {
                int character = ScreenTerminal.cellCodePoint(cells[row * COLUMNS + column]);
                if (character != 0) {
                    text.appendCodePoint(character);
                }
            }
            rows.add(text.toString().stripTrailing());
        }
        rows.removeIf(String::isEmpty);
        return rows;
    }

    /** Waits until the screen shows what is expected. */
    void await(Predicate<List<String>> expected) throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        while (!expected.test(rows())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the screen shows:\n" + String.join("\n", rows()));
            }
            virtual.screen().waitDirty(50);
        }
    }

    @Override
    public void close() throws IOException {
        console.close();
    }
}
