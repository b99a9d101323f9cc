package netkit.cli;

import java.io.PrintWriter;

import netkit.compare.Experiment;
import netkit.compare.Scenario;
import netkit.compare.Transport;

/** Says which cell of the experiment is being tried. */
final class CompareProgress implements Experiment.Progress, AutoCloseable {
    enum Look {
        /** Standard error is not a terminal. */
        NONE,
        /** A terminal whose cursor must be left alone: one line for each cell. */
        LINES,
        /** One line, written over again and again and wiped out in the end. */
        ONE_LINE
    }

    private static final long INTERVAL_NANOS = 100_000_000;
    private static final String WIPE = "\r\033[K";

    private final PrintWriter err;
    private final int messages;
    private final Look look;
    private int shownCell = -1;
    private long shownAt;

    CompareProgress(PrintWriter err, int messages, Look look) {
        this.err = err;
        this.messages = messages;
        this.look = look;
    }

    @Override
    public void at(int cell, int cells, Scenario scenario, Transport transport, int offered) {
        long now = System.nanoTime();
        boolean due = cell != shownCell || look == Look.ONE_LINE && now - shownAt >= INTERVAL_NANOS;
        if (!due) {
            return;
        }
        shownCell = cell;
        shownAt = now;
        String what = "trying %d of %d: %s over %s".formatted(cell + 1, cells, scenario, transport);
        switch (look) {
            case NONE -> {}
            case LINES -> err.println(what);
            case ONE_LINE -> err.print(WIPE + what + ", message %d of %d".formatted(offered, messages));
        }
        err.flush();
    }

    @Override
    public void close() {
        if (look == Look.ONE_LINE) {
            err.print(WIPE);
            err.flush();
        }
    }
}
