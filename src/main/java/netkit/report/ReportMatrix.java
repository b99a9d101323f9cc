package netkit.report;

import java.util.List;
import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Verdict.Delivery;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario;

/** The matrix of the report: verdict and counts of each transport in each scenario, with links to their sections. */
final class ReportMatrix {
    /** With more columns than this the matrix is printed in landscape. */
    private static final int NARROW = 6;

    private final ReportMarkup page;
    private final ComparedRun run;

    private ReportMatrix(ReportMarkup page, ComparedRun run) {
        this.page = page;
        this.run = run;
    }

    static void draw(ReportMarkup page, ComparedRun run) {
        new ReportMatrix(page, run).draw();
    }

    /** Returns the id of a cell's section. */
    static String id(ComparedRun run, Cell cell) {
        return id(run, cell.scenario(), cell.transport())
                + (cell.direction() == Direction.TO_BOB ? "" : "-back");
    }

    static String id(ComparedRun run, Scenario scenario, Transport transport) {
        return "cell-" + run.experiment().scenarios().indexOf(scenario) + "-" + transport.ordinal();
    }

    /** Returns the id of a scenario's section. */
    static String id(ComparedRun run, Scenario scenario) {
        return "scenario-" + run.experiment().scenarios().indexOf(scenario);
    }

    private void draw() {
        List<Scenario> scenarios = run.experiment().scenarios();
        page.open("div", "class", scenarios.size() > NARROW ? "scroll broad" : "scroll", "tabindex", "0",
                "role",
                "group", "aria-label", "The matrix");
        page.open("table", "class", "matrix", "style", "min-width: " + (8 + 9 * scenarios.size()) + "rem");
        page.element("caption", "Transports in rows, scenarios in columns");
        page.open("thead").open("tr").element("th", "transport", "scope", "col", "class", "corner");
        for (Scenario scenario : scenarios) {
            page.open("th", "scope", "col").element("a", scenario.name(), "href", "#" + id(run, scenario));
            page.element("span", scenario.title(), "class", "soft").close();
        }
        page.close().close().open("tbody").line();
        for (Transport transport : run.experiment().transports()) {
            for (Direction direction : run.directions()) {
                page.open("tr").open("th", "scope", "row");
                name(transport);
                if (run.directions().size() > 1) {
                    page.text(" ").element("span", direction.toString(), "class", "soft");
                }
                page.close();
                scenarios.forEach(scenario -> cell(scenario, transport, direction));
                page.close().line();
            }
        }
        page.close().close().close().line();
    }

    /** Writes the name, which may be broken after a plus sign. */
    private void name(Transport transport) {
        String[] parts = transport.toString().split("(?<=\\+)");
        page.text(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            page.empty("wbr").text(parts[i]);
        }
    }

    private void cell(Scenario scenario, Transport transport, Direction direction) {
        Optional<Cell> found = run.cell(scenario, transport, direction)
                .or(() -> run.cell(scenario, transport, Direction.TO_BOB)
                        .filter(Cell.Missing.class::isInstance));
        if (found.isEmpty()) {
            page.open("td", "class", "missing").text("not run: the run was stopped before").close();
            return;
        }
        switch (found.get()) {
            case Cell.Missing missing -> page.open("td", "class", "missing")
                    .element("a", missing.reason().brief(), "href", "#" + id(run, missing))
                    .close();
            case Cell.Measured cell -> measured(cell);
        }
    }

    private void measured(Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        List<String> words = stats.verdict().words();
        page.open("td", "class", tone(stats));
        page.element("a", words.getFirst(), "href", "#" + id(run, cell));
        line(ReportOutcome.IN_ORDER, stats.reached(Stage.DELIVERED), "delivered", true);
        int refused = refused(cell);
        line(ReportOutcome.LOST, stats.lost().size() - refused, "lost on the way", false);
        line(ReportOutcome.REFUSED, refused, "refused by send", false);
        line("duplicated", "○", stats.duplicates().size(), "delivered twice");
        line(ReportOutcome.OUT_OF_ORDER, stats.outOfOrder().size(), "out of order", false);
        cell.failure().ifPresent(_ -> page.element("span", "failed", "class", "count"));
        String rest = String.join(", ", words.subList(1, words.size()));
        page.element("span", rest, "class", "soft");
        stats.latency().ifPresent(
                latency -> page.element("span", "p99 " + Numbers.time(latency.p99().toNanos()), "class",
                        "soft"));
        page.close();
    }

    private static int refused(Cell.Measured cell) {
        return (int) cell.stats().lost().stream()
                .filter(number -> ReportOutcome.of(cell.ledger(), number)
                        .equals(Optional.of(ReportOutcome.REFUSED)))
                .count();
    }

    private void line(ReportOutcome outcome, int count, String words, boolean always) {
        if (always && count == 0) {
            page.element("span", "0 " + words, "class", "count");
        }
        line(outcome.style(), outcome.sign(), count, words);
    }

    private void line(String style, String sign, int count, String words) {
        if (count > 0) {
            page.open("span", "class", "count");
            page.element("i", sign, "class", "sign " + style, "aria-hidden", "true");
            page.text(" " + Numbers.grouped(count) + " " + words).close();
        }
    }

    private static String tone(LedgerStats stats) {
        Delivery delivery = stats.verdict().delivery();
        return !stats.lost().isEmpty() || delivery == Delivery.NOTHING_DELIVERED ? "losing"
                : !stats.duplicates().isEmpty() || !stats.outOfOrder().isEmpty() ? "anomalous" : "fine";
    }
}
