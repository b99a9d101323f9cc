package netkit.report;

import static netkit.report.ReportMarkup.number;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import netkit.compare.Cell;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;

/**
 * The chart of latency over the time of the offer. Where messages wait for a missing one (head-of-line blocking) the marks
 * form a falling line: the later a message was offered, the less it waited.
 */
final class ReportLatency {
    private static final int WIDTH = 760;
    private static final int LEFT = 64;
    private static final int RIGHT = 746;
    private static final int AREA = 200;
    /** Height of the row of lost messages, above the area. */
    private static final int EDGE = 24;
    private static final int FOOT = 42;
    /** Beyond this many messages, those of a column of pixels are drawn as a line from the fastest to the slowest. */
    private static final int MAX_MARKS = 5_000;
    /** If the maximum exceeds p99 by more than this factor, the scale is logarithmic. */
    private static final double FAR = 50;

    private final Cell.Measured cell;
    private final Ledger ledger;
    private final ReportScale x;
    private final ReportScale y;
    private final ReportPlot plot;
    private final List<ReportFaults.Window> windows;
    private final double lostAt;

    /** @param end of the time that is drawn, nanoseconds from the start of the trial */
    private ReportLatency(Cell.Measured cell, long end) {
        this.cell = cell;
        this.ledger = cell.ledger();
        x = new ReportScale(false, 0, end, LEFT, RIGHT);
        windows = ReportFaults.of(cell, end);
        int top = 4 + ReportPlot.lanes(windows, x) * ReportPlot.LANE + EDGE + 4;
        lostAt = top - EDGE + 6;
        plot = new ReportPlot(WIDTH, LEFT, RIGHT, top, top + AREA);
        y = scale(plot);
    }

    static void draw(ReportMarkup page, Cell.Measured cell, long end, String title) {
        new ReportLatency(cell, end).draw(page, title);
    }

    /** Returns whether outliers require a logarithmic scale. */
    static boolean isLogarithmic(Cell.Measured cell) {
        return cell.stats().latency()
                .filter(latency -> latency.max().toNanos() > FAR * Math.max(1, latency.p99().toNanos()))
                .isPresent();
    }

    private ReportScale scale(ReportPlot area) {
        long slowest = 1_000;
        long quickest = Long.MAX_VALUE;
        for (int number = 0; number < ledger.messages(); number++) {
            long latency = latency(number).orElse(-1);
            if (latency >= 0) {
                slowest = Math.max(slowest, latency);
                quickest = Math.min(quickest, Math.max(1_000, latency));
            }
        }
        return isLogarithmic(cell)
                ? ReportScale.decades(quickest, slowest, area.bottom(), area.top())
                : ReportScale.fromZero(slowest, 5, area.bottom(), area.top());
    }

    private OptionalLong latency(int number) {
        OptionalLong delivered = ledger.at(Stage.DELIVERED, number);
        return delivered.isEmpty() ? delivered
                : OptionalLong
                        .of(Math.max(0, delivered.getAsLong() - ledger.at(Stage.OFFERED, number).orElse(0)));
    }

    private void draw(ReportMarkup page, String title) {
        page.open("div", "class", "scroll latency", "data-left", "" + LEFT, "data-right", "" + RIGHT);
        page.chart("chart", title, description(), WIDTH, plot.bottom() + FOOT);
        plot.windows(page, windows, x);
        plot.vertical(page, y, y.ticks(5), ReportWords::tick);
        plot.horizontal(page, x, x.ticks(8), ReportWords::tick, "offered at, counted from the start");
        if (!cell.stats().lost().isEmpty()) {
            page.element("text", "lost", "class", "tick end", "x", number(LEFT - 8), "y", number(lostAt + 4));
        }
        if (ledger.messages() > MAX_MARKS) {
            columns(page);
        } else {
            marks(page);
        }
        page.close().close().line();
    }

    private String description() {
        return "Time from offering a message to its delivery, over the time when it was offered. "
                + cell.stats().latency()
                        .map(latency -> "p50 " + ReportWords.time(latency.p50().toNanos())
                                + ", p99 " + ReportWords.time(latency.p99().toNanos())
                                + ", maximum " + ReportWords.time(latency.max().toNanos()) + ".")
                        .orElse("Nothing was delivered.")
                + " " + Numbers.counted(cell.stats().lost().size(), "message") + " lost.";
    }

    private void marks(ReportMarkup page) {
        Map<ReportOutcome, ReportMarks> paths = new EnumMap<>(ReportOutcome.class);
        for (int number = 0; number < ledger.messages(); number++) {
            ReportOutcome outcome = ReportOutcome.of(ledger, number).orElse(null);
            if (outcome == null) {
                continue;
            }
            boolean lost = ledger.isLost(number);
            double height = lost ? lostAt : y.at(latency(number).orElse(0));
            ReportMarks path = paths.computeIfAbsent(outcome, _ -> new ReportMarks());
            double at = x.at(ledger.at(Stage.OFFERED, number).orElse(0));
            if (outcome == ReportOutcome.IN_ORDER) {
                path.dot(at, height);
            } else {
                path.shape(at, height);
            }
        }
        paths.forEach((outcome, path) -> page.open("g", "class", "mark " + outcome.style())
                .empty("path", "d", path.toString()).close());
    }

    /** Draws for each column of pixels a line from the fastest to the slowest message, and whether any was lost. */
    private void columns(ReportMarkup page) {
        int count = RIGHT - LEFT + 1;
        double[] highest = new double[count];
        double[] lowest = new double[count];
        boolean[] lost = new boolean[count];
        Arrays.fill(highest, Double.MAX_VALUE);
        for (int number = 0; number < ledger.messages(); number++) {
            int column = (int) x.at(ledger.at(Stage.OFFERED, number).orElse(0)) - LEFT;
            lost[column] |= ledger.isLost(number);
            if (latency(number).isPresent()) {
                double height = y.at(latency(number).getAsLong());
                highest[column] = Math.min(highest[column], height);
                lowest[column] = Math.max(lowest[column], height);
            }
        }
        StringBuilder came = new StringBuilder();
        StringBuilder never = new StringBuilder();
        for (int i = 0; i < count; i++) {
            if (lowest[i] > 0) {
                came.append('M').append(LEFT + i).append(' ').append(number(highest[i])).append('V')
                        .append(number(lowest[i] + 0.1));
            }
            if (lost[i]) {
                never.append('M').append(LEFT + i).append(' ').append(number(lostAt - 3)).append("v6");
            }
        }
        page.empty("path", "class", "span", "d", came.toString());
        page.empty("path", "class", "span never", "d", never.toString());
    }

    /** Returns whether the chart shows columns instead of single messages. */
    static boolean isMerged(Cell.Measured cell) {
        return cell.ledger().messages() > MAX_MARKS;
    }
}
