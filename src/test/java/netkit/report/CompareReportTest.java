package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.ledger.Ledger;
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

@Tag("slow")
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
                    page.marks(id, ReportOutcome.IN_ORDER), id);
            assertEquals(stats.outOfOrder().size(), page.marks(id, ReportOutcome.OUT_OF_ORDER), id);
            assertEquals(stats.lost().size(),
                    page.marks(id, ReportOutcome.LOST) + page.marks(id, ReportOutcome.REFUSED), id);
            assertEquals(stats.duplicates().size(), page.cell(id).getAsJsonArray("duplicated").size(), id);
            String section = "//details[@id='" + id + "']";
            assertEquals(Numbers.grouped(stats.reached(Stage.DELIVERED)),
                    page.text(section + "//dt[.='delivered']/../dd"));
            assertEquals(ReportVerdict.sentence(cell), page.text(section + "/summary/p[@class='verdict']"));
            int counted = page.texts(section + "//table[@class='losses']//td[@class='number']").stream()
                    .mapToInt(Integer::parseInt).sum();
            assertEquals(stats.lost().size(), counted, "where each lost one died");
        }
    }

    @Test
    void reportSaysWhereTheWireWasLateAndThatTheMachineWasBusy() throws Exception {
        Experiment experiment = SyntheticCells.experiment();
        List<Cell> cells = new ArrayList<>(SyntheticCells.cells(experiment));
        cells.set(0, SyntheticCells.late(cells.get(0), 18, 11));
        cells.set(1, SyntheticCells.late(cells.get(1), 90, 9)); // once, or twice
        ReportPage page = ReportPage.of(ReportPage.run(experiment, cells, Optional.empty()));
        assertEquals(List.of("Note: this machine was busy: the wire was late by up to 18 ms, in 1 of "
                + cells.size() + " cells."), page.texts("//header/p[@class='failure']"));
        assertEquals(List.of("18.0 ms"), page.texts("//dt[.='wire late, by up to']/../dd"));
        assertEquals(List.of(), ReportPage.of(synthetic()).texts("//header/p[@class='failure']"));
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
    void rowsOfBothWaysNameTransportAndDirection() throws Exception {
        Experiment both = SyntheticCells.experiment().withBothWays(true);
        ReportPage page = ReportPage
                .of(ReportPage.run(both, SyntheticCells.cells(both), Optional.empty()));
        assertEquals(List.of("tcp to bob", "tcp to alice", "udp to bob", "udp to alice"),
                page.texts("//table[@class='matrix']//tbody//th"));
    }

    @Test
    void matrixCellsLinkToTheirSections() throws Exception {
        ComparedRun run = synthetic();
        ReportPage page = ReportPage.of(run);
        List<String> links = page.texts("//table[@class='matrix']//td/a/@href");
        assertEquals(run.cells().size(), links.size());
        for (String link : links) {
            assertEquals(1, page.texts("//*[@id='" + link.substring(1) + "']").size(), link);
        }
        assertEquals(page.texts("//@id").size(), Set.copyOf(page.texts("//@id")).size(),
                "each id is there once");
    }

    @Test
    void refusedMessagesHaveTheirOwnSignInTheMatrix() throws Exception {
        Scenario scenario = ScenarioFile.parse("clean", "clean.lab", "");
        Ledger ledger = new Ledger(5);
        for (int number = 0; number < 5; number++) {
            ledger.reached(Stage.OFFERED, number, number);
            if (number > 1) {
                ledger.reached(Stage.ACCEPTED, number, number);
            }
        }
        Cell.Measured cell = SyntheticCells.cell(scenario, Transport.TCP, ledger, Optional.empty());
        Experiment experiment = of(Environment.LAB, new Workload(5, 100, 200), scenario, Transport.TCP);
        List<String> lines = ReportPage.of(ReportPage.run(experiment, List.of(cell), Optional.empty()))
                .texts("//table[@class='matrix']//td/span");
        assertTrue(lines.contains("□ 2 refused by send"), lines::toString);
        assertTrue(lines.contains("✕ 3 lost on the way"), lines::toString);
    }

    @Test
    void curveEndsAtTheDeliveredShare() {
        ComparedRun run = synthetic();
        ReportData data = ReportData.of(run);
        for (int i = 0; i < run.experiment().scenarios().size(); i++) {
            List<Cell.Measured> cells = run.measured(run.experiment().scenarios().get(i));
            for (int j = 0; j < cells.size(); j++) {
                LedgerStats stats = cells.get(j).stats();
                List<double[]> points = data.scenarios().get(i).curves().get(j).points();
                assertEquals((double) stats.reached(Stage.DELIVERED) / stats.reached(Stage.OFFERED),
                        points.getLast()[1], 1e-3);
                for (int k = 1; k < points.size(); k++) {
                    assertTrue(points.get(k)[0] >= points.get(k - 1)[0]
                            && points.get(k)[1] > points.get(k - 1)[1]);
                }
            }
        }
    }

    @Test
    void lostMessageHasAStoryWithStagesAndCause() throws Exception {
        ComparedRun run = synthetic();
        Cell.Measured cell = run.measured().stream().filter(one -> !one.stats().lost().isEmpty()).findFirst()
                .orElseThrow();
        int lost = cell.stats().lost().getFirst();
        JsonObject story = ReportPage.of(run).cell(ReportMatrix.id(run, cell.scenario(), cell.transport()))
                .getAsJsonObject("stories").getAsJsonObject("" + lost);
        assertTrue(story.get("lost").getAsString().startsWith("it left the host, and no further ("),
                story::toString);
        assertEquals("left the host",
                story.getAsJsonArray("stages").get(0).getAsJsonArray().get(0).getAsString());
    }

    @Test
    void scheduledEventsAreFaultsWithTimes() throws Exception {
        ComparedRun run = synthetic();
        Cell.Measured cut = run.measured().stream().filter(cell -> cell.scenario().name().equals("cut"))
                .findFirst()
                .orElseThrow();
        List<ReportFaults.Window> windows = ReportFaults.of(cut, 5_000_000_000L);
        assertEquals(List.of(new ReportFaults.Window("wire cut", 1_000_100_000, 4_000_100_000L, false)),
                windows);
        JsonObject fault = ReportPage.of(run).cell(ReportMatrix.id(run, cut.scenario(), cut.transport()))
                .getAsJsonArray("faults").get(0).getAsJsonObject();
        assertEquals("wire cut", fault.get("words").getAsString());
        assertEquals(1000.1, fault.get("from").getAsDouble(), 1e-9);
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
        assertEquals(3, page.texts("//script").size(), "the data, d3 and netkit's own");
        assertTrue(page.text("//section[@class='scenario']/h2").contains(HOSTILE));
        assertTrue(page.text("//section[@class='scenario']//pre").contains("wire loss 1% # " + HOSTILE));
        assertEquals("The trial failed: " + HOSTILE,
                page.text("//details[@class='cell']//p[@class='failure']"));
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
        String cell = page.text("//details[@class='cell']");
        assertTrue(cell.contains("The cost in packets is unknown"), cell);
        assertEquals("There is no ladder diagram: packets can be observed only in the lab.",
                page.cells().getFirst().get("noLadder").getAsString());
        assertTrue(cell.contains("Nothing delivered: 0 of 20 messages delivered, 20 lost"), cell);
        assertEquals(0, page.cells().getFirst().getAsJsonArray("moments").size());
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
        assertEquals(List.of("lost", "tcp, udp", "udp", "✗ wrong"),
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
        JsonObject cell = page.cell(id);
        assertEquals(2_000, ReportPage.expandRuns(cell.get("marks").getAsString()).size());
        assertEquals(100, cell.get("perMark").getAsInt());
        assertFalse(cell.has("offered"), "times of single messages are left out");
        assertTrue(cell.getAsJsonArray("spans").size() <= 701);
    }

    @Test
    void reportOfManyCellsHasFewLadders() throws Exception {
        Experiment experiment = SyntheticCells.experiment(SyntheticCells.WORKLOAD, Scenarios.NAMES,
                List.of(Transport.TCP, Transport.UDP, Transport.WEBSOCKET, Transport.QUEUE));
        ComparedRun run = ReportPage.run(experiment, SyntheticCells.cells(experiment), Optional.empty());
        ReportPage page = ReportPage.of(run);
        String words = "Each cell has at most 3 ladder diagrams of 16 packets, because there are more than 40 cells.";
        assertTrue(page.text("//section[@id='matrix']").contains(words));
        assertEquals(3, page.cell("cell-1-0").getAsJsonArray("moments").size());
        assertFalse(ReportPage.of(synthetic()).text("//section[@id='matrix']").contains("ladder diagrams"));
    }

    @Test
    void markStandsForTheFewestMessagesThatFit() {
        assertEquals(1, ReportMessages.perMark(3_000));
        assertEquals(2, ReportMessages.perMark(3_001));
        assertEquals(50, ReportMessages.perMark(150_000));
        assertEquals(500, ReportMessages.perMark(Workload.MAX_MESSAGES));
    }

    @Test
    void fileThatCannotBeWrittenIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("report.html");
        IOException failure = assertThrows(IOException.class, () -> CompareReport.write(file, synthetic()));
        assertEquals("cannot write '" + file + "': there is no such directory", failure.getMessage());
    }
}
