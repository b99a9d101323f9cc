package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonParser;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.report.ComparedRun;
import netkit.report.Json;
import netkit.report.Prediction;
import netkit.report.Prediction.Question;

/** Schema 1 of a saved result: its keys, their order, its values and its lines are those of {@code result.json}. */
class ResultFormatTest {
    private static final Experiment EXPERIMENT = SyntheticCells.experiment(new Workload(12, 100, 10),
            List.of("clean", "loss", "duplicate", "cut"), List.of(Transport.TCP, Transport.UDP));

    /** Each kind of cell: measured with and without packets, failed, without any delivery, and missing. */
    static ComparedRun run() {
        List<Cell> cells = new ArrayList<>(SyntheticCells.cells(EXPERIMENT));
        cells.set(0, SyntheticCells.worst(EXPERIMENT.scenarios().getFirst(), Transport.TCP, 12,
                "connection \u001b[2J\u009b reset"));
        cells.set(1, SyntheticCells.allLost(EXPERIMENT.scenarios().getFirst(), Transport.UDP, 12));
        cells.set(6, new Cell.Missing(EXPERIMENT.scenarios().getLast(), Transport.TCP,
                new MissingReason("not here", "Why it is not here.")));
        Map<Question, Set<Transport>> answers = new EnumMap<>(Question.class);
        answers.put(Question.LOST, EnumSet.of(Transport.UDP, Transport.TCP));
        answers.put(Question.SLOWEST, EnumSet.of(Transport.TCP));
        Prediction prediction = new Prediction(7, List.of("compare", "--predict"), Map.of("loss", answers));
        return new ComparedRun(EXPERIMENT, "on made-up cells", cells, Optional.of(prediction),
                Instant.parse("2026-03-01T10:00:00.5Z"), Duration.ofMillis(12_345),
                "netkit compare --seed 7");
    }

    private static String saved() throws IOException {
        try (InputStream result = ResultFormatTest.class.getResourceAsStream("result.json")) {
            return new String(result.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ComparedRun twice(ComparedRun run) {
        List<Cell> cells = new ArrayList<>(run.cells());
        cells.set(3, SyntheticCells.allLost(EXPERIMENT.scenarios().get(1), Transport.UDP, 12));
        return new ComparedRun(run.experiment(), run.environmentNote(), cells, run.prediction(),
                run.startedAt(), run.duration(), run.replayCommand());
    }

    @Test
    void resultIsWrittenAsBefore(@TempDir Path folder) throws IOException {
        StringBuilder plain = new StringBuilder();
        Json.write(SavedRun.of(run(), Optional.empty()), plain);
        SavedRun then = SavedRun.read(Files.writeString(folder.resolve("then.json"), plain));
        StringBuilder written = new StringBuilder();
        Json.write(SavedRun.of(run(),
                Optional.of(new CompareDifferences(then, twice(run())).json("then.json"))), written);
        assertEquals(JsonParser.parseString(saved()).toString(),
                JsonParser.parseString(written.toString()).toString());
    }
}
