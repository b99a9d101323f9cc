package netkit.report;

import java.util.List;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Stage;
import netkit.compare.wire.WireStats;

/** The section of one cell of the report: verdict, numbers and charts. */
final class ReportCell {
    /** Ranges of message numbers that are written out. */
    static final int MAX_RANGES = 12;
    private static final int MAX_LOSS_ROWS = 12;

    private final ReportMarkup page;
    private final Experiment experiment;
    private final Cell.Measured cell;
    private final String id;
    private final String name;

    /** @param id of the section, for links */
    ReportCell(ReportMarkup page, Experiment experiment, Cell.Measured cell, String id) {
        this.page = page;
        this.experiment = experiment;
        this.cell = cell;
        this.id = id;
        this.name = cell.row() + ", " + cell.scenario();
    }

    /** Writes a {@code details} element, which opens without a script; the script adds the charts. */
    void draw() {
        page.open("details", "class", "cell", "id", id);
        page.open("summary").element("h3", name)
                .element("p", ReportVerdict.sentence(cell), "class", "verdict")
                .close();
        page.open("div", "class", "body");
        cell.failure().ifPresent(why -> page.element("p", "The trial failed: " + why, "class", "failure"));
        page.element("p", ReportVerdict.cost(experiment, cell));
        if (!experiment.bothWays()) { // else some of the requests are those with bob's messages
            ReportAsking.sentence(cell).ifPresent(sentence -> page.element("p", sentence));
        }
        figures();
        losses();
        page.element("div", "", "class", "charts").close().close().line();
    }

    private void figures() {
        LedgerStats stats = cell.stats();
        page.open("dl", "class", "figures");
        for (Stage stage : Stage.values()) {
            boolean unseen = cell.wire().isEmpty() && (stage == Stage.LEFT || stage == Stage.ARRIVED)
                    || stage == Stage.ACKNOWLEDGED && !cell.transport().hasAcknowledgements(cell.direction());
            if (!unseen) {
                figure(stage.toString(), Numbers.grouped(stats.reached(stage)));
            }
        }
        figure("own read", Numbers.grouped(stats.ownRead()));
        stats.latency().ifPresent(latency -> {
            figure("p50", Numbers.time(latency.p50().toNanos()));
            figure("p99", Numbers.time(latency.p99().toNanos()));
            figure("maximum", Numbers.time(latency.max().toNanos()));
        });
        cell.wire().ifPresent(wire -> wire(wire));
        cell.recovery().ifPresent(time -> figure("recovery", Numbers.time(time.toNanos())));
        if (stats.invalid() > 0) {
            figure("invalid arrivals", Numbers.grouped(stats.invalid()));
        }
        page.close().line();
    }

    private void wire(WireStats wire) {
        int offered = WireCost.messages(experiment, cell);
        figure("packets per message", Numbers.per(wire.count(), offered));
        figure("bytes per message", Numbers.per(wire.bytes(), offered));
        WireStats.Requests asked = wire.requests();
        if (asked.connections() > 0) {
            figure("TCP connections", Numbers.grouped(asked.connections()));
        }
        if (asked.requests() > 0) {
            figure("HTTP requests per message", Numbers.per(asked.requests(), offered));
            figure("bytes of HTTP heads", Numbers.grouped(asked.headBytes()));
        }
        if (Retransmissions.isPossible(cell.transport())) {
            figure("retransmitted", Numbers.grouped(wire.retransmissions()));
        }
        if (wire.lostByKernel() > 0) {
            figure("packets lost by a kernel", Numbers.grouped(wire.lostByKernel()));
        }
        if (BusyMachine.of(cell).isPresent()) {
            figure("wire late, by up to", Numbers.time(wire.late().maxNanos()));
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
        page.open("div", "class", "scroll").open("table", "class", "losses");
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
            page.element("td", Numbers.ranges(group.numbers(), MAX_RANGES)).close();
        }
        if (losses.size() > MAX_LOSS_ROWS) {
            int rest = losses.subList(MAX_LOSS_ROWS, losses.size()).stream()
                    .mapToInt(group -> group.numbers().size()).sum();
            page.open("tr").element("th", "other reasons", "scope", "row").element("td", "");
            page.element("td", Numbers.grouped(rest), "class", "number").element("td", "").close();
        }
        page.close().close().close().line();
    }
}
