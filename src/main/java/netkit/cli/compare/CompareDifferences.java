package netkit.cli.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.cli.compare.SavedRun.SavedStats;
import netkit.cli.compare.SavedRun.SavedCell;
import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.LedgerStats.Latency;
import netkit.net.PrintableText;
import netkit.report.ComparedRun;
import netkit.report.Numbers;

/** The differences between a saved result and a new run of the same experiment. */
final class CompareDifferences {
    private final SavedRun then;
    private final ComparedRun now;

    CompareDifferences(SavedRun then, ComparedRun now) {
        this.then = then;
        this.now = now;
    }

    /** Returns a line or more for each cell: {@code udp, loss: the same 104 lost; p99 0.31 ms then, 0.29 ms now}. */
    List<String> lines(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        for (Cell cell : now.cells()) {
            String where = cell.transport() + ", " + PrintableText.escapeControls(cell.scenario().name())
                    + ": ";
            lines.addAll(style.wrap(where, words(cell)));
        }
        return lines;
    }

    private String summary() {
        List<Cell.Measured> both = now.measured().stream().filter(cell -> saved(cell).isPresent()).toList();
        long verdicts = both.stream().filter(this::hasSameVerdict).count();
        long lost = both.stream().filter(cell -> {
            LedgerStats stats = cell.stats();
            return isSame(saved(cell).orElseThrow().stats().lost(), stats.lost());
        }).count();
        return "Of %s run both times, %d have the same verdict and %d lost the same messages."
                .formatted(Numbers.counted(both.size(), "cell"), verdicts, lost);
    }

    /** Returns the saved cell, if it was run then. */
    private Optional<SavedCell> saved(Cell cell) {
        return then.cell(cell.scenario(), cell.transport()).filter(saved -> saved.stats() != null);
    }

    private boolean hasSameVerdict(Cell.Measured cell) {
        return saved(cell).orElseThrow().verdict().words().equals(words(cell.stats()));
    }

    private String words(Cell cell) {
        return switch (cell) {
            case Cell.Missing(_, _, var reason) -> saved(cell).isEmpty()
                    ? "not run either time (" + reason.brief() + ")"
                    : "run then, not now (" + reason.brief() + ")";
            case Cell.Measured measured -> saved(measured).map(saved -> words(saved, measured))
                    .orElse("not run then; now " + words(measured.stats()));
        };
    }

    private static String words(LedgerStats stats) {
        return String.join(", ", stats.verdict().words());
    }

    private String words(SavedCell saved, Cell.Measured cell) {
        SavedStats before = saved.stats();
        LedgerStats stats = cell.stats();
        List<String> parts = new ArrayList<>();
        if (!hasSameVerdict(cell)) {
            parts.add("'" + PrintableText.escapeControls(saved.verdict().words()) + "' then, '"
                    + words(stats) + "' now");
        }
        parts.add(words(before.lost(), stats.lost(), "lost").orElse("nothing lost either time"));
        words(before.duplicates(), stats.duplicates(), "duplicated").ifPresent(parts::add);
        words(before.outOfOrder(), stats.outOfOrder(), "out of order").ifPresent(parts::add);
        parts.add("p99 " + p99(before.p99Millis()) + " then, "
                + p99(stats.latency().map(Latency::p99).map(time -> time.toNanos() / 1e6).orElse(null))
                + " now");
        return String.join("; ", parts);
    }

    /** Returns empty if there were none either time. */
    private static Optional<String> words(List<Integer> before, List<Integer> after, String what) {
        if (before.isEmpty() && after.isEmpty()) {
            return Optional.empty();
        }
        if (isSame(before, after)) {
            return Optional.of("the same " + after.size() + " " + what);
        }
        int common = common(before, after);
        String same = before.isEmpty() || after.isEmpty() ? ""
                : ", " + (common == 0 ? "none" : common) + " of them the same";
        return Optional.of(before.size() + " " + what + " then, " + after.size() + " now" + same);
    }

    private static boolean isSame(List<Integer> before, List<Integer> after) {
        return new HashSet<>(before).equals(new HashSet<>(after));
    }

    private static int common(List<Integer> before, List<Integer> after) {
        Set<Integer> both = new HashSet<>(before);
        both.retainAll(new HashSet<>(after));
        return both.size();
    }

    private static String p99(Double millis) {
        return millis == null ? "none" : CompareMatrix.brief(Duration.ofNanos((long) (millis * 1e6)));
    }

    /** Returns the differences for the JSON of the new result. */
    JsonObject json(String file) {
        JsonObject json = new JsonObject();
        json.addProperty("file", file);
        JsonArray cells = new JsonArray();
        for (Cell.Measured cell : now.measured()) {
            saved(cell).ifPresent(saved -> cells.add(json(saved, cell)));
        }
        json.add("cells", cells);
        return json;
    }

    private static JsonObject json(SavedCell saved, Cell.Measured cell) {
        JsonObject json = new JsonObject();
        json.addProperty("scenario", saved.scenario());
        json.addProperty("transport", saved.transport());
        json.add("verdictThen", new Gson().toJsonTree(saved.verdict()));
        json.add("verdictNow", CompareJson.verdict(cell.stats().verdict()));
        add(json, "lost", saved.stats().lost(), cell.stats().lost());
        add(json, "duplicates", saved.stats().duplicates(), cell.stats().duplicates());
        add(json, "outOfOrder", saved.stats().outOfOrder(), cell.stats().outOfOrder());
        json.addProperty("p99MillisThen", saved.stats().p99Millis());
        json.addProperty("p99MillisNow",
                cell.stats().latency().map(latency -> latency.p99().toNanos() / 1e6).orElse(null));
        return json;
    }

    private static void add(JsonObject json, String name, List<Integer> before, List<Integer> after) {
        json.addProperty(name + "Then", before.size());
        json.addProperty(name + "Now", after.size());
        json.addProperty(name + "Both", common(before, after));
    }
}
