package netkit.report;

import static netkit.report.ReportMarkup.number;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import netkit.compare.Cell;
import netkit.compare.ledger.Ledger;

/** The chart of all messages of a cell: a mark for each, in rows, whose shape and colour show its outcome. */
final class ReportStrip {
    /** The ring, from the middle of a mark. */
    static final String TWICE = "m-3.3 0a3.3 3.3 0 1 0 6.6 0a3.3 3.3 0 1 0-6.6 0";
    private static final int PER_ROW = 100;
    /** Beyond this many messages a mark stands for several. */
    private static final int MAX_MARKS = 3_000;
    /** Beyond this many, remarkable marks of a kind have no tooltip of their own. */
    private static final int MAX_STORIES = 250;
    private static final int[] ROUND = {1, 2, 5};
    private static final int WIDTH = 760;
    private static final int LEFT = 52;
    private static final int TOP = 3;
    private static final double PITCH = 7;
    private static final double ROW = 11;
    /** The key of {@link #rowOfDots}. */
    static final String ROW_OF_DOTS = "row";

    /** A mark: one message or several that follow each other, of which it shows the worst. */
    private record Mark(int first, int last, ReportOutcome outcome, boolean twice) {}

    private final Ledger ledger;
    private final int perMark;
    private final Map<ReportOutcome, List<Mark>> marks = new EnumMap<>(ReportOutcome.class);
    private final List<Mark> twice = new ArrayList<>();

    private ReportStrip(Ledger ledger) {
        this.ledger = ledger;
        this.perMark = perMark(ledger.messages());
        for (ReportOutcome outcome : ReportOutcome.values()) {
            marks.put(outcome, new ArrayList<>());
        }
        for (int first = 0; first < ledger.messages(); first += perMark) {
            add(first, Math.min(ledger.messages(), first + perMark) - 1);
        }
    }

    /** How many messages a mark stands for. */
    static int perMark(int messages) {
        for (int power = 1;; power *= 10) {
            for (int step : ROUND) {
                if (messages <= (long) step * power * MAX_MARKS) {
                    return step * power;
                }
            }
        }
    }

    static void draw(ReportMarkup page, Cell.Measured cell, String title) {
        new ReportStrip(cell.ledger()).draw(page, title);
    }

    private void add(int first, int last) {
        ReportOutcome worst = null;
        boolean duplicated = false;
        for (int number = first; number <= last; number++) {
            ReportOutcome outcome = ReportOutcome.of(ledger, number).orElse(worst);
            worst = worst == null || outcome.compareTo(worst) > 0 ? outcome : worst;
            duplicated |= ledger.deliveries(number) > 1;
        }
        if (worst != null) {
            Mark mark = new Mark(first, last, worst, duplicated);
            marks.get(worst).add(mark);
            if (duplicated) {
                twice.add(mark);
            }
        }
    }

    private void draw(ReportMarkup page, String title) {
        int rows = ((ledger.messages() - 1) / perMark + PER_ROW) / PER_ROW;
        int height = (int) Math.ceil(rows * ROW + 2 * TOP);
        page.open("div", "class", "scroll strip", "data-per-mark", "" + perMark,
                "data-per-row", "" + PER_ROW, "data-left", "" + LEFT, "data-top", "" + TOP, "data-pitch",
                number(PITCH), "data-row", number(ROW));
        page.chart("chart", title, description(), WIDTH, height);
        page.open("g", "class", "tick end", "transform", "translate(" + (LEFT - 8) + ")");
        for (int row = 0; row < rows; row++) {
            page.element("text", Numbers.grouped((long) row * PER_ROW * perMark), "y",
                    number(y(row * PER_ROW * perMark) + 3.5));
        }
        page.close();
        for (ReportOutcome outcome : ReportOutcome.values()) {
            layer(page, outcome.style(), marks.get(outcome));
        }
        layer(page, "twice", twice);
        page.close().close().line();
    }

    private String description() {
        return "One mark for each " + (perMark == 1 ? "message" : perMark + " messages") + ": "
                + marks.get(ReportOutcome.IN_ORDER).size() + " in order, "
                + marks.get(ReportOutcome.OUT_OF_ORDER).size()
                + " out of order, "
                + marks.get(ReportOutcome.LOST).size() + " lost, " + marks.get(ReportOutcome.REFUSED).size()
                + " refused by send; " + twice.size() + " of them delivered more than once.";
    }

    private void layer(ReportMarkup page, String style, List<Mark> all) {
        if (all.isEmpty()) {
            return;
        }
        page.open("g", "class", "mark " + style, "data-count", "" + all.size());
        if (style.equals(ReportOutcome.IN_ORDER.style())) {
            dots(page, all);
        } else {
            ReportMarks path = new ReportMarks();
            all.forEach(mark -> path.shape(x(mark), y(mark.first)));
            page.empty("path", "d", path.toString());
        }
        page.close();
    }

    /** Most rows are full, and these are one like the other. */
    private void dots(ReportMarkup page, List<Mark> all) {
        ReportMarks rest = new ReportMarks();
        for (int i = 0; i < all.size(); i++) {
            Mark mark = all.get(i);
            int last = i + PER_ROW - 1;
            boolean isFull = mark.first / perMark % PER_ROW == 0 && last < all.size()
                    && all.get(last).first - mark.first == (PER_ROW - 1) * perMark;
            if (isFull) {
                page.empty("use", "href", "#key-" + ROW_OF_DOTS, "y", number(y(mark.first)));
                i = last;
            } else {
                rest.dot(x(mark), y(mark.first));
            }
        }
        if (!rest.isEmpty()) {
            page.empty("path", "d", rest.toString());
        }
    }

    /** A full row around the height 0. */
    static String rowOfDots() {
        ReportMarks row = new ReportMarks();
        for (int column = 0; column < PER_ROW; column++) {
            row.dot(LEFT + (column + 0.5) * PITCH, 0);
        }
        return row.toString();
    }

    /** Returns the tooltips of the marks that are lost, out of order or duplicated, by number. */
    static Map<Integer, String> histories(Ledger ledger) {
        return new ReportStrip(ledger).histories();
    }

    private Map<Integer, String> histories() {
        List<Mark> described = new ArrayList<>();
        marks.forEach((outcome, all) -> described.addAll(
                outcome == ReportOutcome.IN_ORDER ? List.of()
                        : all.subList(0, Math.min(all.size(), MAX_STORIES))));
        described.addAll(twice.subList(0, Math.min(twice.size(), MAX_STORIES)));
        Map<Integer, String> histories = new TreeMap<>();
        described.forEach(mark -> histories.put(mark.first / perMark, history(mark)));
        return histories;
    }

    /** From the middle of a mark. */
    static String shape(ReportOutcome outcome) {
        return switch (outcome) {
            case IN_ORDER -> ReportMarks.DOT;
            case OUT_OF_ORDER -> "m0-3.2l3.2 5.6h-6.4z";
            case LOST -> "m-2.4-2.4l4.8 4.8m0-4.8l-4.8 4.8";
            case REFUSED -> "m-2.2-2.2h4.4v4.4h-4.4z";
        };
    }

    private double x(Mark mark) {
        return LEFT + (mark.first / perMark % PER_ROW + 0.5) * PITCH;
    }

    private double y(int message) {
        return TOP + (message / perMark / PER_ROW + 0.5) * ROW;
    }

    private String history(Mark mark) {
        if (mark.first == mark.last) {
            return ReportOutcome.history(ledger, mark.first);
        }
        int lost = 0;
        int outOfOrder = 0;
        int duplicated = 0;
        for (int number = mark.first; number <= mark.last; number++) {
            lost += ledger.isLost(number) ? 1 : 0;
            outOfOrder += ledger.isOutOfOrder(number) ? 1 : 0;
            duplicated += ledger.deliveries(number) > 1 ? 1 : 0;
        }
        return "messages " + Numbers.grouped(mark.first) + " to " + Numbers.grouped(mark.last) + ": " + lost
                + " lost, " + outOfOrder + " out of order, " + duplicated + " delivered more than once";
    }
}
