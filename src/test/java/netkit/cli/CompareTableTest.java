package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.Scenarios;
import netkit.compare.SyntheticCells;
import netkit.compare.Transport;
import netkit.compare.Workload;
import picocli.CommandLine.Help.Ansi;

class CompareTableTest {
    static final String GROUND = "on made-up cells";

    static ComparedRun run(Experiment experiment, List<Cell> cells) {
        return new ComparedRun(experiment, GROUND, cells, Optional.empty(), Instant.EPOCH,
                Duration.ofSeconds(12),
                "netkit compare --seed " + experiment.seed());
    }

    private static ComparedRun usual() {
        Experiment experiment = SyntheticCells.experiment();
        return run(experiment, SyntheticCells.cells(experiment));
    }

    private static List<String> lines(ComparedRun run) {
        List<String> lines = CompareTable.lines(run, false, Ansi.OFF);
        lines.forEach(line -> assertTrue(line.length() <= CompareTable.WIDTH,
                line.length() + " columns: " + line + "\nin\n" + String.join("\n", lines)));
        return lines;
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }

    @Test
    void theMatrixAndTheNumbersOfTheUsualRunFitAScreen() {
        Experiment experiment = SyntheticCells.experiment(SyntheticCells.WORKLOAD, Scenarios.USUAL_NAMES,
                Experiment.USUAL_TRANSPORTS);
        List<String> lines = lines(run(experiment, SyntheticCells.cells(experiment)));
        System.err.println(text(lines));
        assertTrue(lines.size() <= 55, lines.size() + " lines:\n" + text(lines));
        assertTrue(lines.getFirst().startsWith("1,000 messages of 100 bytes, 200/s in bursts of 10"),
                lines.getFirst());
    }

    @Test
    void allTransportsInAllScenariosFitTheWidth() {
        List<Transport> all = Arrays.asList(Transport.values());
        List<Transport> without = all.stream().filter(one -> one != Transport.RABBITMQ).toList();
        Experiment experiment = SyntheticCells.experiment(new Workload(100, 100, 200), Scenarios.NAMES,
                without);
        ComparedRun run = run(experiment, SyntheticCells.cells(experiment));
        List<String> lines = lines(run);
        System.err.println(text(lines));
        System.err.println(text(CompareTable.lines(run, true, Ansi.ON)));
    }
}
