package netkit.report;

import static netkit.report.ReportMarkup.number;

import java.util.Arrays;
import java.util.List;

import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;

/**
 * The cumulative distribution of latency: a small chart for each transport of a scenario, with the curves of the others
 * behind its own. The share of lost messages is missing at the top.
 */
final class ReportCurve {
    private static final int WIDTH = 360;
    private static final int LEFT = 46;
    private static final int RIGHT = 346;
    private static final int TOP = 14;
    private static final int BOTTOM = 164;
    private static final int HEIGHT = 206;
    /** Room for a label. */
    private static final int LABEL = 85;
    /** Points of a curve, at most. */
    private static final int STEPS = 200;
    /** Points that are nearer to each other are one. */
    private static final double MIN_DISTANCE = 1.2;

    private final List<Cell.Measured> cells;
    /** How the ids of the curves begin: each is written once, and used in all charts. */
    private final String id;
    private final List<long[]> sorted;
    private final ReportScale x;
    private final ReportScale y = new ReportScale(false, 0, 1, BOTTOM, TOP);

    private ReportCurve(List<Cell.Measured> cells, String id) {
        this.cells = cells;
        this.id = id + "-curve-";
        this.sorted = cells.stream().map(cell -> latencies(cell.ledger())).toList();
        long quickest = sorted.stream().filter(one -> one.length > 0).mapToLong(one -> one[0]).min()
                .orElse(1_000);
        long slowest = sorted.stream().filter(one -> one.length > 0).mapToLong(one -> one[one.length - 1])
                .max()
                .orElse(1_000_000);
        this.x = ReportScale.decades(quickest, slowest, LEFT, RIGHT);
    }

    /** @param id of the section, for that of each curve */
    static void draw(ReportMarkup page, List<Cell.Measured> cells, String id) {
        ReportCurve curve = new ReportCurve(cells, id);
        page.open("svg", "class", "defs", "aria-hidden", "true").open("defs");
        page.open("g", "id", curve.id + "all");
        for (int i = 0; i < cells.size(); i++) {
            page.empty("path", "id", curve.id + i, "d", curve.path(i));
        }
        page.close();
        page.open("g", "id", curve.id + "axes");
        curve.axes(page);
        page.close();
        page.close().close();
        page.open("div", "class", "multiples");
        for (int i = 0; i < cells.size(); i++) {
            curve.draw(page, i);
        }
        page.close().line();
    }

    /** At least a microsecond, for the scale is logarithmic. */
    private static long[] latencies(Ledger ledger) {
        long[] latencies = new long[ledger.messages()];
        int count = 0;
        for (int number = 0; number < latencies.length; number++) {
            long delivered = ledger.at(Stage.DELIVERED, number).orElse(-1);
            if (delivered >= 0) {
                latencies[count++] = Math.max(1_000, delivered - ledger.at(Stage.OFFERED, number).orElse(0));
            }
        }
        long[] found = Arrays.copyOf(latencies, count);
        Arrays.sort(found);
        return found;
    }

    private void draw(ReportMarkup page, int index) {
        Cell.Measured cell = cells.get(index);
        String title = cell.transport() + ", " + cell.scenario() + ": share delivered within a time";
        page.open("figure", "class", "small");
        page.element("figcaption", cell.transport().toString());
        page.chart("chart", title, description(cell), WIDTH, HEIGHT);
        page.empty("use", "href", "#" + id + "axes");
        page.empty("use", "class", "other", "href", "#" + id + "all"); // its own is below the heavy line
        page.empty("use", "class", "curve", "href", "#" + id + index);
        cell.stats().latency().ifPresent(latency -> percentiles(page, index, latency));
        page.close().close();
    }

    /** The same for all. */
    private void axes(ReportMarkup page) {
        ReportPlot plot = new ReportPlot(WIDTH, LEFT, RIGHT, TOP, BOTTOM);
        plot.vertical(page, y, y.ticks(4),
                tick -> Math.round(tick * 100) + " %");
        plot.horizontal(page, x, x.ticks(5), ReportWords::tick, "delivered within (logarithmic)");
    }

    private static String description(Cell.Measured cell) {
        int offered = cell.stats().reached(Stage.OFFERED);
        return Numbers.grouped(cell.stats().reached(Stage.DELIVERED)) + " of " + Numbers.grouped(offered)
                + " messages were delivered"
                + cell.stats().latency().map(latency -> "; p50 " + ReportWords.time(latency.p50().toNanos())
                        + ", p99 " + ReportWords.time(latency.p99().toNanos())).orElse("")
                + ".";
    }

    private double share(int index, double count) {
        return count / Math.max(1, cells.get(index).stats().reached(Stage.OFFERED));
    }

    private String path(int index) {
        long[] latencies = sorted.get(index);
        if (latencies.length == 0) {
            return "M" + LEFT + " " + BOTTOM + "H" + RIGHT;
        }
        StringBuilder path = new StringBuilder("M" + LEFT + " " + BOTTOM);
        int step = Math.max(1, latencies.length / STEPS);
        double hereX = LEFT;
        double hereY = BOTTOM;
        for (int i = 0; i < latencies.length; i += step) {
            int last = Math.min(latencies.length, i + step) - 1;
            double nextX = tenth(x.at(latencies[last]));
            double nextY = tenth(y.at(share(index, last + 1)));
            boolean isLast = last == latencies.length - 1;
            if (isLast || Math.hypot(nextX - hereX, nextY - hereY) >= MIN_DISTANCE) {
                path.append('h').append(number(nextX - hereX)).append('v').append(number(nextY - hereY));
                hereX = nextX;
                hereY = nextY;
            }
        }
        return path.append('H').append(RIGHT).toString();
    }

    private static double tenth(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private void percentiles(ReportMarkup page, int index, LedgerStats.Latency latency) {
        int delivered = sorted.get(index).length;
        percentile(page, "p50", latency.p50().toNanos(), share(index, 0.5 * delivered));
        percentile(page, "p99", latency.p99().toNanos(), share(index, 0.99 * delivered));
    }

    private void percentile(ReportMarkup page, String name, long nanos, double share) {
        double at = x.at(Math.max(1_000, nanos));
        double height = y.at(share);
        boolean left = at + LABEL > WIDTH; // else below on the right, where a rising curve never is
        page.empty("circle", "class", "percentile", "cx", number(at), "cy", number(height), "r", "4");
        page.element("text", name + " " + ReportWords.time(nanos), "class", "value" + (left ? " end" : ""),
                "x",
                number(at + (left ? -9 : 9)), "y", number(height + 14));
    }
}
