package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Scenarios;
import netkit.compare.scenario.Environment;

class CompareReportTest {
    private static final String HOSTILE = "</span><script>alert(1)</script><b title=\"&amp;'\">";

    private static ComparedRun synthetic() {
        Experiment experiment = SyntheticCells.experiment();
        return ReportPage.run(experiment, SyntheticCells.cells(experiment), Optional.empty());
    }

    private static Experiment of(Environment environment, Workload workload, Scenario scenario,
            Transport... transports) {
        return new Experiment(environment, workload, List.of(scenario), List.of(transports), 1,
                DuplicatePolicy.PROCESS, 1,
                Optional.empty(), Optional.empty());
    }

    @Test
    void marksAndNumbersOfEachCellAgreeWithItsLedger() throws Exception {
        ComparedRun run = synthetic();
        ReportPage page = ReportPage.of(run);
        for (Cell.Measured cell : run.measured()) {
            LedgerStats stats = cell.stats();
            String id = ReportMatrix.id(run, cell.scenario(), cell.transport());
            assertEquals(stats.reached(Stage.DELIVERED) - stats.outOfOrder().size(),
                    page.marks(id, "in-order"),
                    id);
            assertEquals(stats.outOfOrder().size(), page.marks(id, "out-of-order"), id);
            assertEquals(stats.lost().size(), page.marks(id, "lost") + page.marks(id, "refused"), id);
            assertEquals(stats.duplicates().size(), page.marks(id, "twice"), id);
            String section = "//section[@id='" + id + "']";
            assertEquals(Numbers.grouped(stats.reached(Stage.DELIVERED)),
                    page.text(section + "//dt[.='delivered']/../dd"));
            assertEquals(ReportVerdict.sentence(cell), page.text(section + "/p[@class='verdict']"));
            int counted = page.texts(section + "//table[@class='deaths']//td[@class='number']").stream()
                    .mapToInt(Integer::parseInt).sum();
            assertEquals(stats.lost().size(), counted, "every lost message has a reason");
        }
    }

    @Test
    void verdictContainsTheCountsOfTheRun() {
        ComparedRun run = synthetic();
        Cell.Measured cell = run.measured().stream().filter(one -> !one.stats().lost().isEmpty())
                .findFirst()
                .orElseThrow();
        int lost = cell.stats().lost().size();
        assertEquals(
                "At most once, in order, boundaries kept: " + (1000 - lost) + " of 1,000 messages delivered, "
                        + lost + " lost, none more than once, none out of order.",
                ReportVerdict.sentence(cell));
    }

    @Test
    void matrixCellsLinkToTheirSections() throws Exception {
        ComparedRun run = synthetic();
        ReportPage page = ReportPage.of(run);
        List<String> links = page.texts("//table[@class='matrix']//td/a/@href");
        assertEquals(run.cells().size(), links.size());
        for (String link : links) {
            assertEquals(1, page.texts("//section[@id='" + link.substring(1) + "']").size(), link);
        }
        assertEquals(page.texts("//@id").size(), Set.copyOf(page.texts("//@id")).size(),
                "each id is there once");
    }

    @Test
    void everyChartHasTitleAndDescription() throws Exception {
        ReportPage page = ReportPage.of(synthetic());
        int charts = page.texts("//*[local-name()='svg'][@role='img']").size();
        assertTrue(charts > 50, "charts: " + charts);
        assertEquals(charts, page.texts("//*[local-name()='svg'][@role='img'][title!=''][desc!='']").size());
    }

    @Test
    void eventsOfTheScheduleAreLabelled() throws Exception {
        ComparedRun run = synthetic();
        Cell.Measured cut = run.measured().stream().filter(cell -> cell.scenario().name().equals("cut"))
                .findFirst()
                .orElseThrow();
        List<ReportFaults.Window> windows = ReportFaults.of(cut, 5_000_000_000L);
        assertEquals(List.of(new ReportFaults.Window("wire cut", 1_000_100_000, 4_000_100_000L, false)),
                windows);
        assertTrue(ReportPage.of(run).texts("//text[@class='fault']").contains("wire cut"));
    }

    @Test
    void textFromFilesAndFailuresIsEscaped() throws Exception {
        Scenario scenario = ScenarioFile.parse(HOSTILE, "x.lab",
                "title " + HOSTILE + "\nwire loss 1% # " + HOSTILE);
        Experiment experiment = of(Environment.LAB, new Workload(3, 100, 10), scenario, Transport.TCP,
                Transport.UDP);
        ComparedRun run = ReportPage.run(experiment, List.of(
                SyntheticCells.worst(scenario, Transport.TCP, 3, HOSTILE),
                new Cell.Missing(scenario, Transport.UDP, new MissingReason(HOSTILE, HOSTILE))),
                Optional.empty());
        ReportPage page = ReportPage.of(run);
        assertEquals(List.of(), page.texts("//b"));
        assertEquals(4, page.texts("//script").size(),
                "the times of the one cell, sentences, and two of netkit's own");
        assertTrue(page.text("//section[@class='scenario']/h2").contains(HOSTILE));
        assertTrue(page.text("//section[@class='scenario']//pre").contains("wire loss 1% # " + HOSTILE));
        assertEquals("The trial failed: " + HOSTILE,
                page.text("//section[@class='cell']//p[@class='failure']"));
    }

    @Test
    void missingCellShowsItsReason() throws Exception {
        Scenario scenario = ScenarioFile.parse("loss", "loss.lab", "wire loss 1%");
        Experiment experiment = of(Environment.RELAY, new Workload(3, 100, 10), scenario, Transport.TCP,
                Transport.UDP);
        ReportPage page = ReportPage.of(ReportPage.run(experiment,
                List.of(new Cell.Missing(scenario, Transport.TCP,
                        new MissingReason("not above the socket", "The relay works above TCP."))),
                Optional.empty()));
        assertEquals(List.of("not above the socket", "not run: the run was stopped before"),
                page.texts("//td[@class='missing']"));
        assertEquals("Not run (not above the socket): The relay works above TCP.",
                page.text("//section[@class='cell missing']/p"));
        assertTrue(page.text("//header").contains("1 of 2 cells were completed"));
    }

    @Test
    void reportWithoutAWireExplainsMissingPackets() throws Exception {
        Scenario scenario = ScenarioFile.parse("clean", "clean.lab", "");
        Experiment experiment = of(Environment.LOOPBACK, new Workload(20, 100, 10), scenario, Transport.TCP);
        ReportPage page = ReportPage.of(ReportPage.run(experiment,
                List.of(SyntheticCells.allLost(scenario, Transport.TCP, 20)), Optional.empty()));
        String cell = page.text("//section[@class='cell']");
        assertTrue(cell.contains("The cost in packets is unknown: packets can be observed only in the lab."),
                cell);
        assertTrue(cell.contains("There is no ladder diagram: packets can be observed only in the lab."),
                cell);
        assertTrue(cell.contains("Nothing delivered: 0 of 20 messages delivered, 20 lost"), cell);
        assertEquals(List.of(), page.texts("//svg[@class='chart ladder']"));
    }

    @Test
    void predictionIsBesideTheMeasurement() throws Exception {
        Experiment experiment = SyntheticCells.experiment();
        Prediction prediction = new Prediction(7, List.of(), Map.of("loss",
                Map.of(Prediction.Question.LOST, Set.of(Transport.TCP, Transport.UDP),
                        Prediction.Question.SLOWEST,
                        Set.of(Transport.TCP))));
        ReportPage page = ReportPage.of(
                ReportPage.run(experiment, SyntheticCells.cells(experiment), Optional.of(prediction)));
        assertEquals(List.of("lost messages", "tcp, udp", "udp", "✗ wrong"),
                page.texts("//table[@class='prediction']/tbody/tr[1]/*"));
        assertTrue(page.text("//section[@id='matrix']").contains("3 of 4 answers are right"));
    }

    @Test
    void largeLedgerIsDrawnWithFewMarks() throws Exception {
        Scenario scenario = ScenarioFile.parse("clean", "clean.lab", "");
        int messages = 200_000;
        Experiment experiment = of(Environment.LOOPBACK, new Workload(messages, 100, 1e5), scenario,
                Transport.TCP);
        ComparedRun run = ReportPage.run(experiment,
                List.of(SyntheticCells.worst(scenario, Transport.TCP, messages, "enough")), Optional.empty());
        int length = CompareReport.html(run).length();
        assertTrue(length < 500_000, length + " characters");
        ReportPage page = ReportPage.of(run);
        String id = ReportMatrix.id(run, scenario, Transport.TCP);
        assertEquals(2_000,
                page.marks(id, "out-of-order") + page.marks(id, "lost") + page.marks(id, "in-order"));
        String cell = page.text("//section[@class='cell']");
        assertTrue(cell.contains("One mark for 100 messages"), cell);
        assertTrue(cell.contains("There are too many messages for a mark each"), cell);
    }

    @Test
    void reportOfManyCellsHasFewLadders() throws Exception {
        Experiment experiment = SyntheticCells.experiment(SyntheticCells.WORKLOAD, Scenarios.NAMES,
                List.of(Transport.TCP, Transport.UDP, Transport.WEBSOCKET, Transport.QUEUE));
        ComparedRun run = ReportPage.run(experiment, SyntheticCells.cells(experiment), Optional.empty());
        ReportPage page = ReportPage.of(run);
        String words = "Each cell has at most 3 ladder diagrams of 16 packets, because there are more than 40 cells.";
        assertTrue(page.text("//section[@id='matrix']").contains(words));
        assertEquals(3, page.texts("//section[@id='cell-1-0']//div[@class='ladders']/div").size());
        assertFalse(ReportPage.of(synthetic()).text("//section[@id='matrix']").contains("ladder diagrams"));
    }

    @Test
    void markStandsForTheFewestMessagesThatFit() {
        assertEquals(1, ReportStrip.perMark(3_000));
        assertEquals(2, ReportStrip.perMark(3_001));
        assertEquals(50, ReportStrip.perMark(150_000));
        assertEquals(500, ReportStrip.perMark(Workload.MAX_MESSAGES));
    }

    @Test
    void fileThatCannotBeWrittenIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("report.html");
        IOException failure = assertThrows(IOException.class, () -> CompareReport.write(file, synthetic()));
        assertEquals("cannot write '" + file + "': there is no such folder", failure.getMessage());
    }
}
