package netkit.report;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import netkit.compare.Cell;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;

/** The section of one scenario of the report: its file, the prediction, the curves of all transports, and each cell. */
final class ReportScenario {
    private final ReportMarkup page;
    private final ComparedRun run;
    private final Scenario scenario;
    private final List<Cell.Measured> cells;

    ReportScenario(ReportMarkup page, ComparedRun run, Scenario scenario) {
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
            page.open("figure", "class", "distribution").open("figcaption").element("h3",
                    "Latency distribution");
            page.element("p",
                    "The share of all offered messages that was delivered within a time, for each transport."
                            + " A line that ends below 100 % has lost the rest.")
                    .close();
            page.close();
        }
        for (Cell cell : run.cells(scenario)) {
            String cellId = ReportMatrix.id(run, cell);
            switch (cell) {
                case Cell.Measured measured ->
                    new ReportCell(page, run.experiment(), measured, cellId).draw();
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
