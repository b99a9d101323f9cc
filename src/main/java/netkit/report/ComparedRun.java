package netkit.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario;

/**
 * The result of a comparison, complete or stopped early.
 *
 * @param environmentNote a line that names the environment and says what it means for the results
 * @param cells scenario by scenario, in the order of the experiment; fewer if the run was stopped
 * @param prediction the student's prediction, if there is one
 * @param startedAt when the run began
 * @param duration how long it took
 * @param replayCommand the command that runs it again, with its seed, ready for a shell
 * @param machines the two machines; empty if there was one
 */
public record ComparedRun(Experiment experiment, String environmentNote, List<Cell> cells,
        Optional<Prediction> prediction,
        Instant startedAt, Duration duration, String replayCommand, Optional<Machines> machines) {
    /** The result of a comparison on one machine. */
    public ComparedRun(Experiment experiment, String environmentNote, List<Cell> cells,
            Optional<Prediction> prediction, Instant startedAt, Duration duration, String replayCommand) {
        this(experiment, environmentNote, cells, prediction, startedAt, duration, replayCommand,
                Optional.empty());
    }

    public ComparedRun {
        List<Cell> sorted = new ArrayList<>(cells);
        List<String> names = experiment.scenarios().stream().map(Scenario::name).toList();
        sorted.sort(Comparator.comparingInt((Cell cell) -> names.indexOf(cell.scenario().name()))
                .thenComparingInt(cell -> experiment.transports().indexOf(cell.transport()))
                .thenComparing(Cell::direction));
        cells = List.copyOf(sorted);
    }

    /** Returns whether all cells were run. */
    public boolean isComplete() {
        return done() == experiment.cells();
    }

    /** Returns how many cells were run, the two directions of one counted once. */
    public int done() {
        return (int) cells.stream().filter(cell -> cell.direction() == Direction.TO_BOB).count();
    }

    /** Returns the directions of its messages. */
    public List<Direction> directions() {
        return experiment.bothWays() ? List.of(Direction.values()) : List.of(Direction.TO_BOB);
    }

    /** Returns the cell; empty if the run was stopped before, or has no such direction. */
    public Optional<Cell> cell(Scenario scenario, Transport transport, Direction direction) {
        return cells.stream()
                .filter(cell -> cell.scenario().name().equals(scenario.name())
                        && cell.transport() == transport && cell.direction() == direction)
                .findFirst();
    }

    /** Returns the cells of a scenario, in the order of the transports. */
    public List<Cell> cells(Scenario scenario) {
        return cells.stream().filter(cell -> cell.scenario().name().equals(scenario.name())).toList();
    }

    /** Returns the measured cells of a scenario, in the order of the transports. */
    public List<Cell.Measured> measured(Scenario scenario) {
        return measured().stream().filter(cell -> cell.scenario().name().equals(scenario.name())).toList();
    }

    /** Returns the measured cells. */
    public List<Cell.Measured> measured() {
        return cells.stream().filter(Cell.Measured.class::isInstance).map(Cell.Measured.class::cast).toList();
    }
}
