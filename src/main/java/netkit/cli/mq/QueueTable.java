package netkit.cli.mq;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;

/**
 * A table of the statistics of queues at one time, with a row for each queue.
 *
 * @param nanos that time, of {@link System#nanoTime}
 */
record QueueTable(List<QueueStats> queues, long nanos) {
    static final QueueTable NONE = new QueueTable(List.of(), 0);
    /** The width of all columns. */
    static final int FULL_WIDTH = 100;
    private static final int NAME_WIDTH = 18;
    private static final List<Metric> GAUGES = List.of(Metric.READY, Metric.UNACKED, Metric.CONSUMERS,
            Metric.BLOCKED);
    private static final Map<Metric, String> RATES = new EnumMap<>(
            Map.of(Metric.PUBLISHED, "in/s", Metric.DELIVERED, "out/s", Metric.ACKED, "acked/s"));
    private static final List<Metric> TOTALS = List.of(Metric.REDELIVERED, Metric.DEAD);

    private record Column(String title, int width, Function<QueueStats, String> text) {}

    /**
     * Returns the lines of the table.
     *
     * @param wanted the queues that were asked for; empty for all
     * @param before the previous table, for the rates; {@link #NONE} for the first one
     * @param width the available width; columns that do not fit are named in the last line
     */
    List<String> lines(List<String> wanted, QueueTable before, int width) {
        List<Column> columns = columns(before);
        List<Column> shown = new ArrayList<>();
        int remaining = width;
        for (Column column : columns) {
            remaining -= column.width;
            if (remaining < 0 && !shown.isEmpty()) {
                break;
            }
            shown.add(column);
        }
        List<String> lines = new ArrayList<>();
        lines.add(row(shown, Column::title));
        queues.forEach(queue -> lines.add(row(shown, column -> column.text.apply(queue))));
        if (wanted.isEmpty() && queues.isEmpty()) {
            lines.add("no queues yet");
        }
        wanted.stream().filter(name -> queues.stream().noneMatch(queue -> queue.queue().equals(name)))
                .forEach(name -> lines.add("no queue " + name + " yet"));
        if (shown.size() < columns.size()) {
            lines.add("not shown: " + columns.stream().skip(shown.size()).map(Column::title)
                    .collect(Collectors.joining(", ")));
        }
        return lines;
    }

    private List<Column> columns(QueueTable before) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("queue", NAME_WIDTH, queue -> shortened(queue.queue())));
        GAUGES.forEach(metric -> columns
                .add(new Column(metric.toString(), 10, queue -> text(queue.get(metric)))));
        RATES.forEach((metric, title) -> columns
                .add(new Column(title, 8, queue -> text(rate(before, queue, metric)))));
        TOTALS.forEach(metric -> columns.add(new Column(metric.toString(),
                Math.max(5, metric.toString().length()) + 1, queue -> text(queue.get(metric)))));
        return columns;
    }

    private static String row(List<Column> columns, Function<Column, String> cell) {
        StringBuilder row = new StringBuilder();
        for (Column column : columns) {
            row.append(("%" + (row.isEmpty() ? "-" : "") + column.width + "s").formatted(cell.apply(column)));
        }
        return row.toString();
    }

    private static String shortened(String name) {
        return name.length() < NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 2) + "…";
    }

    private static String text(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
    }

    private static String text(OptionalDouble rate) {
        return rate.isPresent() ? "%.0f".formatted(rate.getAsDouble()) : "-";
    }

    private OptionalDouble rate(QueueTable before, QueueStats queue, Metric metric) {
        OptionalLong now = queue.get(metric);
        if (before == NONE || now.isEmpty()) {
            return OptionalDouble.empty();
        }
        long previous = before.queues.stream().filter(other -> other.queue().equals(queue.queue()))
                .mapToLong(other -> other.get(metric).orElse(0)).findFirst().orElse(0);
        return OptionalDouble.of((now.getAsLong() - previous) / ((nanos - before.nanos) / 1e9));
    }

    JsonObject json(QueueTable before) {
        JsonArray rows = new JsonArray();
        for (QueueStats queue : queues) {
            JsonObject row = new JsonObject();
            row.addProperty("queue", queue.queue());
            for (Metric metric : Metric.values()) {
                OptionalLong value = queue.get(metric);
                row.addProperty(metric.toString(), value.isPresent() ? value.getAsLong() : null);
            }
            for (Metric metric : RATES.keySet()) {
                OptionalDouble rate = rate(before, queue, metric);
                row.addProperty(metric + "PerSecond", rate.isPresent() ? rate.getAsDouble() : null);
            }
            rows.add(row);
        }
        JsonObject json = new JsonObject();
        json.addProperty("schema", 1);
        json.add("queues", rows);
        return json;
    }
}
