package netkit.cli.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import com.google.gson.FormattingStyle;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;

import netkit.cli.lab.LabRunJson;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.LedgerStats.Latency;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Verdict;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.wire.WireStats;
import netkit.report.LossReasons;
import netkit.report.ComparedRun;
import netkit.report.Json;
import netkit.report.Prediction;
import netkit.report.Prediction.Answer;
import netkit.report.Version;

/**
 * The JSON of {@code netkit compare}: the whole result with the ledger of every message, for other programs and for
 * {@code netkit compare replay}. It may be large and so is written as a stream.
 */
final class CompareJson {
    /** Version of the format: of results, and of saved predictions. */
    static final int SCHEMA = 1;

    private static final FormattingStyle LINES = FormattingStyle.PRETTY;
    private static final FormattingStyle ONE_LINE = FormattingStyle.COMPACT;

    private final JsonWriter json;

    private CompareJson(JsonWriter json) {
        this.json = json;
    }

    static void write(ComparedRun run, Appendable out) throws IOException {
        write(run, Optional.empty(), out);
    }

    /** @param replay the differences from the saved result that was run again */
    static void write(ComparedRun run, Optional<JsonObject> replay, Appendable out) throws IOException {
        JsonWriter json = Json.writer(out);
        json.setFormattingStyle(LINES);
        new CompareJson(json).run(run, replay);
        json.flush();
        out.append("\n");
    }

    private void run(ComparedRun run, Optional<JsonObject> replay) throws IOException {
        Experiment experiment = run.experiment();
        Workload workload = experiment.workload();
        json.beginObject();
        json.name("schema").value(SCHEMA);
        json.name("netkit").value(Version.number());
        json.name("environment").value(experiment.environment().toString());
        json.name("environmentNote").value(run.environmentNote());
        json.name("startedAt").value(run.startedAt().toString());
        json.name("durationMillis").value(run.duration().toMillis());
        json.name("command").value(run.replayCommand());
        json.name("seed").value(experiment.seed());
        json.name("workload");
        json.beginObject();
        json.name("messages").value(workload.messages());
        json.name("size").value(workload.size());
        json.name("perSecond").value(workload.perSecond());
        json.name("burst").value(workload.burst());
        json.endObject();
        json.name("dedup").value(experiment.duplicatePolicy() == DuplicatePolicy.SKIP);
        json.name("sideBySide").value(experiment.sideBySide());
        json.name("complete").value(run.isComplete());
        json.name("scenarios");
        json.beginArray();
        for (Scenario scenario : experiment.scenarios()) {
            json.beginObject();
            json.name("name").value(scenario.name());
            json.name("title").value(scenario.title());
            json.name("text").value(scenario.text());
            json.endObject();
        }
        json.endArray();
        oneLine("transports", () -> {
            for (Transport transport : experiment.transports()) {
                json.value(transport.toString());
            }
        });
        json.name("cells");
        json.beginArray();
        for (Cell cell : run.cells()) {
            cell(cell);
        }
        json.endArray();
        if (run.prediction().isPresent()) {
            json.name("prediction");
            Json.write(prediction(run, run.prediction().get()), json);
        }
        if (replay.isPresent()) {
            json.name("replay");
            Json.write(replay.get(), json);
        }
        json.endObject();
    }

    private void cell(Cell cell) throws IOException {
        json.beginObject();
        json.name("scenario").value(cell.scenario().name());
        json.name("transport").value(cell.transport().toString());
        switch (cell) {
            case Cell.Missing(_, _, MissingReason(String brief, String reason)) -> {
                json.name("missing");
                json.beginObject();
                json.name("brief").value(brief);
                json.name("reason").value(reason);
                json.endObject();
            }
            case Cell.Measured measured -> measured(measured);
        }
        json.endObject();
    }

    private void measured(Cell.Measured cell) throws IOException {
        json.name("trial").value(cell.trial());
        json.name("verdict");
        Json.write(verdict(cell.stats().verdict()), json);
        json.name("failure").value(cell.failure().orElse(null));
        json.name("sendingMillis").value(millis(cell.sending()));
        json.name("recoveryMillis").value(cell.recovery().map(CompareJson::millis).orElse(null));
        json.name("stats");
        stats(cell);
        json.name("events");
        json.beginArray();
        for (ScenarioEvent event : cell.events()) {
            json.beginObject();
            json.name("atMillis").value(event.at() / 1e6);
            json.name("action").value(ScenarioFile.text(event.action()));
            json.endObject();
        }
        json.endArray();
        json.name("wire");
        if (cell.wire().isPresent()) {
            Json.write(wire(cell.wire().get()), json);
        } else {
            json.nullValue();
        }
        json.name("messages");
        messages(cell.ledger());
    }

    /** Returns {@code {"delivery": "at-most-once", "order": "in-order", "boundaries": "boundaries-kept"}}. */
    static JsonObject verdict(Verdict verdict) {
        boolean delivered = verdict.delivery() != Verdict.Delivery.NOTHING_DELIVERED;
        JsonObject json = new JsonObject();
        json.addProperty("delivery", hyphenated(verdict.delivery()));
        json.addProperty("order", delivered ? hyphenated(verdict.order()) : null);
        json.addProperty("boundaries", delivered ? hyphenated(verdict.boundaries()) : null);
        return json;
    }

    private static String hyphenated(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void stats(Cell.Measured cell) throws IOException {
        LedgerStats stats = cell.stats();
        json.beginObject();
        for (Stage stage : Stage.values()) {
            json.name(stage.toString()).value(stats.reached(stage));
        }
        numbers("lost", stats.lost());
        numbers("duplicates", stats.duplicates());
        numbers("reprocessed", stats.reprocessed());
        numbers("outOfOrder", stats.outOfOrder());
        json.name("skipped").value(stats.skipped());
        json.name("ownRead").value(stats.ownRead());
        json.name("invalid").value(stats.invalid());
        json.name("p50Millis")
                .value(stats.latency().map(Latency::p50).map(CompareJson::millis).orElse(null));
        json.name("p99Millis")
                .value(stats.latency().map(Latency::p99).map(CompareJson::millis).orElse(null));
        json.name("maxMillis")
                .value(stats.latency().map(Latency::max).map(CompareJson::millis).orElse(null));
        json.name("lossReasons");
        json.beginObject();
        for (var entry : LossReasons.of(cell).entrySet()) {
            json.name(entry.getKey()).value(entry.getValue());
        }
        json.endObject();
        json.endObject();
    }

    /** Writes the elements of an array. */
    @FunctionalInterface
    private interface Elements {
        void write() throws IOException;
    }

    private void numbers(String name, List<Integer> numbers) throws IOException {
        oneLine(name, () -> {
            for (int number : numbers) {
                json.value(number);
            }
        });
    }

    private void oneLine(String name, Elements elements) throws IOException {
        json.name(name);
        json.beginArray();
        json.setFormattingStyle(ONE_LINE);
        elements.write();
        json.endArray();
        json.setFormattingStyle(LINES);
    }

    static JsonObject wire(WireStats wire) {
        JsonObject json = new JsonObject();
        json.addProperty("packets", wire.count());
        json.addProperty("bytes", wire.bytes());
        json.addProperty("retransmissions", wire.retransmissions());
        json.addProperty("lostByKernel", wire.lostByKernel());
        json.add("toReceiver", LabRunJson.direction(wire.toReceiver()));
        json.add("toSender", LabRunJson.direction(wire.toSender()));
        return json;
    }

    /** Writes the value of one message. */
    @FunctionalInterface
    private interface Column {
        void write(int number) throws IOException;
    }

    /** Writes the ledger in columns, each with a value for every message. */
    private void messages(Ledger ledger) throws IOException {
        json.beginObject();
        for (Stage stage : Stage.values()) {
            column(stage.toString(), ledger, number -> {
                OptionalLong at = ledger.at(stage, number);
                if (at.isPresent()) {
                    json.value(at.getAsLong());
                } else {
                    json.nullValue();
                }
            });
        }
        column("deliveries", ledger, number -> json.value(ledger.deliveries(number)));
        column("processings", ledger, number -> json.value(ledger.processings(number)));
        column("skipped", ledger, number -> json.value(ledger.skippedCopies(number)));
        column("outOfOrder", ledger, number -> json.value(ledger.isOutOfOrder(number)));
        column("ownRead", ledger, number -> json.value(ledger.isOwnRead(number)));
        column("cause", ledger, number -> json.value(ledger.cause(number).orElse(null)));
        json.endObject();
    }

    private void column(String name, Ledger ledger, Column column) throws IOException {
        oneLine(name, () -> {
            for (int number = 0; number < ledger.messages(); number++) {
                column.write(number);
            }
        });
    }

    private static JsonObject prediction(ComparedRun run, Prediction prediction) {
        JsonObject json = PredictionJson.of(prediction);
        List<Answer> answers = PredictionTable.answers(run, prediction);
        json.addProperty("answers", answers.size());
        json.addProperty("right", answers.stream().filter(Answer::isRight).count());
        JsonArray array = new JsonArray();
        for (Answer answer : answers) {
            JsonObject one = new JsonObject();
            one.addProperty("scenario", answer.scenario().name());
            one.addProperty("question", hyphenated(answer.question()));
            one.add("predicted", PredictionJson.names(answer.predicted()));
            one.add("measured", PredictionJson.names(answer.measured()));
            one.addProperty("right", answer.isRight());
            array.add(one);
        }
        json.add("compared", array);
        json.addProperty("equallySlow", Prediction.EQUALLY_SLOW);
        return json;
    }

    private static Double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
