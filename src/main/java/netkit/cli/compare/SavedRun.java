package netkit.cli.compare;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import com.google.gson.JsonParseException;
import picocli.CommandLine.TypeConversionException;

import netkit.cli.option.InputFile;
import netkit.compare.Experiment;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Environment;
import netkit.net.PrintableText;
import netkit.report.ComparedRun;
import netkit.report.Json;
import netkit.report.Machines;
import netkit.report.Version;

/**
 * The JSON of {@code netkit compare}: the whole result with the ledger of every message, for other programs and for
 * {@code netkit compare replay}. The components are named like the keys.
 *
 * @param netkit the version that wrote it; null if it did not come from its jar
 * @param prediction left out if there was none
 * @param replay left out if it is not a replay
 * @param machines left out if there was one
 */
record SavedRun(Integer schema, String netkit, String environment, String environmentNote, String startedAt,
        long durationMillis, String command, Long seed, SavedWorkload workload, boolean dedup, boolean both,
        Double pollMillis, int sideBySide,
        boolean complete, List<SavedScenario> scenarios, List<String> transports, List<SavedCell> cells,
        Optional<PredictionResult> prediction, Optional<CompareDifferences.Replay> replay,
        Optional<Machines> machines) {
    /** Version of the format: of results, and of saved predictions. */
    static final int SCHEMA = 1;

    record SavedWorkload(int messages, int size, double perSecond, int burst) {}

    record SavedScenario(String name, String title, String text) {}

    /** @param replay the differences from the saved result that was run again */
    static SavedRun of(ComparedRun run, Optional<CompareDifferences.Replay> replay) {
        Experiment experiment = run.experiment();
        Workload load = experiment.workload();
        return new SavedRun(SCHEMA, Version.number(), experiment.environment().toString(),
                run.environmentNote(),
                run.startedAt().toString(), run.duration().toMillis(), run.replayCommand(), experiment.seed(),
                new SavedWorkload(load.messages(), load.size(), load.perSecond(), load.burst()),
                experiment.duplicatePolicy() == DuplicatePolicy.SKIP, experiment.bothWays(),
                experiment.pollEvery().toNanos() / 1e6, experiment.sideBySide(),
                run.isComplete(),
                experiment.scenarios().stream()
                        .map(one -> new SavedScenario(one.name(), one.title(), one.text())).toList(),
                experiment.transports().stream().map(Transport::toString).toList(),
                run.cells().stream().map(SavedCell::of).toList(),
                run.prediction().map(prediction -> PredictionResult.of(run, prediction)), replay,
                run.machines());
    }

    /** @throws IOException with a one-line message, if the file cannot be read or is not a saved result */
    static SavedRun read(Path file) throws IOException {
        InputFile.require(file, "'netkit compare --json FILE' writes one");
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            SavedRun saved = Json.read(reader, SavedRun.class);
            if (saved != null && saved.schema == null && saved.cells != null) {
                throw new IOException("'" + file + "' has no 'schema': it was written by an older netkit;"
                        + " run 'netkit compare --json FILE' again");
            }
            if (saved == null || saved.schema == null || saved.isIncomplete()) {
                throw new JsonParseException("a member is missing");
            }
            if (saved.schema != SCHEMA) {
                throw new IOException("'" + file + "' has schema " + saved.schema
                        + "; this netkit reads schema " + SCHEMA);
            }
            return saved;
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new IOException("'" + file + "' is not a result of 'netkit compare --json'", e);
        }
    }

    private boolean isIncomplete() {
        return environment == null || seed == null || workload == null || !isList(scenarios)
                || !isList(transports) || !isList(cells)
                || scenarios.stream().anyMatch(one -> one.name == null || one.text == null)
                || cells.stream().anyMatch(cell -> cell.scenario() == null || cell.transport() == null
                        || cell instanceof SavedCell.Measured measured && !measured.isComplete());
    }

    /** Returns whether it is there, with all its elements. */
    static boolean isList(List<?> list) {
        return list != null && list.stream().noneMatch(Objects::isNull);
    }

    /**
     * Returns the experiment that was run, with its environment.
     *
     * @throws IOException with one line, if a name is unknown or a value out of range
     */
    Experiment experiment(Path file, CompareOptions options) throws IOException {
        try {
            List<Scenario> selected = new ArrayList<>();
            for (SavedScenario scenario : scenarios) {
                selected.add(ScenarioFile.parse(scenario.name, scenario.name, scenario.text));
            }
            CompareNames.requireDifferent(selected);
            List<Transport> savedTransports = CompareNames.transports(transports);
            if (selected.isEmpty() || savedTransports.isEmpty()) {
                throw new IllegalArgumentException("it has no cells");
            }
            return new Experiment(options.on().orElse(savedEnvironment()),
                    new Workload(workload.messages, workload.size, workload.perSecond), selected,
                    savedTransports,
                    seed,
                    dedup ? DuplicatePolicy.SKIP : DuplicatePolicy.PROCESS,
                    options.sideBySide(Math.clamp(sideBySide, 1, Experiment.MAX_SIDE_BY_SIDE)),
                    options.rabbitMq(), both,
                    pollMillis == null ? Experiment.DEFAULT_POLL_EVERY
                            : Duration.ofNanos((long) (pollMillis * 1e6)),
                    options.captures());
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw new IOException(
                    "'" + file + "' cannot be run again: " + PrintableText.escapeControls(e.getMessage()), e);
        }
    }

    private Environment savedEnvironment() {
        return CompareNames.named(environment, "an environment", Environment.values());
    }

    /** Returns the cell, if it was run. */
    Optional<SavedCell.Measured> cell(Scenario scenario, Transport transport, Direction direction) {
        return cells.stream().filter(cell -> cell.scenario().equals(scenario.name())
                && cell.transport().equals(transport.toString())
                && (cell.direction() == null ? Direction.TO_BOB : cell.direction()) == direction)
                .filter(SavedCell.Measured.class::isInstance)
                .map(SavedCell.Measured.class::cast).findFirst();
    }
}
