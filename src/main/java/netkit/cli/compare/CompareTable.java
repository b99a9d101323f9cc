package netkit.cli.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Scenario;
import netkit.net.PrintableText;
import netkit.report.BusyMachine;
import netkit.report.ComparedRun;
import netkit.report.Numbers;

/** The printed result of {@code netkit compare}: numbers, footnotes and matrix. */
final class CompareTable {
    /** Up to this many scenarios need no matrix. */
    private static final int FEW_SCENARIOS = 2;
    /** The numbers of up to this many cells are shown without {@code --details}. */
    private static final int FEW_CELLS = 10;

    private CompareTable() {}

    /**
     * Returns the numbers and their footnotes, then the matrix, so that it is what a screen of 24 lines still shows.
     *
     * @param allNumbers whether to show the numbers of all cells even if there are many
     */
    static List<String> lines(ComparedRun run, boolean allNumbers, Style style) {
        List<String> lines = new ArrayList<>();
        if (!run.cells().isEmpty()) {
            boolean withMatrix = run.experiment().scenarios().size() > FEW_SCENARIOS;
            boolean withNumbers = allNumbers || !withMatrix || run.cells().size() <= FEW_CELLS;
            if (withNumbers) {
                CompareFootnotes notes = new CompareFootnotes(run.experiment().workload());
                lines.add("");
                lines.addAll(CompareDetails.lines(run, notes, style));
                lines.addAll(notes.lines(style));
            }
            if (withMatrix) {
                lines.add("");
                lines.addAll(CompareMatrix.lines(run, style));
            }
            if (!withNumbers) {
                lines.addAll(remarks(run, style));
                lines.add("--details shows the numbers of each cell, and where messages were lost");
            }
        }
        BusyMachine.of(run).ifPresent(sentence -> lines.addAll(style.wrap("", sentence)));
        if (!run.isComplete()) {
            lines.add("stopped: %d of %d cells were run".formatted(run.done(),
                    run.experiment().cells()));
        }
        return lines;
    }

    /** Returns what the matrix does not show: why a cell is missing, and why one failed. */
    private static List<String> remarks(ComparedRun run, Style style) {
        List<String> lines = new ArrayList<>();
        Map<String, Set<String>> missing = new LinkedHashMap<>();
        Map<String, Set<String>> broken = new LinkedHashMap<>();
        for (Scenario scenario : run.experiment().scenarios()) {
            Map<String, List<String>> transports = new LinkedHashMap<>();
            for (Cell cell : run.cells(scenario)) {
                switch (cell) {
                    case Cell.Missing(_, var transport, var reason) -> transports
                            .computeIfAbsent(reason.brief(), _ -> new ArrayList<>())
                            .add(transport.toString());
                    case Cell.Measured measured -> measured.failure()
                            .ifPresent(why -> broken.computeIfAbsent(why, _ -> new LinkedHashSet<>())
                                    .add(CompareFootnotes.name(cell)));
                }
            }
            transports.forEach((brief, which) -> missing
                    .computeIfAbsent(String.join(", ", which) + ": " + brief, _ -> new LinkedHashSet<>())
                    .add(PrintableText.escapeControls(scenario.name())));
        }
        broken.forEach((why, cells) -> lines.addAll(
                style.wrap("! ", CompareFootnotes.list(cells) + PrintableText.escapeControls(why))));
        missing.forEach((why, scenarios) -> lines.addAll(
                style.wrap(". ", why + " in " + String.join(", ", scenarios))));
        return lines;
    }

    /** Returns the description of the run's workload, or of that which all scenarios have instead. */
    static String heading(Experiment experiment) {
        List<Workload> workloads = experiment.scenarios().stream()
                .map(scenario -> scenario.workload(experiment.workload())).distinct().toList();
        Workload workload = workloads.size() == 1 ? workloads.getFirst() : experiment.workload();
        String burst = workload.burst() == 1 ? "one by one" : "in bursts of " + workload.burst();
        return "%s of %d bytes, %s/s %s, for each of %s, %d side by side; seed %d".formatted(
                Numbers.counted(workload.messages(), "message"), workload.size(),
                number(workload.perSecond()),
                burst, Numbers.counted(experiment.cells(), "cell"),
                Math.min(experiment.sideBySide(), experiment.cells()), experiment.seed());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1e9 ? "%.1e" : value == Math.rint(value) ? "%.0f" : "%.2f",
                value);
    }
}
