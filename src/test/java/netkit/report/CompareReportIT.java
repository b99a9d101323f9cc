package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Stage;
import netkit.compare.link.Transport;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The report in Chromium, from a file. */
@Timeout(120)
class CompareReportIT {
    @Test
    void chromiumShowsTheReportAndItsMarksAgreeWithTheLedger(@TempDir Path folder)
            throws Exception {
        Programs.needPeer("playwright-core");
        Programs.need("chromium");
        Experiment experiment = SyntheticCells.experiment();
        Prediction prediction = new Prediction(SyntheticCells.SEED, List.of(),
                Map.of("loss", Map.of(Prediction.Question.LOST, Set.of(Transport.UDP))));
        ComparedRun run = ReportPage.run(experiment, SyntheticCells.cells(experiment),
                Optional.of(prediction));
        Path file = folder.resolve("a report.html");
        CompareReport.write(file, run);

        try (LiveProcess node = Programs.node("report.mjs", file.toString())) {
            assertEquals(0, node.awaitExit(), node::toString);
            List<String> lines = node.output().lines().toList();
            assertEquals("done", lines.getLast());
            for (Cell.Measured cell : run.measured()) {
                assertTrue(lines.contains(counts(run, cell)),
                        () -> counts(run, cell) + " is missing in\n" + node);
            }
        }
    }

    @Test
    void chromiumDrawsRequestsAndResponses(@TempDir Path folder) throws Exception {
        Programs.needPeer("playwright-core");
        Programs.need("chromium");
        int messages = 40;
        AskingCell polling = new AskingCell(Transport.HTTP_POLLING, messages);
        AskingCell frames = new AskingCell(Transport.WEBSOCKET, messages).asks(-3, 40000)
                .responds(-2, 40000, 0);
        for (int number = 0; number < messages; number++) {
            polling.asks(number * 50, 40000);
            if (number % 5 == 0) {
                polling.responds(number * 50 + 1, 40000, number * 48L, number, number + 1, number + 2,
                        number + 3, number + 4);
            } else {
                polling.responds(number * 50 + 1, 40000, number * 48L);
            }
            frames.responds(number * 50 + 1, 40000, (number + 1) * 48L, number);
        }
        Path file = folder.resolve("asking.html");
        CompareReport.write(file,
                ReportPage.run(
                        AskingCell.experiment(messages, Transport.HTTP_POLLING, Transport.WEBSOCKET),
                        List.of(polling.measured(true), frames.measured(true)), Optional.empty()));
        try (LiveProcess node = Programs.node("report.mjs", file.toString())) {
            assertEquals(0, node.awaitExit(), node::toString);
            node.awaitLine("cells with requests: 2");
        }
    }

    /** Returns the id of the cell, and how many marks of each kind it must have. */
    private static String counts(ComparedRun run, Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        int refused = stats.lostAfter(Stage.OFFERED);
        return "%s %d %d %d %d %d".formatted(ReportMatrix.id(run, cell.scenario(), cell.transport()),
                stats.reached(Stage.PROCESSED) - stats.outOfOrder().size(), stats.outOfOrder().size(),
                stats.lost().size() - refused, refused, stats.duplicates().size());
    }
}
