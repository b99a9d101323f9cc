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

    /** Returns the id of the cell, and how many marks of each kind it must have. */
    private static String counts(ComparedRun run, Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        int refused = stats.lostAfter(Stage.OFFERED);
        return "%s %d %d %d %d %d".formatted(ReportMatrix.id(run, cell.scenario(), cell.transport()),
                stats.reached(Stage.PROCESSED) - stats.outOfOrder().size(), stats.outOfOrder().size(),
                stats.lost().size() - refused, refused, stats.duplicates().size());
    }
}
