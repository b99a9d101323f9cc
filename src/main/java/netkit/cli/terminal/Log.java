package netkit.cli.terminal;

import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

import netkit.net.PrintableText;

/** A server's log on standard error: the time of day and one line, in which control characters are escaped. */
public final class Log implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final LineQueue lines;

    public Log(PrintWriter err) {
        lines = new LineQueue(err);
    }

    /** Adds a line. Never blocks. */
    public void line(String text) {
        lines.add(LocalTime.now().format(TIME) + " " + PrintableText.escapeControls(text));
    }

    /** Writes what is queued, but waits no longer than a second for that. */
    @Override
    public void close() {
        lines.close();
    }
}
