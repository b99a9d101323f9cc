package netkit.report;

import java.util.List;

/** The legends of the charts. */
final class ReportLegend {
    private ReportLegend() {}

    /** What the keys look like, and the tips of arrows: once in a page, before any is used. */
    static void define(ReportMarkup page) {
        page.open("svg", "class", "defs", "aria-hidden", "true").open("defs");
        for (ReportOutcome outcome : ReportOutcome.values()) {
            shape(page, outcome.style(), "mark " + outcome.style(), "", ReportStrip.shape(outcome));
        }
        shape(page, "twice", "mark twice", "", ReportStrip.TWICE);
        page.open("g", "id", "key-" + ReportStrip.ROW_OF_DOTS).open("g", "class", "mark in-order");
        page.empty("path", "d", ReportStrip.rowOfDots()).close().close();
        marker(page, "out-of-order", "mark out-of-order", ReportStrip.shape(ReportOutcome.OUT_OF_ORDER));
        marker(page, "lost", "mark lost", ReportStrip.shape(ReportOutcome.LOST));
        marker(page, "refused", "mark refused", ReportStrip.shape(ReportOutcome.REFUSED));
        marker(page, "twice", "mark twice", ReportStrip.TWICE);
        page.open("g", "class", "sequence");
        marker(page, "retransmitted", "retransmitted", ReportStrip.shape(ReportOutcome.OUT_OF_ORDER));
        marker(page, "dropped", "lost", ReportSequence.CROSS);
        shape(page, "sent", "sequence", "sent", "m0-5v10");
        shape(page, "arrived", "sequence", "arrived", ReportMarks.DOT);
        shape(page, "retransmitted", "sequence", "retransmitted",
                "m0-5v10M6 6" + ReportStrip.shape(ReportOutcome.OUT_OF_ORDER));
        shape(page, "dropped", "sequence", "lost", ReportStrip.shape(ReportOutcome.LOST));
        page.close().open("g", "class", "ladder");
        for (String kind : List.of("", "bare", "retransmitted")) {
            page.open("marker", "id", "tip" + kind, "class", "tip " + kind, "viewBox", "0 0 9 7", "refX", "9",
                    "refY", "3.5", "markerWidth", "9", "markerHeight", "7", "markerUnits", "userSpaceOnUse",
                    "orient", "auto").empty("path", "d", "M0 0L9 3.5L0 7z").close();
            shape(page, "arrow" + kind, "ladder", ("plain " + kind).strip(), "m-6 0h12");
        }
        shape(page, "cross", "ladder", "cross", "m-4-4l8 8m0-8l-8 8");
        page.close().close().close().line();
    }

    /** What the style sheet puts to the corners of a path. */
    private static void marker(ReportMarkup page, String name, String style, String shape) {
        page.open("marker", "id", "mark-" + name, "class", style, "markerUnits", "userSpaceOnUse",
                "overflow", "visible").empty("path", "d", "M0 0" + shape).close();
    }

    /** The classes within it count where it is used, those around it do not (SVG 2 §5.6). */
    private static void shape(ReportMarkup page, String key, String around, String style, String shape) {
        page.open("g", "id", "key-" + key).open("g", "class", around);
        page.empty("path", "class", style, "d", "M6 6" + shape).close().close();
    }

    /** A mark within text; who cannot see it has the words beside it. */
    static ReportMarkup mark(ReportMarkup page, String key) {
        return page.open("svg", "class", "key", "aria-hidden", "true").empty("use", "href", "#key-" + key)
                .close();
    }

    static ReportMarkup mark(ReportMarkup page, ReportOutcome outcome) {
        return mark(page, outcome.style());
    }

    static ReportMarkup twice(ReportMarkup page) {
        return mark(page, "twice");
    }

    static void strip(ReportMarkup page) {
        page.open("p", "class", "legend");
        for (ReportOutcome outcome : ReportOutcome.values()) {
            key(page, outcome.style(), outcome.words());
        }
        key(page, "twice", "a ring: delivered more than once");
        page.close().line();
    }

    static void sequence(ReportMarkup page) {
        page.open("p", "class", "legend");
        key(page, "sent", "sent for the first time");
        key(page, "arrived", "arrived at bob's host");
        key(page, "retransmitted", "retransmitted");
        key(page, "dropped", "lost on the wire");
        page.close().line();
    }

    static void ladder(ReportMarkup page) {
        page.open("p", "class", "legend");
        key(page, "arrow", "with payload");
        key(page, "arrowbare", "without payload");
        key(page, "arrowretransmitted", "retransmitted");
        key(page, "cross", "lost");
        page.close().line();
    }

    private static void key(ReportMarkup page, String key, String words) {
        page.open("span");
        mark(page, key).text(words).close().text(" ");
    }
}
