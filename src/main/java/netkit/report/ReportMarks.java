package netkit.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of many marks of one kind, all of them dots, strokes or other shapes (SVG 2 §9.3). It has as few letters as
 * look the same, for a report has hundreds of thousands of marks: from one to the next it goes by their distance, dots
 * that lie on each other in a row become a line, and so do strokes.
 */
final class ReportMarks {
    /** A dot: the style sheet makes its ends round. */
    static final String DOT = "h0";
    /** Two dots at most so far from each other, in tenths, are a line: a dot is three times as wide. */
    private static final long NEAR = 12;
    /** So far from a straight line, in tenths, no eye sees a dot. */
    private static final double FLAT = 3;

    /** Two strokes so far beside each other, in tenths, are one. */
    private static final long BESIDE = 2;

    private record Point(long x, long y) {}

    private final StringBuilder path = new StringBuilder();
    /** Where the pen is, in tenths. */
    private long penX;
    private long penY;
    private boolean isPenKnown;
    /** Dots that lie on each other, or two ends of a stroke, and are not written yet. */
    private final List<Point> pending = new ArrayList<>();
    private boolean isStroke;

    /** A mark at this place: to each of these corners of a path the style sheet puts a shape (SVG 2 §13.7.2). */
    void shape(double x, double y) {
        Point place = new Point(tenths(x), tenths(y));
        if (path.isEmpty()) {
            move(place);
            isPenKnown = true;
        } else {
            go(place);
        }
    }

    /** A dot around this place. */
    void dot(double x, double y) {
        Point place = new Point(tenths(x), tenths(y));
        if (isStroke || !pending.isEmpty() && isFar(pending.getLast(), place)) {
            write();
        }
        if (pending.isEmpty() || !pending.getLast().equals(place)) {
            pending.add(place);
        }
    }

    private static boolean isFar(Point one, Point other) {
        return Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)) > NEAR;
    }

    /** A line up or down. */
    void line(double x, double from, double to) {
        Point low = new Point(tenths(x), tenths(Math.max(from, to)));
        Point high = new Point(low.x, tenths(Math.min(from, to)));
        boolean touches = isStroke && Math.abs(pending.getFirst().x - low.x) <= BESIDE
                && high.y <= pending.getFirst().y + 1 && low.y >= pending.getLast().y - 1;
        if (touches) {
            Point first = pending.getFirst();
            low = new Point(first.x, Math.max(first.y, low.y));
            high = new Point(first.x, Math.min(pending.getLast().y, high.y));
            pending.clear();
        } else {
            write();
        }
        isStroke = true;
        pending.add(low);
        pending.add(high);
    }

    private void write() {
        if (pending.isEmpty()) {
            return;
        }
        move(pending.getFirst());
        if (pending.size() == 1) {
            path.append(DOT);
        }
        int here = 0;
        while (here < pending.size() - 1) {
            int next = here + 1;
            while (next < pending.size() - 1 && isStraight(here, next + 1)) {
                next++;
            }
            go(pending.get(next));
            here = next;
        }
        isPenKnown = true;
        isStroke = false;
        pending.clear();
    }

    private boolean isStraight(int from, int to) {
        Point one = pending.get(from);
        Point other = pending.get(to);
        return pending.subList(from + 1, to).stream().allMatch(point -> distance(point, one, other) <= FLAT);
    }

    /** From the nearest point between the two. */
    private static double distance(Point point, Point one, Point other) {
        double dx = other.x - one.x;
        double dy = other.y - one.y;
        double length = dx * dx + dy * dy;
        double share = length == 0 ? 0
                : Math.clamp(((point.x - one.x) * dx + (point.y - one.y) * dy) / length, 0, 1);
        return Math.hypot(point.x - one.x - share * dx, point.y - one.y - share * dy);
    }

    private void go(Point to) {
        if (to.x == penX) {
            path.append('v').append(text(to.y - penY));
        } else if (to.y == penY) {
            path.append('h').append(text(to.x - penX));
        } else {
            path.append('l').append(pair(to.x - penX, to.y - penY));
        }
        penX = to.x;
        penY = to.y;
    }

    private void move(Point to) {
        path.append(isPenKnown ? "m" + pair(to.x - penX, to.y - penY) : "M" + pair(to.x, to.y));
        penX = to.x;
        penY = to.y;
    }

    private static String pair(long x, long y) {
        String second = text(y);
        return text(x) + (second.startsWith("-") ? "" : " ") + second;
    }

    private static long tenths(double value) {
        return Math.round(value * 10);
    }

    private static String text(long tenths) {
        return ReportMarkup.number(tenths / 10.0);
    }

    boolean isEmpty() {
        return path.isEmpty() && pending.isEmpty();
    }

    /** The value of the attribute {@code d}. */
    @Override
    public String toString() {
        write();
        return path.toString();
    }
}
