package netkit.cli.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import netkit.cli.compare.SavedCell.SavedStats;
import netkit.cli.compare.SavedCell.SavedVerdict;
import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.scenario.Direction;
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
            String where = cell.row() + ", " + PrintableText.escapeControls(cell.scenario().name())
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
    private Optional<SavedCell.Measured> saved(Cell cell) {
        return then.cell(cell.scenario(), cell.transport(), cell.direction());
    }

    private boolean hasSameVerdict(Cell.Measured cell) {
        return saved(cell).orElseThrow().verdict().equals(SavedVerdict.of(cell.stats().verdict()));
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

    private String words(SavedCell.Measured saved, Cell.Measured cell) {
        SavedStats before = saved.stats();
        LedgerStats stats = cell.stats();
        List<String> parts = new ArrayList<>();
        if (!hasSameVerdict(cell)) {
            parts.add("'" + saved.verdict().words() + "' then, '" + words(stats) + "' now");
        }
        parts.add(words(before.lost(), stats.lost(), "lost").orElse("nothing lost either time"));
        words(before.duplicates(), stats.duplicates(), "duplicated").ifPresent(parts::add);
        words(before.outOfOrder(), stats.outOfOrder(), "out of order").ifPresent(parts::add);
        parts.add("p99 " + p99(before.p99Millis()) + " then, "
                + p99(SavedStats.p99Millis(stats)) + " now");
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

    /** The differences for the JSON of the new result. */
    record Replay(String file, List<Difference> cells) {}

    record Difference(String scenario, String transport, Direction direction, SavedVerdict verdictThen,
            SavedVerdict verdictNow,
            int lostThen, int lostNow, int lostBoth, int duplicatesThen, int duplicatesNow,
            int duplicatesBoth,
            int outOfOrderThen, int outOfOrderNow, int outOfOrderBoth, Double p99MillisThen,
            Double p99MillisNow) {
        private static Difference of(SavedCell.Measured saved, Cell.Measured cell) {
            SavedStats before = saved.stats();
            LedgerStats after = cell.stats();
            return new Difference(saved.scenario(), saved.transport(), cell.direction(), saved.verdict(),
                    SavedVerdict.of(after.verdict()), before.lost().size(), after.lost().size(),
                    common(before.lost(), after.lost()), before.duplicates().size(),
                    after.duplicates().size(),
                    common(before.duplicates(), after.duplicates()), before.outOfOrder().size(),
                    after.outOfOrder().size(), common(before.outOfOrder(), after.outOfOrder()),
                    before.p99Millis(), SavedStats.p99Millis(after));
        }
    }

    /** @param file the name of the saved result's file */
    Replay json(String file) {
        return new Replay(file, now.measured().stream()
                .flatMap(cell -> saved(cell).map(saved -> Difference.of(saved, cell)).stream()).toList());
    }
}
