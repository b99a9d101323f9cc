package netkit.cli.compare;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import netkit.cli.terminal.LineQueue;
import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.ProgressStyle;
import netkit.cli.terminal.SafeWriter;
import netkit.cli.terminal.Terminals;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.net.PrintableText;

/** The progress line of an experiment: cells done, cells running, and the estimated time left. */
final class CompareProgress implements Experiment.Progress, AutoCloseable {
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final String WIPE = "\r\033[K";
    /** A longer line would wrap, and could not be erased. */
    private static final int WIDTH = Math.min(80, Terminals.columnsOfError(80)) - 1;
    /** Share of a cell's work that is done, roughly, when all its messages have been offered. */
    private static final double OFFERED = 0.9;
    /** Below this share the time left is estimated from the schedule alone. */
    private static final double ENOUGH = 0.05;

    private record RunningCell(Scenario scenario, Transport transport) {}

    /** Between the trials and the terminal: if that stands still, the trials go on. */
    private final LineQueue err;
    private final ProgressStyle style;
    private final int cells;
    private final Workload workload;
    private final Duration atLeast;
    private final long start = System.nanoTime();
    private final Map<RunningCell, Integer> running = new LinkedHashMap<>();
    private int done;
    private long shownAt = start - INTERVAL_NANOS;

    CompareProgress(PrintWriter err, Experiment experiment, ProgressStyle style) {
        this.err = new LineQueue(SafeWriter.raw(err));
        this.style = style;
        this.cells = experiment.cells();
        this.workload = experiment.workload();
        this.atLeast = experiment.estimatedTime();
    }

    /** Returns a progress line in the style that standard error supports. */
    static CompareProgress on(PrintWriter err, Experiment experiment) {
        return new CompareProgress(err, experiment, !Terminals.watched() ? ProgressStyle.NONE
                : Terminals.mayMoveCursor() ? ProgressStyle.ONE_LINE : ProgressStyle.LINES);
    }

    @Override
    public synchronized void started(Scenario scenario, Transport transport) {
        running.put(new RunningCell(scenario, transport), 0);
        show();
    }

    @Override
    public synchronized void offered(Scenario scenario, Transport transport, int offered) {
        running.put(new RunningCell(scenario, transport), offered);
        show();
    }

    @Override
    public synchronized void finished(Cell cell) {
        running.remove(new RunningCell(cell.scenario(), cell.transport()));
        done++;
        if (style == ProgressStyle.LINES) {
            err.add("%d of %d done: %s, %s".formatted(done, cells, cell.transport(),
                    PrintableText.escapeControls(cell.scenario().name())));
        }
        show();
    }

    private void show() {
        long now = System.nanoTime();
        if (style == ProgressStyle.ONE_LINE && now - shownAt >= INTERVAL_NANOS) {
            shownAt = now;
            err.print(WIPE + Paragraph.clip(line(Duration.ofNanos(now - start)), WIDTH));
        }
    }

    /** Returns {@code 7 of 25 done, about 12 s left; now loss: tcp, udp; cut: tcp}. */
    synchronized String line(Duration elapsed) {
        Map<String, String> now = running.keySet().stream()
                .collect(Collectors.groupingBy(cell -> PrintableText.escapeControls(cell.scenario.name()),
                        LinkedHashMap::new,
                        Collectors.mapping(cell -> cell.transport.toString(), Collectors.joining(", "))));
        return "%d of %d done, about %s left; now ".formatted(done, cells, text(left(elapsed)))
                + now.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("; "));
    }

    private Duration left(Duration elapsed) {
        double part = done;
        for (Map.Entry<RunningCell, Integer> cell : running.entrySet()) {
            part += OFFERED * cell.getValue() / cell.getKey().scenario.workload(workload).messages();
        }
        double fraction = Math.min(1, part / cells);
        Duration left = fraction < ENOUGH ? atLeast.minus(elapsed)
                : Duration.ofNanos((long) (elapsed.toNanos() * (1 - fraction) / fraction));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String text(Duration time) {
        long seconds = Math.max(1, Math.round(time.toMillis() / 1e3));
        return seconds < 120 ? seconds + " s"
                : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    @Override
    public void close() {
        if (style == ProgressStyle.ONE_LINE) {
            err.print(WIPE);
        }
        err.close();
    }
}
