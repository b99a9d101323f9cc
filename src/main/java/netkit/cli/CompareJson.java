package netkit.cli;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import netkit.compare.Account;
import netkit.compare.Account.Latency;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.Repeats;
import netkit.compare.Workload;
import netkit.lab.DatagramCounts;
import netkit.lab.RelayCounts;
import netkit.lab.StreamCounts;

/** The result of {@code netkit compare} for other programs: all of it, the message numbers too. */
final class CompareJson {
    private CompareJson() {}

    static JsonObject of(Experiment experiment, List<Cell> cells) {
        Workload workload = experiment.workload();
        JsonObject json = new JsonObject();
        json.addProperty("on", "relay");
        json.addProperty("seed", experiment.seed());
        json.addProperty("messages", workload.messages());
        json.addProperty("size", workload.size());
        json.addProperty("perSecond", workload.perSecond());
        json.addProperty("burst", workload.burst());
        json.addProperty("dedup", experiment.repeats() == Repeats.PASSED_OVER);
        json.addProperty("complete", cells.size() == experiment.cells());
        JsonArray array = new JsonArray();
        cells.forEach(cell -> array.add(cell(cell, workload.size())));
        json.add("cells", array);
        return json;
    }

    private static JsonObject cell(Cell cell, int size) {
        JsonObject json = new JsonObject();
        json.addProperty("scenario", cell.scenario().toString());
        json.addProperty("transport", cell.transport().toString());
        switch (cell) {
            case Cell.Missing missing -> json.addProperty("missing", missing.absence().reason());
            case Cell.Measured measured -> addMeasured(json, measured, size);
        }
        return json;
    }

    private static void addMeasured(JsonObject json, Cell.Measured cell, int size) {
        Account account = cell.account();
        json.addProperty("offered", account.offered());
        json.addProperty("sent", account.sent());
        json.addProperty("delivered", account.delivered());
        json.addProperty("lost", account.lost().size());
        json.addProperty("lostByAccident", cell.lostByAccident());
        json.addProperty("duplicated", account.duplicated().size());
        json.addProperty("extraCopies", account.extraCopies());
        json.addProperty("passedOver", account.passedOver());
        json.addProperty("outOfOrder", account.outOfOrder().size());
        json.addProperty("boundariesKept", account.alone());
        json.addProperty("foreign", account.foreign());
        json.add("p50Millis", millis(account.latency().map(Latency::p50).orElse(null)));
        json.add("p99Millis", millis(account.latency().map(Latency::p99).orElse(null)));
        json.addProperty("verdict", String.join(", ", account.verdict().words()));
        json.addProperty("failure", cell.failure().orElse(null));
        OptionalDouble each = cell.bytesPerMessage(size);
        json.addProperty("bytesPerMessage", each.isEmpty() ? null : each.getAsDouble());
        json.addProperty("sendingMillis", cell.sending().toNanos() / 1e6);
        json.add("relay", relay(cell.relay()));
        json.add("lostNumbers", numbers(account.lost()));
        json.add("duplicatedNumbers", numbers(account.duplicated()));
        json.add("outOfOrderNumbers", numbers(account.outOfOrder()));
    }

    private static JsonElement millis(Duration duration) {
        return duration == null
                ? JsonNull.INSTANCE
                : new JsonPrimitive(duration.toNanos() / 1e6);
    }

    private static JsonObject relay(RelayCounts counts) {
        JsonObject json = new JsonObject();
        switch (counts) {
            case DatagramCounts datagrams -> {
                json.addProperty("received", datagrams.received());
                json.addProperty("forwarded", datagrams.forwarded());
                json.addProperty("dropped", datagrams.dropped());
                json.addProperty("cut", datagrams.cut());
                json.addProperty("overflowed", datagrams.overflowed());
                json.addProperty("failed", datagrams.failed());
                json.addProperty("duplicated", datagrams.duplicated());
                json.addProperty("reordered", datagrams.reordered());
                json.addProperty("delayed", datagrams.delayed());
            }
            case StreamCounts streams -> {
                json.addProperty("connections", streams.connections());
                json.addProperty("bytesReceived", streams.bytesReceived());
                json.addProperty("bytesForwarded", streams.bytesForwarded());
                json.addProperty("writes", streams.writes());
                json.addProperty("stalls", streams.stalls());
                json.addProperty("resets", streams.resets());
            }
        }
        return json;
    }

    private static JsonArray numbers(List<Integer> numbers) {
        JsonArray json = new JsonArray(numbers.size());
        numbers.forEach(json::add);
        return json;
    }
}
