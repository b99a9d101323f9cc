package netkit.cli.mq;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import netkit.cli.terminal.Table;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;

/**
 * A table of the statistics of queues at one time, with a row for each queue.
 *
 * @param nanos that time, of {@link System#nanoTime}
 */
record QueueTable(List<QueueStats> queues, long nanos) {
    static final QueueTable NONE = new QueueTable(List.of(), 0);
    private static final int NAME_WIDTH = 18;
    private static final List<Metric> GAUGES = List.of(Metric.READY, Metric.UNACKED, Metric.CONSUMERS,
            Metric.BLOCKED);
    private static final int GAUGE_WIDTH = 9;
    private static final Map<Metric, String> RATES = new EnumMap<>(
            Map.of(Metric.PUBLISHED, "in/s", Metric.DELIVERED, "out/s", Metric.ACKED, "acked/s"));
    private static final int RATE_WIDTH = 7;
    private static final List<Metric> TOTALS = List.of(Metric.REDELIVERED, Metric.DEAD);
    private static final int TOTAL_WIDTH = 5;

    /** The JSON. A metric that the server does not report is null, and so are the rates of the first table. */
    record Result(int schema, List<Map<String, Object>> queues) {}

    /**
     * Returns the lines of the table.
     *
     * @param wanted the queues that were asked for; empty for all
     * @param before the previous table, for the rates; {@link #NONE} for the first one
     * @param width the available width; columns that do not fit are named in the last line
     */
    List<String> lines(List<String> wanted, QueueTable before, int width) {
        Table table = new Table(1).left("queue", NAME_WIDTH);
        List<String> titles = new ArrayList<>(List.of("queue"));
        GAUGES.forEach(metric -> addColumn(table, titles, metric.toString(), GAUGE_WIDTH));
        RATES.values().forEach(title -> addColumn(table, titles, title, RATE_WIDTH));
        TOTALS.forEach(metric -> addColumn(table, titles, metric.toString(), TOTAL_WIDTH));
        queues.forEach(queue -> table.row(row(queue, before)));

        int shown = table.columnsWithin(width);
        List<String> lines = new ArrayList<>(table.firstColumns(shown).lines(width));
        if (wanted.isEmpty() && queues.isEmpty()) {
            lines.add("no queues yet");
        }
        wanted.stream().filter(name -> queues.stream().noneMatch(queue -> queue.queue().equals(name)))
                .forEach(name -> lines.add("no queue " + name + " yet"));
        if (shown < titles.size()) {
            lines.add("not shown: " + String.join(", ", titles.subList(shown, titles.size())));
        }
        return lines;
    }

    private static void addColumn(Table table, List<String> titles, String title, int width) {
        table.right(title, width);
        titles.add(title);
    }

    private List<String> row(QueueStats queue, QueueTable before) {
        List<String> row = new ArrayList<>(List.of(shortened(queue.queue())));
        GAUGES.forEach(metric -> row.add(text(value(queue, metric))));
        RATES.keySet().forEach(metric -> row.add(text(rate(before, queue, metric))));
        TOTALS.forEach(metric -> row.add(text(value(queue, metric))));
        return row;
    }

    private static String shortened(String name) {
        return name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "…";
    }

    private static String text(Number value) {
        return value == null ? "-" : "%.0f".formatted(value.doubleValue());
    }

    /** Returns a metric; null if the server does not report it. */
    private static Long value(QueueStats queue, Metric metric) {
        return queue.values().get(metric);
    }

    /** Returns the change of a metric per second since another table; null if it is not known. */
    private Double rate(QueueTable before, QueueStats queue, Metric metric) {
        Long now = value(queue, metric);
        if (before == NONE || now == null) {
            return null;
        }
        long previous = before.queues.stream().filter(other -> other.queue().equals(queue.queue()))
                .mapToLong(other -> other.get(metric).orElse(0)).findFirst().orElse(0);
        return (now - previous) / ((nanos - before.nanos) / 1e9);
    }

    /** @param before the previous table, for the rates; {@link #NONE} for the first one */
    Result result(QueueTable before) {
        return new Result(1, queues.stream().map(queue -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("queue", queue.queue());
            for (Metric metric : Metric.values()) {
                members.put(metric.toString(), value(queue, metric));
            }
            for (Metric metric : RATES.keySet()) {
                members.put(metric + "PerSecond", rate(before, queue, metric));
            }
            return members;
        }).toList());
    }
}
