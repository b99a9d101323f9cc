package netkit.cli.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import picocli.CommandLine.Help.Ansi;

import netkit.cli.terminal.Paragraph;
import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Verdict.Boundaries;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.net.PrintableText;
import netkit.report.ComparedRun;

/** The overview of a comparison: a column for each transport, a row for each scenario, and a few marks in each cell. */
final class CompareMatrix {
    static final String LEGEND = "ok all exactly once and in order, -N lost, +N duplicated, ~N out of order,"
            + " ! failed, . not possible here, blank: not run";
    private static final int MAX_NAME = 20;

    /** One line of a cell. */
    private record Mark(String text, String colour) {}

    /** The content of a cell: marks below each other, and perhaps a time beside the first. */
    private record CellContent(List<Mark> marks, String time) {
        static final CellContent EMPTY = new CellContent(List.of(), "");
    }

    private final ComparedRun run;
    private final Ansi ansi;

    private CompareMatrix(ComparedRun run, Ansi ansi) {
        this.run = run;
        this.ansi = ansi;
    }

    /** Returns the matrix, with the p99 of each cell beside its marks if there is room, else in a second matrix. */
    static List<String> lines(ComparedRun run, Ansi ansi) {
        return new CompareMatrix(run, ansi).lines();
    }

    private List<String> lines() {
        List<Transport> all = run.experiment().transports();
        Grid both = new Grid(all, cell -> new CellContent(marks(cell), time(cell)), 3);
        List<String> lines = new ArrayList<>();
        if (both.width() <= CompareTable.WIDTH) {
            lines.addAll(both.lines(true));
            lines.addAll(Paragraph.wrap("", LEGEND + "; the time is p99", CompareTable.WIDTH));
            return lines;
        }
        addChunks(lines, all, cell -> new CellContent(marks(cell), ""), true);
        lines.addAll(Paragraph.wrap("", LEGEND, CompareTable.WIDTH));
        lines.add("");
        lines.add("p99, the 99th percentile of the latency from offer to delivery:");
        addChunks(lines, all, cell -> new CellContent(List.of(new Mark(time(cell), "")), ""), false);
        return lines;
    }

    /** Adds grids with as many transports beside each other as there is room for. */
    private void addChunks(List<String> lines, List<Transport> transports,
            Function<Cell, CellContent> content,
            boolean isMarks) {
        int from = 0;
        while (from < transports.size()) {
            int to = transports.size();
            Grid grid = fitting(transports.subList(from, to), content);
            while (grid.width() > CompareTable.WIDTH && to > from + 1) {
                to--;
                grid = fitting(transports.subList(from, to), content);
            }
            if (from > 0) {
                lines.add("");
            }
            lines.addAll(grid.lines(isMarks));
            from = to;
        }
    }

    private Grid fitting(List<Transport> transports, Function<Cell, CellContent> content) {
        Grid wide = new Grid(transports, content, 2);
        return wide.width() <= CompareTable.WIDTH ? wide : new Grid(transports, content, 1);
    }

    private static List<Mark> marks(Cell cell) {
        return switch (cell) {
            case Cell.Missing _ -> List.of(new Mark(".", ""));
            case Cell.Measured measured -> marks(measured);
        };
    }

    private static List<Mark> marks(Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        List<Mark> marks = new ArrayList<>();
        if (cell.failure().isPresent()) {
            marks.add(new Mark("!", "red"));
        }
        add(marks, '-', stats.lost().size(), "red");
        add(marks, '+', stats.duplicates().size(), "yellow");
        add(marks, '~', stats.outOfOrder().size(), "yellow");
        return marks.isEmpty() ? List.of(new Mark("ok", "green")) : marks;
    }

    private static void add(List<Mark> marks, char sign, int count, String colour) {
        if (count > 0) {
            marks.add(new Mark(sign + brief(count), colour));
        }
    }

    /** Returns at most 4 characters: {@code 9999}, {@code 12k}, {@code 1.0M}. */
    static String brief(int count) {
        return count < 10_000 ? "" + count
                : count < 999_500 ? Math.round(count / 1e3) + "k"
                        : String.format(Locale.ROOT, "%.1fM", count / 1e6);
    }

    private static String time(Cell cell) {
        return cell instanceof Cell.Measured measured
                ? measured.stats().latency().map(latency -> brief(latency.p99())).orElse("-")
                : "";
    }

    /** Returns at most 5 characters: {@code 0.4ms}, {@code 812ms}, {@code 3.2s}, {@code 1000s}. */
    static String brief(Duration time) {
        double millis = time.toNanos() / 1e6;
        return millis < 9.95 ? String.format(Locale.ROOT, "%.1fms", millis)
                : millis < 999.5 ? String.format(Locale.ROOT, "%.0fms", millis)
                        : millis < 99_950 ? String.format(Locale.ROOT, "%.1fs", millis / 1e3)
                                : String.format(Locale.ROOT, "%.0fs", millis / 1e3);
    }

    /** A part of the matrix: some of the transports, all of the scenarios. */
    private final class Grid {
        private final List<Transport> transports;
        private final Function<Cell, CellContent> content;
        private final int gap;
        private final int nameWidth;
        private final int[] markWidths;
        private final int[] timeWidths;
        private final int[] widths;

        Grid(List<Transport> transports, Function<Cell, CellContent> content, int gap) {
            this.transports = transports;
            this.content = content;
            this.gap = gap;
            this.nameWidth = Math.max("boundaries".length(), run.experiment().scenarios().stream()
                    .mapToInt(scenario -> name(scenario).length()).max().orElse(0));
            this.markWidths = new int[transports.size()];
            this.timeWidths = new int[transports.size()];
            this.widths = new int[transports.size()];
            for (int column = 0; column < widths.length; column++) {
                measure(column);
            }
        }

        private void measure(int column) {
            Transport transport = transports.get(column);
            for (Scenario scenario : run.experiment().scenarios()) {
                CellContent shown = content(scenario, transport);
                shown.marks.forEach(
                        mark -> markWidths[column] = Math.max(markWidths[column], mark.text.length()));
                timeWidths[column] = Math.max(timeWidths[column], shown.time.length());
            }
            int heading = heading(transport).stream().mapToInt(String::length).max().orElse(0);
            widths[column] = Math.max(heading,
                    markWidths[column] + (timeWidths[column] > 0 ? 1 + timeWidths[column] : 0));
        }

        private CellContent content(Scenario scenario, Transport transport) {
            return run.cell(scenario, transport).map(content).orElse(CellContent.EMPTY);
        }

        int width() {
            int width = nameWidth;
            for (int each : widths) {
                width += gap + each;
            }
            return width;
        }

        List<String> lines(boolean withBoundaries) {
            List<String> lines = new ArrayList<>();
            int height = transports.stream().mapToInt(transport -> heading(transport).size()).max().orElse(0);
            for (int i = 0; i < height; i++) {
                int line = i;
                lines.add(row("", transport -> {
                    List<String> heading = heading(transport);
                    return line < heading.size() ? heading.get(line) : "";
                }));
            }
            for (Scenario scenario : run.experiment().scenarios()) {
                addRows(lines, scenario);
            }
            if (withBoundaries) {
                lines.add(row("boundaries", CompareMatrix.this::boundaries));
            }
            return lines;
        }

        private String row(String name, Function<Transport, String> text) {
            StringBuilder row = new StringBuilder(pad(name, nameWidth));
            for (int column = 0; column < widths.length; column++) {
                row.append(" ".repeat(gap)).append(pad(text.apply(transports.get(column)), widths[column]));
            }
            return row.toString().stripTrailing();
        }

        private void addRows(List<String> lines, Scenario scenario) {
            List<CellContent> contents = transports.stream().map(transport -> content(scenario, transport))
                    .toList();
            int height = contents.stream().mapToInt(shown -> shown.marks.size()).max().orElse(0);
            for (int line = 0; line < Math.max(1, height); line++) {
                StringBuilder row = new StringBuilder(
                        ansi.string("@|bold " + pad(line == 0 ? name(scenario) : "", nameWidth) + "|@"));
                int blank = 0;
                for (int column = 0; column < widths.length; column++) {
                    CellContent shown = contents.get(column);
                    Optional<Mark> mark = line < shown.marks.size() ? Optional.of(shown.marks.get(line))
                            : Optional.empty();
                    String text = mark.map(Mark::text).orElse("");
                    String time = line == 0 ? shown.time : "";
                    String after = time.isEmpty() ? ""
                            : " ".repeat(markWidths[column] - text.length() + 1
                                    + timeWidths[column] - time.length()) + time;
                    int length = text.length() + after.length();
                    blank += gap;
                    if (length > 0) {
                        row.append(" ".repeat(blank)).append(coloured(text, mark)).append(after);
                        blank = widths[column] - length;
                    } else {
                        blank += widths[column];
                    }
                }
                lines.add(row.toString().stripTrailing());
            }
        }

        private String coloured(String text, Optional<Mark> mark) {
            String colour = mark.map(Mark::colour).orElse("");
            return colour.isEmpty() ? text : ansi.string("@|" + colour + " " + text + "|@");
        }
    }

    /** Returns the column heading, {@code socket.io+recovery} in two lines. */
    private static List<String> heading(Transport transport) {
        String name = transport.toString();
        int plus = name.indexOf('+');
        return plus < 0 ? List.of(name) : List.of(name.substring(0, plus), name.substring(plus));
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

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
