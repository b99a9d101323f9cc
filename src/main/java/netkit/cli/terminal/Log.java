package netkit.cli.terminal;

import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** A server's log on standard error: the time of day and one line. */
public final class Log {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final PrintWriter err;

    public Log(PrintWriter err) {
        this.err = err;
    }

    public void line(String text) {
        synchronized (err) {
            err.println(LocalTime.now().format(TIME) + " " + text);
            err.flush();
        }
    }
}
