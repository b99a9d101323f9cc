package netkit.cli;

import static netkit.cli.ReportMarkup.number;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import netkit.compare.Cell;
import netkit.compare.Ledger;

/** All messages of a cell, each a mark, in rows: its shape and colour say what became of it. */
final class ReportStrip {
    /** The ring, from the middle of a mark. */
    static final String TWICE = "m-3.3 0a3.3 3.3 0 1 0 6.6 0a3.3 3.3 0 1 0-6.6 0";
    private static final int PER_ROW = 100;
    /** Beyond so many messages a mark stands for several. */
    private static final int MOST_MARKS = 3_000;
    /** Beyond so many, remarkable marks of a kind are merged, and have no story of their own. */
    private static final int MOST_STORIES = 250;
    private static final int[] ROUND = {1, 2, 5};
    private static final int WIDTH = 760;
    private static final int LEFT = 52;
    private static final int TOP = 3;
    private static final double PITCH = 7;
    private static final double ROW = 11;

    /** A mark: one message or several that follow each other, of which it shows the worst. */
    private record Mark(int first, int last, ReportFate fate, boolean twice) {}

    private final Ledger ledger;
    private final int perMark;
    private final Map<ReportFate, List<Mark>> marks = new EnumMap<>(ReportFate.class);
    private final List<Mark> twice = new ArrayList<>();

    private ReportStrip(Ledger ledger) {
        this.ledger = ledger;
        this.perMark = perMark(ledger.messages());
        for (ReportFate fate : ReportFate.values()) {
            marks.put(fate, new ArrayList<>());
        }
        for (int first = 0; first < ledger.messages(); first += perMark) {
            add(first, Math.min(ledger.messages(), first + perMark) - 1);
        }
    }

    /** How many messages a mark stands for. */
    static int perMark(int messages) {
        for (int power = 1;; power *= 10) {
            for (int step : ROUND) {
                if (messages <= (long) step * power * MOST_MARKS) {
                    return step * power;
                }
            }
        }
    }

    static void draw(ReportMarkup page, Cell.Measured cell, String title) {
        new ReportStrip(cell.ledger()).draw(page, title);
    }

    private void add(int first, int last) {
        ReportFate worst = null;
        boolean again = false;
        for (int number = first; number <= last; number++) {
            ReportFate fate = ReportFate.of(ledger, number).orElse(worst);
            worst = worst == null || fate.compareTo(worst) > 0 ? fate : worst;
            again |= ledger.deliveries(number) > 1;
        }
        if (worst != null) {
            Mark mark = new Mark(first, last, worst, again);
            marks.get(worst).add(mark);
            if (again) {
                twice.add(mark);
            }
        }
    }

    private void draw(ReportMarkup page, String title) {
        int rows = ((ledger.messages() - 1) / perMark + PER_ROW) / PER_ROW;
        int height = (int) Math.ceil(rows * ROW + 2 * TOP);
        page.open("div", "class", "scroll strip", "data-per-mark", "" + perMark,
                "data-per-row", "" + PER_ROW, "data-left", "" + LEFT, "data-top", "" + TOP, "data-pitch",
                number(PITCH), "data-row", number(ROW), "tabindex", "0", "role", "group",
                "aria-label", title);
        page.chart("chart", title, description(), WIDTH, height);
        for (int row = 0; row < rows; row++) {
            page.element("text", Figures.grouped((long) row * PER_ROW * perMark), "class", "tick end", "x",
                    number(LEFT - 8), "y", number(y(row * PER_ROW * perMark) + 3.5));
        }
        for (ReportFate fate : ReportFate.values()) {
            layer(page, fate.style(), marks.get(fate), fate != ReportFate.ON_TIME, shape(fate));
        }
        layer(page, "twice", twice, true, TWICE);
        page.close().close().line();
    }

    private String description() {
        return "One mark for each " + (perMark == 1 ? "message" : perMark + " messages") + ": "
                + marks.get(ReportFate.ON_TIME).size() + " in place, " + marks.get(ReportFate.LATE).size()
                + " late, "
                + marks.get(ReportFate.LOST).size() + " lost, " + marks.get(ReportFate.REFUSED).size()
                + " refused by send; " + twice.size() + " of them came more than once.";
    }

    private void layer(ReportMarkup page, String style, List<Mark> all, boolean remarkable, String shape) {
        if (all.isEmpty()) {
            return;
        }
        page.open("g", "class", "mark " + style, "data-count", "" + all.size());
        int stories = remarkable ? Math.min(all.size(), MOST_STORIES) : 0;
        for (Mark mark : all.subList(0, stories)) {
            ReportMarks alone = new ReportMarks();
            alone.add(x(mark), y(mark.first), shape);
            page.open("path", "d", alone.toString()).element("title", story(mark)).close();
        }
        ReportMarks rest = new ReportMarks();
        all.subList(stories, all.size()).forEach(mark -> rest.add(x(mark), y(mark.first), shape));
        if (!rest.isEmpty()) {
            page.empty("path", "d", rest.toString());
        }
        page.close();
    }

    /** From the middle of a mark. */
    static String shape(ReportFate fate) {
        return switch (fate) {
            case ON_TIME -> ReportMarks.DOT;
            case LATE -> "m0-3.2l3.2 5.6h-6.4z";
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

    private String story(Mark mark) {
        if (mark.first == mark.last) {
            return ReportFate.story(ledger, mark.first);
        }
        int lost = 0;
        int late = 0;
        int again = 0;
        for (int number = mark.first; number <= mark.last; number++) {
            lost += ledger.isLost(number) ? 1 : 0;
            late += ledger.isLate(number) ? 1 : 0;
            again += ledger.deliveries(number) > 1 ? 1 : 0;
        }
        return "messages " + Figures.grouped(mark.first) + " to " + Figures.grouped(mark.last) + ": " + lost
                + " lost, " + late + " late, " + again + " more than once";
    }
}
