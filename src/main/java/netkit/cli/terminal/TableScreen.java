package netkit.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.Signals;

import netkit.net.PrintableText;

/**
 * A table that is redrawn on a terminal's alternate screen (xterm's private mode 1049), so that nothing is left of it when
 * the terminal is resized. Thread-safe.
 */
public final class TableScreen implements AutoCloseable {
    private static final String ENTER = "\033[?1049h\033[?25l";
    private static final String LEAVE = "\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String WIPE_REST = "\033[J";
    private static final String RESIZED = "WINCH";
    private static final int DEFAULT_COLUMNS = 80;

    private final PrintWriter out;
    private final Terminal terminal;
    private final Object before;
    private IntFunction<List<String>> table = _ -> List.of();
    private boolean closed;

    public TableScreen(PrintWriter out) throws IOException {
        this.out = SafeWriter.raw(out);
        this.terminal = Terminals.measure();
        this.before = Signals.register(RESIZED, this::draw);
        this.out.print(ENTER);
    }

    /** @param lines returns the lines of the table for a number of columns */
    public synchronized void show(IntFunction<List<String>> lines) {
        table = lines;
        draw();
    }

    private synchronized void draw() {
        if (closed) {
            return;
        }
        Size size = terminal.getSize();
        int columns = size.getColumns() > 0 ? size.getColumns() : DEFAULT_COLUMNS;
        List<String> lines = table.apply(columns);
        int rows = size.getRows() > 0 ? size.getRows() : lines.size();
        if (lines.size() > rows) {
            List<String> above = lines.subList(0, rows - 1);
            lines = Stream
                    .concat(above.stream(), Stream.of("and " + (lines.size() - above.size()) + " more lines"))
                    .toList();
        }
        // before a line: after a full line the cursor is still on its last character
        String screen = lines.stream()
                .map(line -> WIPE_REST + Paragraph.clip(PrintableText.escapeControls(line), columns))
                .collect(Collectors.joining("\r\n", HOME, ""));
        out.print(screen);
        out.flush();
    }

    /** Returns all lines of the table as shown last, for the main screen. */
    public synchronized List<String> all() {
        return table.apply(terminal.getSize().getColumns());
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        Signals.unregister(RESIZED, before);
        out.print(LEAVE);
        out.flush();
        terminal.close();
    }
}
