package netkit.cli.compare;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import picocli.CommandLine.TypeConversionException;

import netkit.cli.option.InputFile;
import netkit.compare.Experiment;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Environment;
import netkit.net.PrintableText;

/** A saved result, as far as {@code netkit compare replay} needs it; the components are named after the keys of {@link CompareJson}. */
record SavedRun(Integer schema, String environment, Long seed, SavedWorkload workload, boolean dedup,
        int sideBySide,
        List<SavedScenario> scenarios, List<String> transports, List<SavedCell> cells) {
    record SavedWorkload(int messages, int size, double perSecond) {}

    record SavedScenario(String name, String text) {}

    /**
     * @param verdict null where the cell was missing
     * @param stats likewise
     */
    record SavedCell(String scenario, String transport, SavedVerdict verdict, SavedStats stats) {}

    /**
     * @param order null where nothing was delivered
     * @param boundaries likewise
     */
    record SavedVerdict(String delivery, String order, String boundaries) {
        /** Returns the verdict as tables print it. */
        String words() {
            return Stream.of(delivery, order, boundaries).filter(Objects::nonNull)
                    .collect(Collectors.joining(", ")).replace('-', ' ');
        }
    }

    /** @param p99Millis null where nothing was delivered */
    record SavedStats(List<Integer> lost, List<Integer> duplicates, List<Integer> outOfOrder,
            Double p99Millis) {}

    /** @throws IOException with a one-line message, if the file cannot be read or is not a saved result */
    static SavedRun read(Path file) throws IOException {
        InputFile.require(file, "'netkit compare --json FILE' writes one");
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            JsonElement json = JsonParser.parseReader(reader);
            if (json instanceof JsonObject result && result.has("cells") && !result.has("schema")) {
                throw new IOException("'" + file + "' has no 'schema': it was written by an older netkit;"
                        + " run 'netkit compare --json FILE' again");
            }
            SavedRun saved = new Gson().fromJson(json, SavedRun.class);
            if (saved == null || saved.schema == null || saved.isIncomplete()) {
                throw new JsonParseException("a member is missing");
            }
            if (saved.schema != CompareJson.SCHEMA) {
                throw new IOException(
                        "'" + file + "' has schema " + saved.schema + "; this netkit reads schema "
                                + CompareJson.SCHEMA);
            }
            return saved;
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException("'" + file + "' is not a result of 'netkit compare --json'", e);
        }
    }

    private boolean isIncomplete() {
        return environment == null || seed == null || workload == null || isNoList(scenarios)
                || isNoList(transports)
                || isNoList(cells)
                || scenarios.stream().anyMatch(one -> one.name == null || one.text == null)
                || cells.stream().anyMatch(cell -> cell.scenario == null || cell.transport == null
                        || cell.stats != null && (cell.verdict == null || cell.verdict.delivery == null
                                || isNoList(cell.stats.lost)
                                || isNoList(cell.stats.duplicates) || isNoList(cell.stats.outOfOrder)));
    }

    private static boolean isNoList(List<?> list) {
        return list == null || list.stream().anyMatch(Objects::isNull);
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
                    options.rabbitMq(), options.captures());
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw new IOException(
                    "'" + file + "' cannot be run again: " + PrintableText.escapeControls(e.getMessage()), e);
        }
    }

    private Environment savedEnvironment() {
        return CompareNames.named(environment, "an environment", Environment.values());
    }

    Optional<SavedCell> cell(Scenario scenario, Transport transport) {
        return cells.stream().filter(cell -> cell.scenario.equals(scenario.name())
                && cell.transport.equals(transport.toString())).findFirst();
    }
}
