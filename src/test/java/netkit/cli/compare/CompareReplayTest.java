package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.ledger.Stage;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.report.ComparedRun;
import netkit.report.Json;

/** Writing a result as JSON, reading it back, and comparing it with another. */
@Tag("slow")
class CompareReplayTest {
    private static final Experiment EXPERIMENT = SyntheticCells.experiment();
    private static final ComparedRun RUN = CompareTableTest.run(EXPERIMENT, SyntheticCells.cells(EXPERIMENT));

    @TempDir
    private Path folder;

    private static String json(ComparedRun run) throws IOException {
        StringBuilder text = new StringBuilder();
        Json.write(SavedRun.of(run, Optional.empty()), text);
        return text.toString();
    }

    private SavedRun saved(ComparedRun run) throws IOException {
        return SavedRun.read(Files.writeString(folder.resolve("run.json"), json(run)));
    }

    private static List<String> differences(SavedRun then, ComparedRun now) {
        List<String> lines = new CompareDifferences(then, now).lines(CompareTableTest.STYLE);
        lines.forEach(line -> assertTrue(line.length() <= CompareTableTest.STYLE.width(), line));
        return lines;
    }

    private static ComparedRun with(Cell.Measured replaced) {
        List<Cell> cells = new ArrayList<>(RUN.cells());
        cells.replaceAll(cell -> cell.scenario().equals(replaced.scenario())
                && cell.transport() == replaced.transport() ? replaced : cell);
        return CompareTableTest.run(EXPERIMENT, cells);
    }

    private static String line(List<String> lines, String start) {
        String all = String.join("\n", lines).replaceAll("\n +", " ");
        return all.lines().filter(line -> line.startsWith(start)).findFirst()
                .orElseThrow(() -> new AssertionError(all));
    }

    @Test
    void jsonContainsTheLedgerOfEachMessage() throws IOException {
        JsonObject json = JsonParser.parseString(json(RUN)).getAsJsonObject();
        assertEquals(1, json.get("schema").getAsInt());
        assertEquals("lab", json.get("environment").getAsString());
        assertEquals(SyntheticCells.SEED, json.get("seed").getAsLong());
        assertEquals(200, json.getAsJsonObject("workload").get("perSecond").getAsDouble());
        assertTrue(json.get("complete").getAsBoolean());
        JsonArray cells = json.getAsJsonArray("cells");
        assertEquals(EXPERIMENT.cells(), cells.size());
        for (int i = 0; i < cells.size(); i++) {
            assertEqual((Cell.Measured) RUN.cells().get(i), cells.get(i).getAsJsonObject());
        }
    }

    private static void assertEqual(Cell.Measured cell, JsonObject json) {
        String where = cell.transport() + ", " + cell.scenario();
        assertEquals(cell.transport().toString(), json.get("transport").getAsString());
        assertEquals(cell.scenario().name(), json.get("scenario").getAsString());
        JsonObject stats = json.getAsJsonObject("stats");
        JsonObject messages = json.getAsJsonObject("messages");
        for (Stage stage : Stage.values()) {
            assertEquals(cell.ledger().count(stage), stats.get(stage.toString()).getAsInt(), where);
            JsonArray column = messages.getAsJsonArray(stage.toString());
            assertEquals(cell.ledger().messages(), column.size(), where);
            for (int number = 0; number < column.size(); number++) {
                JsonElement at = column.get(number);
                assertEquals(cell.ledger().at(stage, number).isPresent(), !at.isJsonNull(), where);
                assertEquals(cell.ledger().at(stage, number).orElse(-1),
                        at.isJsonNull() ? -1 : at.getAsLong());
            }
        }
        assertEquals(cell.stats().lost().size(), stats.getAsJsonArray("lost").size(), where);
        long packets = json.getAsJsonObject("wire").get("packets").getAsLong();
        assertEquals(cell.wire().orElseThrow().count(), packets, where);
        assertEquals(cell.events().size(), json.getAsJsonArray("events").size(), where);
    }

    @Test
    void columnOfNumbersIsOneLine() throws IOException {
        assertTrue(json(RUN).lines().anyMatch(line -> line.matches(" +\"deliveries\": \\[(\\d,)+\\d\\],")),
                "a line of its own for each");
        assertTrue(json(RUN).lines().count() < 120L * EXPERIMENT.cells());
    }

    @Test
    void controlCharactersInJsonAreEscaped() throws IOException {
        Cell.Measured cell = SyntheticCells.worst(EXPERIMENT.scenarios().getFirst(), Transport.TCP, 10,
                "\u001b[2J\u009b2J");
        String json = json(with(cell));
        assertFalse(json.contains("\u001b") || json.contains("\u009b"), "no control character");
        JsonObject first = JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("cells").get(0)
                .getAsJsonObject();
        assertEquals("\u001b[2J\u009b2J", first.get("failure").getAsString(), "but the text is there");
    }

    @Test
    void savedResultDescribesTheWholeExperiment() throws IOException {
        SavedRun saved = saved(RUN);
        Experiment again = saved.experiment(Path.of("run.json"), new CompareOptions());
        assertEquals(EXPERIMENT.environment(), again.environment());
        assertEquals(EXPERIMENT.workload(), again.workload());
        assertEquals(EXPERIMENT.seed(), again.seed());
        assertEquals(EXPERIMENT.transports(), again.transports());
        assertEquals(EXPERIMENT.duplicatePolicy(), again.duplicatePolicy());
        assertEquals(EXPERIMENT.sideBySide(), again.sideBySide());
        assertEquals(EXPERIMENT.scenarios().stream().map(Scenario::text).toList(),
                again.scenarios().stream().map(Scenario::text).toList());
        assertEquals(EXPERIMENT.scenarios().stream().map(Scenario::title).toList(),
                again.scenarios().stream().map(Scenario::title).toList());
    }

    @Test
    void equalResultsAreReportedAsTheSame() throws IOException {
        List<String> lines = differences(saved(RUN), RUN);
        assertEquals(
                "Of 10 cells run both times, 10 have the same verdict and 10 lost the same messages.",
                lines.getFirst());
        assertEquals("tcp, clean: nothing lost either time; p99 0.3ms then, 0.3ms now",
                line(lines, "tcp, clean"));
        String lost = RUN.measured(EXPERIMENT.scenarios().get(1)).get(1).stats().lost().size() + " lost;";
        assertTrue(line(lines, "udp, loss").startsWith("udp, loss: the same " + lost), lines.toString());
        assertTrue(line(lines, "udp, reorder").contains(" out of order; "), lines.toString());
    }

    @Test
    void differencesAreReported() throws IOException {
        Scenario loss = EXPERIMENT.scenarios().get(1);
        Cell.Measured other = SyntheticCells.cell(loss, Transport.UDP, 4, SyntheticCells.WORKLOAD,
                SyntheticCells.SEED + 1);
        List<String> lines = differences(saved(RUN), with(other));
        assertTrue(lines.getFirst().endsWith(", 10 have the same verdict and 9 lost the same messages."),
                lines.getFirst());
        String line = line(lines, "udp, loss");
        assertTrue(line.matches("udp, loss: \\d+ lost then, " + other.stats().lost().size()
                + " now, \\d+ of them the same; p99 .*"), line);
        Cell.Measured nothing = SyntheticCells.allLost(loss, Transport.UDP, 1000);
        assertTrue(line(differences(saved(RUN), with(nothing)), "udp, loss").startsWith(
                "udp, loss: 'at most once, in order, boundaries kept' then, 'nothing delivered' now; "));
        assertTrue(line(differences(saved(RUN), with(nothing)), "udp, loss")
                .endsWith("p99 0.3ms then, none now"));
    }

    @Test
    void cellRunOnlyOnceIsReported() throws IOException {
        Scenario loss = EXPERIMENT.scenarios().get(1);
        Cell missing = new Cell.Missing(loss, Transport.TCP, new MissingReason("not above the socket", "…"));
        List<Cell> cells = new ArrayList<>(RUN.cells());
        cells.set(2, missing);
        ComparedRun without = CompareTableTest.run(EXPERIMENT, cells);
        assertEquals("tcp, loss: run then, not now (not above the socket)",
                line(differences(saved(RUN), without), "tcp, loss"));
        assertEquals("tcp, loss: not run then; now exactly once, in order, boundaries lost",
                line(differences(saved(without), RUN), "tcp, loss"));
        assertEquals("tcp, loss: not run either time (not above the socket)",
                line(differences(saved(without), without), "tcp, loss"));
    }

    @Test
    void jsonOfAReplayContainsTheDifferences() throws IOException {
        StringBuilder text = new StringBuilder();
        Json.write(SavedRun.of(RUN, Optional.of(new CompareDifferences(saved(RUN), RUN).json("old.json"))),
                text);
        JsonObject replay = JsonParser.parseString(text.toString()).getAsJsonObject()
                .getAsJsonObject("replay");
        assertEquals("old.json", replay.get("file").getAsString());
        JsonObject udpLoss = replay.getAsJsonArray("cells").get(3).getAsJsonObject();
        assertEquals(udpLoss.get("lostThen"), udpLoss.get("lostBoth"), udpLoss.toString());
        assertEquals("at-most-once", udpLoss.getAsJsonObject("verdictNow").get("delivery").getAsString());
        assertEquals(udpLoss.get("verdictNow"), udpLoss.get("verdictThen"));
    }
}
