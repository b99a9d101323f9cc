package netkit.cli.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Table;
import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Verdict.Boundaries;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario;
import netkit.net.PrintableText;
import netkit.report.ComparedRun;

/**
 * The overview of a comparison: a column for each transport, a row for each scenario and direction, and a few marks in each
 * cell.
 */
final class CompareMatrix {
    private static final String P99 = "99 of 100 messages were delivered within it, 1 took longer";
    /** Keeps the words of an entry of the legend on one line. */
    private static final char NO_BREAK = '\u00a0';
    private static final int MAX_NAME = 20;

    private final ComparedRun run;
    private final Style style;
    private final List<Row> rows;

    /** What a row shows of each transport. */
    private record Row(Scenario scenario, Direction direction) {}

    private CompareMatrix(ComparedRun run, Style style) {
        this.run = run;
        this.rows = run.experiment().scenarios().stream()
                .flatMap(scenario -> run.directions().stream().map(direction -> new Row(scenario, direction)))
                .toList();
        this.style = style;
    }

    /** Returns the matrix, with the p99 of each cell beside its marks if there is room, else in a second matrix. */
    static List<String> lines(ComparedRun run, Style style) {
        return new CompareMatrix(run, style).lines();
    }

    private List<String> lines() {
        List<Transport> all = run.experiment().transports();
        Table both = table(all, this::marksAndTimes, true, 3);
        if (both.width() <= style.width()) {
            List<String> lines = new ArrayList<>(both.lines(style.width()));
            lines.addAll(legend());
            lines.addAll(style.wrap("", "the time is p99: " + P99));
            return lines;
        }
        List<String> lines = new ArrayList<>(inParts(this::marks, true));
        lines.addAll(legend());
        lines.add("");
        lines.addAll(style.wrap("", "p99, a time from offer to delivery: " + P99));
        lines.addAll(inParts(this::times, false));
        return lines;
    }

    /** Returns what the marks of this run mean. */
    private List<String> legend() {
        List<Cell.Measured> cells = run.measured();
        List<String> entries = new ArrayList<>();
        entries.add("ok all exactly once and in order");
        addEntry(entries, "-N lost", cells.stream().anyMatch(cell -> !cell.stats().lost().isEmpty()));
        addEntry(entries, "+N duplicated",
                cells.stream().anyMatch(cell -> !cell.stats().duplicates().isEmpty()));
        addEntry(entries, "~N out of order",
                cells.stream().anyMatch(cell -> !cell.stats().outOfOrder().isEmpty()));
        addEntry(entries, "! failed", cells.stream().anyMatch(cell -> cell.failure().isPresent()));
        addEntry(entries, ". not possible here", cells.size() < run.cells().size());
        addEntry(entries, "blank: not run", !run.isComplete());
        String text = entries.stream().map(entry -> entry.replace(' ', NO_BREAK))
                .collect(Collectors.joining(", "));
        return style.wrap("", text).stream().map(line -> line.replace(NO_BREAK, ' ')).toList();
    }

    private static void addEntry(List<String> entries, String entry, boolean isUsed) {
        if (isUsed) {
            entries.add(entry);
        }
    }

    /** Returns tables with as many transports beside each other as there is room for. */
    private List<String> inParts(Function<Transport, List<String>> column, boolean withBoundaries) {
        List<String> lines = new ArrayList<>();
        List<Transport> rest = run.experiment().transports();
        while (!rest.isEmpty()) {
            int count = rest.size() + 1;
            Table table;
            do {
                count--;
                table = table(rest.subList(0, count), column, withBoundaries, 2);
                if (table.width() > style.width()) {
                    table = table(rest.subList(0, count), column, withBoundaries, 1);
                }
            } while (table.width() > style.width() && count > 1);
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(table.lines(style.width()));
            rest = rest.subList(count, rest.size());
        }
        return lines;
    }

    /** @param column returns the cells of a transport, one for each row */
    private Table table(List<Transport> transports, Function<Transport, List<String>> column,
            boolean withBoundaries, int gap) {
        Table table = new Table(gap).left("", "boundaries".length());
        transports.forEach(transport -> table.left(transport.toString().replace("+", "\n+"), 0));
        List<List<String>> columns = transports.stream().map(column).toList();
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = new ArrayList<>();
            row.add(rows.get(i).direction == Direction.TO_BOB ? style.bold(name(rows.get(i).scenario))
                    : "  " + rows.get(i).direction);
            for (List<String> cells : columns) {
                row.add(cells.get(i));
            }
            table.row(row);
        }
        if (withBoundaries) {
            List<String> row = new ArrayList<>(List.of("boundaries"));
            transports.forEach(transport -> row.add(boundaries(transport)));
            table.row(row);
        }
        return table;
    }

    private List<String> marksAndTimes(Transport transport) {
        List<String> marks = marks(transport);
        List<String> times = times(transport);
        Table cells = new Table(1).left("", 0).right("", 0);
        for (int i = 0; i < marks.size(); i++) {
            cells.row(marks.get(i), times.get(i));
        }
        return cells.padded().stream().map(lines -> String.join("\n", lines)).toList();
    }

    private List<String> marks(Transport transport) {
        return column(transport, cell -> switch (cell) {
            case Cell.Missing _ -> ".";
            case Cell.Measured measured -> marks(measured);
        });
    }

    private List<String> times(Transport transport) {
        return column(transport, cell -> switch (cell) {
            case Cell.Missing _ -> "";
            case Cell.Measured measured -> measured.stats().latency().map(latency -> brief(latency.p99()))
                    .orElse("-");
        });
    }

    private List<String> column(Transport transport, Function<Cell, String> content) {
        return rows.stream()
                .map(row -> run.cell(row.scenario, transport, row.direction).map(content).orElse(""))
                .toList();
    }

    /** Returns a line for each mark. */
    private String marks(Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        List<String> marks = new ArrayList<>();
        if (cell.failure().isPresent()) {
            marks.add(style.coloured("red", "!"));
        }
        add(marks, '-', stats.lost().size(), "red");
        add(marks, '+', stats.duplicates().size(), "yellow");
        add(marks, '~', stats.outOfOrder().size(), "yellow");
        return marks.isEmpty() ? style.coloured("green", "ok") : String.join("\n", marks);
    }

    private void add(List<String> marks, char sign, int count, String colour) {
        if (count > 0) {
            marks.add(style.coloured(colour, sign + brief(count)));
        }
    }

    /** Returns at most 4 characters: {@code 9999}, {@code 12k}, {@code 1.0M}. */
    static String brief(int count) {
        return count < 10_000 ? "" + count
                : count < 999_500 ? Math.round(count / 1e3) + "k"
                        : String.format(Locale.ROOT, "%.1fM", count / 1e6);
    }

    /** Returns at most 5 characters: {@code 0.4ms}, {@code 812ms}, {@code 3.2s}, {@code 1000s}. */
    static String brief(Duration time) {
        double millis = time.toNanos() / 1e6;
        return millis < 9.95 ? String.format(Locale.ROOT, "%.1fms", millis)
                : millis < 999.5 ? String.format(Locale.ROOT, "%.0fms", millis)
                        : millis < 99_950 ? String.format(Locale.ROOT, "%.1fs", millis / 1e3)
                                : String.format(Locale.ROOT, "%.0fs", millis / 1e3);
    }

    private static String name(Scenario scenario) {
        return Paragraph.clip(PrintableText.escapeControls(scenario.name()), MAX_NAME);
    }

    /** Returns whether every read returned exactly one message, over all scenarios. */
    private String boundaries(Transport transport) {
        List<Boundaries> found = run.measured().stream()
                .filter(cell -> cell.transport() == transport && cell.stats().latency().isPresent())
                .map(cell -> cell.stats().verdict().boundaries()).distinct().toList();
        return found.isEmpty() ? "" : found.contains(Boundaries.BOUNDARIES_LOST) ? "lost" : "kept";
    }
}
