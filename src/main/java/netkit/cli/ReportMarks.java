package netkit.cli;

/**
 * The path of many marks of one kind (SVG 2 §9.3). From one to the next it goes by their distance wherever that is known,
 * which is a shorter text than where each of them is: a report has hundreds of thousands of them.
 */
final class ReportMarks {
    /** A dot: the style sheet makes its ends round. */
    static final String DOT = "h0";

    private final StringBuilder path = new StringBuilder();
    /** Where the pen is, in tenths. */
    private long penX;
    private long penY;
    private boolean isPenKnown;

    /** A mark around this place. */
    void add(double x, double y, String shape) {
        move(tenths(x), tenths(y));
        path.append(shape);
        isPenKnown = shape.equals(DOT);
    }

    /** A line up or down. */
    void line(double x, double from, double to) {
        move(tenths(x), tenths(from));
        long end = tenths(to);
        path.append('v').append(text(end - penY));
        penY = end;
        isPenKnown = true;
    }

    private void move(long x, long y) {
        if (isPenKnown) {
            String down = text(y - penY);
            path.append('m').append(text(x - penX)).append(down.startsWith("-") ? "" : " ").append(down);
        } else {
            path.append('M').append(text(x)).append(' ').append(text(y));
        }
        penX = x;
        penY = y;
    }

    private static long tenths(double value) {
        return Math.round(value * 10);
    }

    private static String text(long tenths) {
        return ReportMarkup.number(tenths / 10.0);
    }

    boolean isEmpty() {
        return path.isEmpty();
    }

    /** The value of the attribute {@code d}. */
    @Override
    public String toString() {
        return path.toString();
    }
}
