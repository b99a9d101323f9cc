package netkit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Figure;

/**
 * The queues at a time, a row each, in at most 100 columns.
 *
 * @param nanos when they were so
 */
record QueueTable(List<QueueStats> queues, long nanos) {
    static final QueueTable NONE = new QueueTable(List.of(), 0);
    private static final int NAME_WIDTH = 18;
    private static final List<Figure> LEVELS = List.of(Figure.READY, Figure.UNACKED, Figure.CONSUMERS,
            Figure.BLOCKED);
    private static final List<Figure> FLOWS = List.of(Figure.PUBLISHED, Figure.DELIVERED, Figure.ACKED);
    private static final List<Figure> SUMS = List.of(Figure.REDELIVERED, Figure.DEAD);

    /** @param before for the rates; {@link #NONE} when this is the first look */
    List<String> lines(QueueTable before) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(("%-" + NAME_WIDTH + "s").formatted("queue"));
        LEVELS.forEach(figure -> head.append("%10s".formatted(figure)));
        List.of("in/s", "out/s", "acked/s").forEach(title -> head.append("%8s".formatted(title)));
        SUMS.forEach(figure -> head.append(("%" + width(figure) + "s").formatted(figure)));
        lines.add(head.toString());
        for (QueueStats queue : queues) {
            StringBuilder row = new StringBuilder(
                    ("%-" + NAME_WIDTH + "s").formatted(shortened(queue.queue())));
            LEVELS.forEach(figure -> row.append("%10s".formatted(text(queue.get(figure)))));
            FLOWS.forEach(figure -> row.append("%8s".formatted(text(rate(before, queue, figure)))));
            SUMS.forEach(
                    figure -> row.append(("%" + width(figure) + "s").formatted(text(queue.get(figure)))));
            lines.add(row.toString());
        }
        if (queues.isEmpty()) {
            lines.add("no queues yet");
        }
        return lines;
    }

    /** Of a column with its title and a gap. */
    private static int width(Figure figure) {
        return Math.max(5, figure.toString().length()) + 1;
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

    private OptionalDouble rate(QueueTable before, QueueStats queue, Figure figure) {
        OptionalLong now = queue.get(figure);
        if (before == NONE || now.isEmpty()) {
            return OptionalDouble.empty();
        }
        long then = before.queues.stream().filter(other -> other.queue().equals(queue.queue()))
                .mapToLong(other -> other.get(figure).orElse(0)).findFirst().orElse(0);
        return OptionalDouble.of((now.getAsLong() - then) / ((nanos - before.nanos) / 1e9));
    }

    JsonObject json(QueueTable before) {
        JsonArray rows = new JsonArray();
        for (QueueStats queue : queues) {
            JsonObject row = new JsonObject();
            row.addProperty("queue", queue.queue());
            for (Figure figure : Figure.values()) {
                OptionalLong value = queue.get(figure);
                row.addProperty(figure.toString(), value.isPresent() ? value.getAsLong() : null);
            }
            for (Figure figure : FLOWS) {
                OptionalDouble rate = rate(before, queue, figure);
                row.addProperty(figure + "PerSecond", rate.isPresent() ? rate.getAsDouble() : null);
            }
            rows.add(row);
        }
        JsonObject json = new JsonObject();
        json.add("queues", rows);
        return json;
    }
}
