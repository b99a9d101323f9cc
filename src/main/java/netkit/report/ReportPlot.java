package netkit.report;

import static netkit.report.ReportMarkup.number;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * The frame of a chart with two axes: lines and labels for round values, and shaded windows with their labels above.
 *
 * @param width of the whole chart
 * @param top where the area begins
 * @param bottom where it ends
 */
record ReportPlot(int width, int left, int right, int top, int bottom) {
    static final int LANE = 20;
    /** What a letter of a label takes at most: on a phone they are larger. */
    private static final double LETTER = 9;

    /** Horizontal lines, and what they stand for on the left. */
    void vertical(ReportMarkup page, ReportScale scale, List<Double> ticks, DoubleFunction<String> label) {
        StringBuilder lines = new StringBuilder();
        page.open("g", "class", "tick end", "transform", "translate(" + (left - 8) + ")");
        for (double tick : ticks) {
            lines.append('M').append(left).append(' ').append(number(scale.at(tick))).append('H')
                    .append(right);
            page.element("text", label.apply(tick), "y", number(scale.at(tick) + 4));
        }
        page.close();
        page.empty("path", "class", "grid", "d", lines.toString());
    }

    /** Small lines below, and what they stand for. */
    void horizontal(ReportMarkup page, ReportScale scale, List<Double> ticks, DoubleFunction<String> label,
            String title) {
        StringBuilder lines = new StringBuilder("M" + left + " " + bottom + "H" + right);
        page.open("g", "class", "tick middle", "transform", "translate(0 " + (bottom + 18) + ")");
        for (double tick : ticks) {
            double x = scale.at(tick);
            lines.append('M').append(number(x)).append(' ').append(bottom).append("v5");
            String text = label.apply(tick);
            boolean over = x + text.length() * LETTER / 2 > width;
            if (over) {
                page.element("text", text, "class", "end", "x", number(width));
            } else {
                page.element("text", text, "x", number(x));
            }
        }
        page.close();
        page.empty("path", "class", "axis", "d", lines.toString());
        page.element("text", title, "class", "name middle", "x", number((left + right) / 2.0), "y",
                number(bottom + 36));
    }

    /** In how many rows the labels of the windows stand, so that none is on another. */
    static int lanes(List<ReportFaults.Window> windows, ReportScale x) {
        return laneOf(windows, x).stream().mapToInt(lane -> lane + 1).max().orElse(0);
    }

    private static List<Integer> laneOf(List<ReportFaults.Window> windows, ReportScale x) {
        List<Integer> lanes = new ArrayList<>();
        List<Double> ends = new ArrayList<>();
        for (ReportFaults.Window window : windows) {
            double from = labelAt(window, x);
            int lane = 0;
            while (lane < ends.size() && ends.get(lane) > from) {
                lane++;
            }
            double end = Math.max(x.at(window.to()), from + window.label().length() * LETTER) + 10;
            if (lane == ends.size()) {
                ends.add(end);
            } else {
                ends.set(lane, end);
            }
            lanes.add(lane);
        }
        return lanes;
    }

    /** At its window's beginning, unless it would stick out at the right. */
    private static double labelAt(ReportFaults.Window window, ReportScale x) {
        return Math.max(x.from(), Math.min(x.at(window.from()), x.to() - window.label().length() * LETTER));
    }

    /** A bar with a label for each window, and below it the time shaded. */
    void windows(ReportMarkup page, List<ReportFaults.Window> windows, ReportScale x) {
        List<Integer> lanes = laneOf(windows, x);
        for (int i = 0; i < windows.size(); i++) {
            ReportFaults.Window window = windows.get(i);
            double y = 14 + lanes.get(i) * LANE;
            double from = x.at(window.from());
            double length = x.at(window.to()) - from;
            if (window.from() == window.to()) {
                page.empty("path", "class", "moment", "d",
                        "M" + number(from) + " " + number(y + 4) + "V" + bottom);
            } else if (!window.always()) {
                page.empty("rect", "class", "shade", "x", number(from), "y", number(y + 4), "width",
                        number(length), "height", number(bottom - y - 4));
            }
            page.empty("path", "class", "bar", "d", "M" + number(from) + " " + number(y + 4) + "h"
                    + number(Math.max(1, length)));
            page.element("text", window.label(), "class", "fault", "x", number(labelAt(window, x)), "y",
                    number(y));
        }
    }
}
