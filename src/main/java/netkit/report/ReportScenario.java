package netkit.report;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import netkit.compare.Cell;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;

/** The section of a scenario: its file, the prediction, the curves of all transports, and each cell. */
final class ReportScenario {
    private final ReportMarkup page;
    private final ComparedRun run;
    private final Scenario scenario;
    private final List<Cell.Measured> cells;
    private final ReportStories stories;

    /** @param stories collects the tooltips of messages */
    ReportScenario(ReportMarkup page, ComparedRun run, Scenario scenario, ReportStories stories) {
        this.stories = stories;
        this.page = page;
        this.run = run;
        this.scenario = scenario;
        this.cells = run.measured(scenario);
    }

    void draw() {
        String id = ReportMatrix.id(run, scenario);
        page.open("section", "class", "scenario", "id", id, "aria-labelledby", id + "-title");
        page.open("h2", "id", id + "-title").text(scenario.name() + " ")
                .element("span", scenario.title(), "class",
                        "soft")
                .close();
        page.open("div", "class", "beside");
        page.open("div").element("p", "The scenario as a file, to copy and change:");
        page.element("pre", scenario.text(), "class", "file", "tabindex", "0", "aria-label",
                scenario.name() + ".lab").close();
        run.prediction().ifPresent(this::prediction);
        page.close();
        if (!cells.isEmpty()) {
            page.open("figure").open("figcaption").element("h3", "Delivery time, over all transports");
            page.element("p",
                    "The heavy line shows the share of all offered messages that were delivered within a time; the thin"
                            + " lines are the other transports. A transport whose line ends below 100 % lost the rest.")
                    .close();
            ReportCurve.draw(page, cells, id);
            page.close();
        }
        long end = end();
        ReportMoments.Extent extent = ReportMoments.extent(run);
        for (Cell cell : run.cells(scenario)) {
            String cellId = ReportMatrix.id(run, scenario, cell.transport());
            switch (cell) {
                case Cell.Measured measured -> new ReportCell(page, measured, cellId, stories, extent)
                        .draw(end);
                case Cell.Missing missing -> missing(missing, cellId);
            }
        }
        page.close().line();
    }

    private void missing(Cell.Missing cell, String id) {
        page.open("section", "class", "cell missing", "id", id, "aria-labelledby", id + "-title");
        page.element("h3", cell.transport() + ", " + scenario, "id", id + "-title");
        page.element("p", "Not run (" + cell.reason().brief() + "): " + cell.reason().reason());
        page.close().line();
    }

    /** Returns the end of the time axis, the same for all cells, so that equal times are aligned. */
    private long end() {
        long end = 1_000_000; // one message takes no time, and an axis must
        for (Cell.Measured cell : cells) {
            Ledger ledger = cell.ledger();
            for (int number = ledger.messages() - 1; number >= 0; number--) {
                end = Math.max(end, ledger.at(Stage.OFFERED, number).orElse(0));
            }
        }
        return end;
    }

    private void prediction(Prediction prediction) {
        List<Prediction.Answer> answers = prediction.answers(scenario, cells);
        if (answers.isEmpty()) {
            return;
        }
        page.open("div", "class", "scroll").open("table", "class", "prediction");
        page.element("caption", "Predicted and measured").open("thead").open("tr");
        for (String head : List.of("", "predicted", "measured", "")) {
            page.element("th", head, "scope", "col");
        }
        page.close().close().open("tbody");
        for (Prediction.Answer answer : answers) {
            page.open("tr").element("th", answer.question().finding(), "scope", "row");
            page.element("td", names(answer.predicted())).element("td", names(answer.measured()));
            page.element("td", answer.isRight() ? "✓ right" : "✗ wrong", "class",
                    answer.isRight() ? "right" : "wrong")
                    .close();
        }
        page.close().close().close().line();
        if (Prediction.needEquallySlow(answers)) {
            page.element("p", Prediction.EQUALLY_SLOW + ".", "class", "soft");
        }
    }

    private static String names(Set<Transport> transports) {
        return transports.isEmpty() ? "none"
                : transports.stream().map(Transport::toString).collect(Collectors.joining(", "));
    }
}
