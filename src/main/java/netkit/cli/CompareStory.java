package netkit.cli;

import java.util.List;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import picocli.CommandLine.Help.Ansi;

/** The story of one cell: which messages, which packets, the ladder around the loss. */
final class CompareStory {
    private CompareStory() {}

    static List<String> lines(Experiment experiment, Cell.Measured cell, Ansi ansi) {
        return List.of(cell.transport() + ", " + cell.scenario() + ": to be told");
    }
}
