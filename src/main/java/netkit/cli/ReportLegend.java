package netkit.cli;

/** What the marks mean, where they are used. */
final class ReportLegend {
    private ReportLegend() {}

    /** A mark within text; who cannot see it has the words beside it. */
    static ReportMarkup mark(ReportMarkup page, String style, String shape) {
        return page.open("svg", "class", "key", "viewBox", "0 0 12 12", "aria-hidden", "true")
                .open("g", "class", "mark " + style).empty("path", "d", "M6 6" + shape).close().close();
    }

    static ReportMarkup mark(ReportMarkup page, ReportFate fate) {
        return mark(page, fate.style(), ReportStrip.shape(fate));
    }

    static ReportMarkup twice(ReportMarkup page) {
        return mark(page, "twice", ReportStrip.TWICE);
    }

    static void strip(ReportMarkup page) {
        page.open("p", "class", "legend");
        for (ReportFate fate : ReportFate.values()) {
            page.open("span");
            mark(page, fate).text(fate.words()).close().text(" ");
        }
        page.open("span");
        twice(page).text("a ring: delivered more than once").close();
        page.close().line();
    }

    static void sequence(ReportMarkup page) {
        page.open("p", "class", "legend sequence");
        key(page, "sent", "M6 1V11", "sent for the first time");
        key(page, "arrived", "M6 6h0", "reached bob's host");
        key(page, "again", "M6 1V11M6 6" + ReportStrip.shape(ReportFate.LATE), "sent again");
        key(page, "lost", "M6 6" + ReportStrip.shape(ReportFate.LOST), "lost on the wire");
        page.close().line();
    }

    static void ladder(ReportMarkup page) {
        page.open("p", "class", "legend ladder");
        key(page, "arrow", "M0 6H12", "carries bytes");
        key(page, "arrow bare", "M0 6H12", "carries none");
        key(page, "arrow again", "M0 6H12", "sent again");
        key(page, "cross", "M2 2l8 8m0-8l-8 8", "lost there");
        page.close().line();
    }

    private static void key(ReportMarkup page, String style, String path, String words) {
        page.open("span").open("svg", "class", "key", "viewBox", "0 0 12 12", "aria-hidden", "true")
                .empty("path", "class", style, "d", path).close().text(words).close().text(" ");
    }
}
