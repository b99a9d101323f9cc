package netkit.report;

import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonObject;

import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.link.Transport;
import netkit.compare.wire.WireStats;

/** The section of one cell: the verdict, its numbers, and the charts. */
final class ReportCell {
    /** Beyond so many messages what a pointer finds is not told of each. */
    private static final int MAX_TOOLTIPS = 3_000;

    private static final int MAX_LOSS_ROWS = 12;

    private final ReportMarkup page;
    private final Cell.Measured cell;
    private final String id;
    private final String name;
    private final ReportStories stories;
    private final ReportMoments.Extent extent;

    /**
     * @param id of the section, for links
     * @param stories takes what is told of its messages
     * @param extent of its ladders
     */
    ReportCell(ReportMarkup page, Cell.Measured cell, String id, ReportStories stories,
            ReportMoments.Extent extent) {
        this.stories = stories;
        this.extent = extent;
        this.page = page;
        this.cell = cell;
        this.id = id;
        this.name = cell.transport() + ", " + cell.scenario();
    }

    /** @param end of the time that the chart of latencies shows, nanoseconds from the start of the trial */
    void draw(long end) {
        page.open("section", "class", "cell", "id", id, "aria-labelledby", id + "-title");
        page.element("h3", name, "id", id + "-title");
        page.element("p", ReportVerdict.sentence(cell), "class", "verdict");
        page.open("div", "class", "body");
        cell.failure().ifPresent(why -> page.element("p", "The trial broke off: " + why, "class", "failure"));
        page.element("p", ReportVerdict.cost(cell));
        figures();
        losses();
        strip();
        if (cell.stats().reached(Stage.OFFERED) > 0) {
            latency(end);
        }
        sequence();
        ladder();
        tooltips(end);
        page.close().close().line();
    }

    private void figures() {
        LedgerStats stats = cell.stats();
        int offered = stats.reached(Stage.OFFERED);
        page.open("dl", "class", "figures");
        for (Stage stage : Stage.values()) {
            boolean unseen = cell.wire().isEmpty() && (stage == Stage.LEFT || stage == Stage.ARRIVED)
                    || stage == Stage.ACKNOWLEDGED && !cell.transport().hasAcknowledgements();
            if (!unseen) {
                figure(stage.toString(), Numbers.grouped(stats.reached(stage)));
            }
        }
        figure("alone in a receive", Numbers.grouped(stats.ownRead()));
        stats.latency().ifPresent(latency -> {
            figure("p50", ReportWords.time(latency.p50().toNanos()));
            figure("p99", ReportWords.time(latency.p99().toNanos()));
            figure("slowest", ReportWords.time(latency.max().toNanos()));
        });
        cell.wire().ifPresent(wire -> wire(wire, offered));
        cell.recovery().ifPresent(time -> figure("back after", ReportWords.time(time.toNanos())));
        if (stats.invalid() > 0) {
            figure("damaged or foreign", Numbers.grouped(stats.invalid()));
        }
        page.close().line();
    }

    private void wire(WireStats wire, int offered) {
        figure("packets a message", ReportWords.per(wire.count(), offered));
        figure("bytes a message", ReportWords.per(wire.bytes(), offered));
        if (Retransmissions.isPossible(cell.transport())) {
            figure("sent again", Numbers.grouped(wire.retransmissions()));
        }
        if (wire.lostByKernel() > 0) {
            figure("packets lost by a kernel, which nobody asked for", Numbers.grouped(wire.lostByKernel()));
        }
    }

    private void figure(String what, String value) {
        page.open("div").element("dt", what).element("dd", value).close();
    }

    private void losses() {
        List<ReportVerdict.LossGroup> losses = ReportVerdict.losses(cell);
        if (losses.isEmpty()) {
            return;
        }
        page.open("div", "class", "scroll").open("table", "class", "deaths");
        page.element("caption", "Where the lost ones died");
        page.open("thead").open("tr");
        for (String head : List.of("the last that is known", "what became of it", "how many", "which")) {
            page.element("th", head, "scope", "col");
        }
        page.close().close().open("tbody");
        for (ReportVerdict.LossGroup group : losses.subList(0, Math.min(losses.size(), MAX_LOSS_ROWS))) {
            page.open("tr").element("th", group.last().words(), "scope", "row");
            page.element("td", group.cause());
            page.element("td", Numbers.grouped(group.numbers().size()), "class", "number");
            page.element("td", ReportWords.ranges(group.numbers())).close();
        }
        if (losses.size() > MAX_LOSS_ROWS) {
            int rest = losses.subList(MAX_LOSS_ROWS, losses.size()).stream()
                    .mapToInt(group -> group.numbers().size()).sum();
            page.open("tr").element("th", "in other ways", "scope", "row").element("td", "");
            page.element("td", Numbers.grouped(rest), "class", "number").element("td", "").close();
        }
        page.close().close().close().line();
    }

    private void strip() {
        int perMark = ReportStrip.perMark(cell.ledger().messages());
        figure("Every message", perMark == 1
                ? "One mark a message, in the order in which they were offered, 100 in a row; the numbers on the left"
                        + " are those of the first in the row."
                : "One mark for " + Numbers.grouped(perMark)
                        + " messages, 100 marks in a row; each shows the worst"
                        + " that became of its messages.",
                () -> {
                    ReportStrip.draw(page, cell, name + ": every message");
                    ReportLegend.strip(page);
                });
    }

    private void latency(long end) {
        String how = "Each mark is a message: further right, offered later; higher, longer on its way."
                + (ReportLatency.isLogarithmic(cell) ? " The scale of the times is logarithmic." : "")
                + (cell.transport() == Transport.UDP ? ""
                        : " Marks that fall in a line to the right waited together"
                                + " behind one that was missing (head-of-line blocking).")
                + " What was lost stands in the row above; faults are shaded."
                + (ReportLatency.isMerged(cell)
                        ? " There are too many for a mark each: a line goes from the quickest"
                                + " to the slowest of those that were offered at the same time."
                        : "");
        figure("How long each took", how,
                () -> ReportLatency.draw(page, cell, end, name + ": latency over time"));
    }

    private void sequence() {
        if (ReportSequence.isPossible(cell)) {
            String how = "Each stroke is a TCP segment of alice's: further right, sent later; higher, further on in"
                    + " her stream. A flat stretch is a stream that waits; what stands below the front is sent again."
                    + ReportSequence.omissions(cell);
            figure("The stream on the wire", how, () -> {
                ReportSequence.draw(page, cell, name + ": time and sequence numbers");
                ReportLegend.sequence(page);
            });
        }
    }

    private void ladder() {
        List<ReportMoments.Moment> moments = ReportMoments.of(cell, extent);
        if (moments.isEmpty()) {
            page.element("p", cell.wire().isPresent() ? "There is no ladder, for no packet was seen."
                    : "There is no ladder: packets can be watched on the lab's wire alone.", "class", "soft");
            return;
        }
        var packets = cell.wire().orElseThrow().packets();
        figure("The packets of a moment",
                "Time runs down, each packet is an arrow from the host that sent it to the"
                        + " other; what it says stands at its beginning. Rows follow events and not the clock: pauses are"
                        + " written in.",
                () -> {
                    page.open("div", "class", "ladders");
                    page.open("fieldset").element("legend", "Moment");
                    for (int i = 0; i < moments.size(); i++) {
                        choice(id + "-ladder", i, moments.get(i).name());
                    }
                    page.close();
                    for (int i = 0; i < moments.size(); i++) {
                        page.open("div", "class", "moment-" + i);
                        page.element("p", moments.get(i).name(), "class", "on-paper");
                        ReportLadder.draw(page, packets, moments.get(i).first(), extent.packets(),
                                name + ": " + moments.get(i).name());
                        page.close();
                    }
                    page.close();
                    ReportLegend.ladder(page);
                });
    }

    private void choice(String group, int index, String words) {
        List<String> button = new ArrayList<>(List.of("type", "radio", "name", group, "value", "" + index));
        if (index == 0) {
            button.addAll(List.of("checked", ""));
        }
        page.open("label").empty("input", button.toArray(String[]::new)).element("span", words).close();
    }

    private void figure(String title, String howToRead, Runnable chart) {
        page.open("figure").open("figcaption").element("h4", title).element("p", howToRead).close();
        chart.run();
        page.close().line();
    }

    /** What the script tells of the message under the pointer. */
    private void tooltips(long end) {
        Ledger ledger = cell.ledger();
        JsonObject tooltips = new JsonObject();
        if (ledger.messages() <= MAX_TOOLTIPS) {
            tooltips.addProperty("end", end / 1e6);
            tooltips.addProperty("offered", offered(ledger));
            tooltips.addProperty("took", took(ledger));
        }
        JsonObject remarkable = new JsonObject();
        ReportStrip.stories(ledger)
                .forEach((mark, story) -> remarkable.addProperty("" + mark, stories.shortened(story)));
        tooltips.add("stories", remarkable);
        page.open("script", "type", "application/json", "class", "times").own(ReportStories.json(tooltips))
                .close()
                .line();
    }

    /** Milliseconds from one to the next, equal ones as {@code 5*20}; x for one that was never offered. */
    private static String offered(Ledger ledger) {
        List<String> steps = new ArrayList<>();
        long before = 0;
        for (int number = 0; number < ledger.messages(); number++) {
            if (ledger.has(Stage.OFFERED, number)) {
                long at = Math.round(ledger.at(Stage.OFFERED, number).getAsLong() / 1e6);
                steps.add("" + (at - before));
                before = at;
            } else {
                steps.add("x");
            }
        }
        return counted(steps);
    }

    /** Milliseconds in three digits; x for one that was lost. */
    private static String took(Ledger ledger) {
        List<String> times = new ArrayList<>();
        for (int number = 0; number < ledger.messages(); number++) {
            long at = ledger.at(Stage.DELIVERED, number).orElse(-1);
            double millis = (at - ledger.at(Stage.OFFERED, number).orElse(0)) / 1e6;
            times.add(ledger.isLost(number) || at < 0 ? "x"
                    : ReportWords.digits(millis).replaceFirst("^0(?=.)", ""));
        }
        return counted(times);
    }

    private static String counted(List<String> words) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 1; i <= words.size(); i++) {
            if (i == words.size() || !words.get(i).equals(words.get(from))) {
                text.append(from == 0 ? "" : " ").append(words.get(from))
                        .append(i - from == 1 ? "" : "*" + (i - from));
                from = i;
            }
        }
        return text.toString();
    }
}
