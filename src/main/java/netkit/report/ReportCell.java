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

/** The section of one cell: verdict, numbers and charts. */
final class ReportCell {
    /** Beyond this many messages, only remarkable ones have a tooltip. */
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
     * @param stories collects the tooltips of its messages
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
        cell.failure().ifPresent(why -> page.element("p", "The trial failed: " + why, "class", "failure"));
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
        figure("own read", Numbers.grouped(stats.ownRead()));
        stats.latency().ifPresent(latency -> {
            figure("p50", ReportWords.time(latency.p50().toNanos()));
            figure("p99", ReportWords.time(latency.p99().toNanos()));
            figure("maximum", ReportWords.time(latency.max().toNanos()));
        });
        cell.wire().ifPresent(wire -> wire(wire, offered));
        cell.recovery().ifPresent(time -> figure("recovery", ReportWords.time(time.toNanos())));
        if (stats.invalid() > 0) {
            figure("invalid arrivals", Numbers.grouped(stats.invalid()));
        }
        page.close().line();
    }

    private void wire(WireStats wire, int offered) {
        figure("packets per message", ReportWords.per(wire.count(), offered));
        figure("bytes per message", ReportWords.per(wire.bytes(), offered));
        if (Retransmissions.isPossible(cell.transport())) {
            figure("retransmitted", Numbers.grouped(wire.retransmissions()));
        }
        if (wire.lostByKernel() > 0) {
            figure("packets lost by a kernel", Numbers.grouped(wire.lostByKernel()));
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
        page.element("caption", "Where messages were lost");
        page.open("thead").open("tr");
        for (String head : List.of("last stage", "reason", "count", "messages")) {
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
            page.open("tr").element("th", "other reasons", "scope", "row").element("td", "");
            page.element("td", Numbers.grouped(rest), "class", "number").element("td", "").close();
        }
        page.close().close().close().line();
    }

    private void strip() {
        int perMark = ReportStrip.perMark(cell.ledger().messages());
        figure("Every message", perMark == 1
                ? "One mark per message, in the order in which they were offered, 100 in a row; the numbers on the"
                        + " left are those of the first in the row."
                : "One mark for " + Numbers.grouped(perMark)
                        + " messages, 100 marks in a row; each shows the worst outcome of its messages.",
                () -> {
                    ReportStrip.draw(page, cell, name + ": every message");
                    ReportLegend.strip(page);
                });
    }

    private void latency(long end) {
        String how = "Each mark is a message: the further right, the later it was offered; the higher, the longer its"
                + " latency."
                + (ReportLatency.isLogarithmic(cell) ? " The scale of latency is logarithmic." : "")
                + (cell.transport() == Transport.UDP ? ""
                        : " Marks on a line that falls to the right waited for one missing message"
                                + " (head-of-line blocking).")
                + " Lost messages are in the row above; faults are shaded."
                + (ReportLatency.isMerged(cell)
                        ? " There are too many messages for a mark each: a line connects the fastest and the slowest"
                                + " of those offered at the same time."
                        : "");
        figure("Latency of each message", how,
                () -> ReportLatency.draw(page, cell, end, name + ": latency over time"));
    }

    private void sequence() {
        if (ReportSequence.isPossible(cell)) {
            String how = "Each stroke is a TCP segment from alice: the further right, the later it was sent; the higher,"
                    + " the later in the stream. A flat stretch is a stalled stream; strokes below the front are"
                    + " retransmissions."
                    + ReportSequence.omissions(cell);
            figure("TCP stream on the wire", how, () -> {
                ReportSequence.draw(page, cell, name + ": time and sequence numbers");
                ReportLegend.sequence(page);
            });
        }
    }

    private void ladder() {
        List<ReportMoments.Moment> moments = ReportMoments.of(cell, extent);
        if (moments.isEmpty()) {
            page.element("p",
                    cell.wire().isPresent() ? "There is no ladder diagram because no packet was observed."
                            : "There is no ladder diagram: packets can be observed only in the lab.",
                    "class", "soft");
            return;
        }
        var packets = cell.wire().orElseThrow().packets();
        figure("Packets as a ladder diagram",
                "Time runs down; each packet is an arrow from its sender, where it is labelled, to its receiver. Rows"
                        + " follow events, not the clock: pauses are written in.",
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

    /** Writes the data of the script's tooltips. */
    private void tooltips(long end) {
        Ledger ledger = cell.ledger();
        JsonObject tooltips = new JsonObject();
        if (ledger.messages() <= MAX_TOOLTIPS) {
            tooltips.addProperty("end", end / 1e6);
            tooltips.addProperty("offered", offered(ledger));
            tooltips.addProperty("took", took(ledger));
        }
        JsonObject remarkable = new JsonObject();
        ReportStrip.histories(ledger)
                .forEach((mark, story) -> remarkable.addProperty("" + mark, stories.shortened(story)));
        tooltips.add("stories", remarkable);
        page.open("script", "type", "application/json", "class", "times").own(ReportStories.json(tooltips))
                .close()
                .line();
    }

    /** Returns milliseconds from one message to the next, equal ones as {@code 5*20}; x for one that was never offered. */
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

    /** Returns latencies in milliseconds with three digits; x for a lost message. */
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
