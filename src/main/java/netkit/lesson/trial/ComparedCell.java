package netkit.lesson.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;

import netkit.lesson.check.CheckStep.Demanded;

/**
 * What one trial of {@code netkit compare --json} says about its messages. Times are in nanoseconds from the start of the
 * trial; null for a stage that a message did not reach.
 */
public final class ComparedCell {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Gson GSON = new Gson();

    private String scenario;
    private Missing missing;
    private Stats stats;
    private Wire wire;
    private Messages messages;

    private record Missing(String brief, String reason) {}

    private record Stats(List<Integer> lost, List<Integer> reprocessed, List<Integer> outOfOrder) {}

    private record Wire(double lateMillis) {}

    private record Messages(List<Long> offered, List<Long> accepted, List<Long> left, List<Long> arrived,
            List<Long> delivered, List<Long> processed, List<Integer> processings, List<String> cause) {}

    private record Result(List<ComparedCell> cells) {}

    private ComparedCell() {}

    /**
     * Reads what {@code netkit compare --json} printed.
     *
     * @return its trials; empty if it printed no result
     */
    static List<ComparedCell> read(String json) {
        try {
            Result result = GSON.fromJson(json, Result.class);
            if (result != null && result.cells != null) {
                return result.cells;
            }
        } catch (JsonParseException _) {
            // it failed in the middle
        }
        return List.of();
    }

    public String scenario() {
        return scenario;
    }

    /** Returns why the trial is not possible here. */
    public Optional<String> missing() {
        return Optional.ofNullable(missing).map(Missing::reason);
    }

    public int count() {
        return messages.offered.size();
    }

    /** Returns by how much the wire itself was late at most; 0 if there is no wire that could be observed. */
    public double lateMillis() {
        return wire == null ? 0 : wire.lateMillis;
    }

    /** Returns the numbers of the messages to which this happened, ascending. */
    public List<Integer> numbers(Demanded what) {
        return switch (what) {
            case LOST -> stats.lost;
            case REPEATED -> stats.reprocessed;
            case OUT_OF_ORDER -> stats.outOfOrder;
            case STALE -> IntStream.range(0, count() - 1).filter(this::isStale).boxed().toList();
        };
    }

    /** Whether a newer message had been offered before this one was delivered. */
    private boolean isStale(int number) {
        Long delivered = messages.delivered.get(number);
        Long newer = messages.offered.get(number + 1);
        return delivered != null && newer != null && delivered > newer;
    }

    /** Returns what happened to a message, a line for each stage. */
    public List<String> history(int number, Demanded what) {
        List<String> lines = new ArrayList<>();
        lines.add("message " + number + " of " + count() + ":");
        stage(lines, "offered by alice's program", messages.offered.get(number));
        stage(lines, "accepted by send()", messages.accepted.get(number));
        stage(lines, "left alice's host", messages.left.get(number));
        stage(lines, "arrived at bob's host", messages.arrived.get(number));
        stage(lines, "delivered to bob's program", messages.delivered.get(number));
        stage(lines, "processed by it", messages.processed.get(number));
        String cause = messages.cause.get(number);
        if (cause != null) {
            lines.add("             " + cause);
        }
        switch (what) {
            case LOST -> lines.add("             never processed");
            case REPEATED ->
                lines.add("             processed " + messages.processings.get(number) + " times");
            case STALE -> lines.add(at(messages.offered.get(number + 1)) + "message " + (number + 1)
                    + " was offered, before");
            case OUT_OF_ORDER -> lines.add("             after a message with a higher number");
        }
        return lines;
    }

    private static void stage(List<String> lines, String what, Long nanos) {
        if (nanos != null) {
            lines.add(at(nanos) + what);
        }
    }

    private static String at(long nanos) {
        return "%9.1f ms ".formatted(nanos / NANOS_PER_MILLI);
    }
}
