package netkit.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Environment;

/**
 * The report of a comparison: one HTML file that needs no network. Headings, matrix and numbers are plain HTML; the script
 * {@code report.js} draws the charts, the marks of the messages and the ladders from the data in the file.
 */
public final class CompareReport {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss xxx",
            Locale.UK);

    private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/dist/d3.min.js";

    private final ReportMarkup page = new ReportMarkup();
    private final ComparedRun run;
    private final Experiment experiment;

    private CompareReport(ComparedRun run) {
        this.run = run;
        this.experiment = run.experiment();
    }

    /** @throws IOException with one line that says which file cannot be written */
    public static void write(Path file, ComparedRun run) throws IOException {
        String html = html(run);
        OutputFile.write(file, writer -> writer.write(html));
    }

    /** Returns the text of the file. */
    static String html(ComparedRun run) throws IOException {
        return new CompareReport(run).draw();
    }

    private String draw() throws IOException {
        page.own("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content",
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:");
        page.empty("link", "rel", "icon", "href", "data:,");
        page.element("title",
                "netkit compare: " + Numbers.counted(experiment.workload().messages(), "message")
                        + " " + (experiment.environment() == Environment.LAB ? "in the "
                                : experiment.environment() == Environment.MACHINES ? "between two "
                                        : "on the ")
                        + experiment.environment());
        page.open("style")
                .own(WebModules.text("/netkit/web/netkit.css") + WebModules.text("/netkit/web/report.css"))
                .close();
        page.close().open("body").line();
        header();
        page.open("main");
        matrix();
        for (Scenario scenario : experiment.scenarios()) {
            if (!run.cells(scenario).isEmpty()) {
                new ReportScenario(page, run, scenario).draw();
            }
        }
        about();
        page.close();
        page.open("script", "type", "application/json", "id", "data").own(data()).close();
        page.open("script").own(WebModules.text(D3)).close();
        page.open("script", "type", "module").own(WebModules.bundled("report")).close();
        page.close().close().line();
        return page.toString();
    }

    /** Returns the data as JSON without {@code <}, which could end its element (WHATWG HTML §4.12.1.3). */
    private String data() {
        return Json.line(Json.tree(ReportData.of(run))).replace("<", "\\u003c");
    }

    private void header() {
        Workload workload = experiment.workload();
        page.open("header").element("p", "netkit compare", "class", "brand");
        page.element("h1", "Results for " + Numbers.counted(workload.messages(), "message"));
        page.element("p", "Run " + run.environmentNote() + ".", "class", "ground");
        if (!run.isComplete()) {
            page.element("p", "The run was stopped: " + run.done() + " of " + experiment.cells()
                    + " cells were completed.", "class", "failure");
        }
        BusyMachine.of(run).ifPresent(
                sentence -> page.element("p", "Note: " + sentence + ".", "class", "failure"));
        page.open("dl", "class", "figures");
        figure("messages", Numbers.grouped(workload.messages()) + " per cell");
        figure("size", Numbers.counted(workload.size(), "byte"));
        figure("rate", Numbers.plain(workload.perSecond()) + " per second"
                + (workload.burst() == 1 ? "" : ", " + workload.burst() + " back to back"));
        figure("seed", Long.toString(experiment.seed()));
        figure("environment", experiment.environment().toString());
        figure("side by side", Numbers.counted(experiment.sideBySide(), "cell"));
        figure("duplicates are",
                experiment.duplicatePolicy() == DuplicatePolicy.PROCESS ? "processed again" : "skipped");
        figure("started", WHEN.format(run.startedAt().atZone(ZoneId.systemDefault())));
        figure("duration", Numbers.time(run.duration().toNanos()));
        figure("versions", String.join(", ", new Version().getVersion()));
        page.close();
        page.element("noscript",
                "Without its script this report shows the matrix and the numbers, but no charts, marks or ladders.");
        page.element("p", "To run it again:");
        page.element("pre", run.replayCommand(), "class", "file", "tabindex", "0", "aria-label",
                "The command");
        page.close().line();
    }

    private void figure(String what, String value) {
        page.open("div").element("dt", what).element("dd", value).close();
    }

    private void matrix() {
        page.open("section", "id", "matrix", "aria-labelledby", "matrix-title");
        page.element("h2", "The matrix", "id", "matrix-title");
        page.element("p",
                "Each cell is one trial: the verdict in words, and the counts that it is derived from. Its link"
                        + " leads to every message of the trial, and to the packets.");
        prediction();
        ReportMatrix.draw(page, run);
        if (!ReportMoments.extent(run).isFull()) {
            page.element("p", ReportMoments.extent(run).words(), "class", "soft");
        }
        page.close().line();
    }

    private void prediction() {
        run.prediction().ifPresent(prediction -> {
            List<Prediction.Answer> answers = experiment.scenarios().stream()
                    .flatMap(scenario -> prediction.answers(scenario, run.measured(scenario)).stream())
                    .toList();
            long right = answers.stream().filter(Prediction.Answer::isRight).count();
            page.element("p", "Predicted before the run: " + right + " of " + answers.size()
                    + " answers are right. Each scenario shows them beside the measurement.",
                    "class",
                    "ground");
        });
    }

    private void about() {
        page.open("section", "id", "about", "aria-labelledby", "about-title");
        page.element("h2", "About these numbers", "id", "about-title");
        page.element("p",
                "All of them were measured in this one run, and another run may give others. A verdict describes what"
                        + " was observed here; it does not prove what a transport guarantees. Times hold for this"
                        + " machine, where " + Numbers.counted(experiment.sideBySide(), "trial")
                        + " shared the processor.");
        page.element("p", switch (experiment.environment()) {
            case LAB ->
                "The packets are real: the kernel's own TCP and UDP on two hosts, connected by a wire that injected"
                        + " the faults. The stages between the programs, the ladders and the packet counts were"
                        + " observed on that wire.";
            case RELAY ->
                "There were no packets to observe: relays between the programs' sockets injected the faults, above"
                        + " TCP and UDP. Packet faults are neither shown nor simulated.";
            case LOOPBACK ->
                "Only the loopback address of this machine was between the programs, so only the programs could fail.";
            case MACHINES ->
                "alice was on one machine and bob on another. What the network between them did to the packets was not"
                        + " observed. Each kept a ledger by its own clock; the two were joined by bob's.";
        });
        if (experiment.environment() == Environment.LAB
                && run.measured().stream().flatMap(cell -> cell.wire().stream())
                        .anyMatch(wire -> !wire.complete())) {
            page.element("p", "For some trials only the first packets were stored; all were counted.");
        }
        long accidents = run.measured().stream().map(Cell.Measured::wire).flatMap(Optional::stream)
                .mapToLong(wire -> wire.lostByKernel()).sum();
        if (accidents > 0) {
            page.element("p",
                    Numbers.counted(accidents, "packet") + (accidents == 1 ? " was" : " were")
                            + " lost between a kernel and the wire, not by a scenario: this machine was overloaded.");
        }
        page.close().line();
    }
}
