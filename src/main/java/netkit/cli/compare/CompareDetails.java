package netkit.cli.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine.Help.Ansi;

import netkit.cli.terminal.Paragraph;
import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.LedgerStats.Latency;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Verdict;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.wire.WireStats;
import netkit.net.PrintableText;
import netkit.report.LossReasons;
import netkit.report.ComparedRun;

/** The table of all cells: a row of numbers for each transport, grouped by scenario, with the verdict in words. */
final class CompareDetails {
    private static final String NOTHING = "-";
    /** Columns of the longest phrase of a verdict, with a few markers. */
    private static final int MAX_PHRASE = 30;

    /** A column of numbers, with a title of two lines. */
    private record Column(String above, String title, Function<Cell.Measured, String> value) {}

    private static final List<Column> COUNTS = List.of(
            new Column("deliv-", "ered", cell -> "" + cell.stats().reached(Stage.DELIVERED)),
            new Column("", "lost", cell -> "" + cell.stats().lost().size()),
            new Column("", "dup", cell -> "" + cell.stats().duplicates().size()),
            new Column("out of", "order", cell -> "" + cell.stats().outOfOrder().size()),
            new Column("own", "read", cell -> "" + cell.stats().ownRead()),
            new Column("p50", "ms", cell -> millis(cell, Latency::p50)),
            new Column("p99", "ms", cell -> millis(cell, Latency::p99)));
    private static final List<Column> WIRE = List.of(
            new Column("pack-", "ets", cell -> each(cell, WireStats::count, "%.2f")),
            new Column("", "bytes", cell -> each(cell, WireStats::bytes, "%.0f")),
            new Column("re-", "trans", cell -> cell.wire().map(wire -> "" + wire.retransmissions())
                    .orElse(NOTHING)));
    private static final List<Column> RECOVERY = List.of(
            new Column("recov", "ms", cell -> cell.recovery().map(CompareDetails::millis).orElse(NOTHING)));

    private static final String LEGEND = "dup: delivered more than once; out of order: delivered after a message"
            + " that was offered later; own read: one read returned exactly this message, its boundaries were kept;"
            + " p50, p99: latency from offer to delivery, median and 99th percentile";
    private static final String WIRE_LEGEND = "; packets, bytes: per offered message, everything on the wire in both"
            + " directions with headers, handshakes and acknowledgements; retrans: TCP segments, and datagrams of"
            + " udp+ack, that were retransmitted";
    private static final String RECOVERY_LEGEND = "; recov: recovery, from the end of the last fault to the next"
            + " delivery";
    private static final String VERDICT_LEGEND = ". The verdict puts these counts into words: it describes this run,"
            + " not the next one.";

    private final ComparedRun run;
    private final CompareFootnotes notes;
    private final Ansi ansi;
    private final List<Column> columns = new ArrayList<>(COUNTS);
    private final StringBuilder legend = new StringBuilder(LEGEND);
    private final int nameWidth;
    private final Map<Column, Integer> widths;

    private CompareDetails(ComparedRun run, CompareFootnotes notes, Ansi ansi) {
        this.run = run;
        this.notes = notes;
        this.ansi = ansi;
        if (run.measured().stream().anyMatch(cell -> cell.wire().isPresent())) {
            columns.addAll(WIRE);
            legend.append(WIRE_LEGEND);
        }
        if (run.measured().stream().anyMatch(cell -> cell.recovery().isPresent())) {
            columns.addAll(RECOVERY);
            legend.append(RECOVERY_LEGEND);
        }
        legend.append(VERDICT_LEGEND);
        nameWidth = run.cells().stream().mapToInt(cell -> name(cell).length()).max().orElse(1);
        widths = columns.stream()
                .collect(Collectors.toMap(column -> column, column -> width(column, run.measured())));
    }

    /** @param notes collects the footnotes of the rows */
    static List<String> lines(ComparedRun run, CompareFootnotes notes, Ansi ansi) {
        return new CompareDetails(run, notes, ansi).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("", Column::above).stripTrailing());
        lines.add(row("", Column::title) + "  verdict");
        Map<Scenario, List<Cell>> byScenario = new LinkedHashMap<>();
        run.cells().forEach(
                cell -> byScenario.computeIfAbsent(cell.scenario(), _ -> new ArrayList<>()).add(cell));
        byScenario.forEach((scenario, cells) -> {
            String markers = notes.markers(scenario, run.measured(scenario));
            String title = Paragraph.clip(
                    PrintableText.escapeControls(scenario.name() + ": " + scenario.title()),
                    CompareTable.WIDTH - markers.length());
            lines.add(ansi.string("@|bold " + title + "|@") + markers);
            Set<MissingReason> explained = new HashSet<>();
            for (Cell cell : cells) {
                switch (cell) {
                    case Cell.Measured measured -> addMeasured(lines, measured);
                    case Cell.Missing(_, _, var reason) -> {
                        if (explained.add(reason)) {
                            lines.addAll(missing(reason, cells));
                        }
                    }
                }
            }
        });
        lines.add("");
        lines.addAll(Paragraph.wrap("", legend.toString(), CompareTable.WIDTH));
        return lines;
    }

    /** Returns the lines for all transports that this scenario is not run for, for this reason. */
    private List<String> missing(MissingReason reason, List<Cell> cells) {
        String names = cells.stream()
                .filter(cell -> cell instanceof Cell.Missing missing && missing.reason().equals(reason))
                .map(cell -> cell.transport().toString()).collect(Collectors.joining(", "));
        return Paragraph.wrap(" ", names + ": " + reason.brief() + " " + notes.marker(reason.reason()),
                CompareTable.WIDTH);
    }

    private void addMeasured(List<String> lines, Cell.Measured cell) {
        lines.addAll(verdictLines(cell));
        if (!cell.stats().lost().isEmpty()) {
            lines.addAll(Paragraph.wrap(" ".repeat(nameWidth + 2),
                    PrintableText.escapeControls(LossReasons.line(cell)), CompareTable.WIDTH));
        }
    }

    /** Returns the numbers and the verdict, which continues on another line where it does not fit. */
    private List<String> verdictLines(Cell.Measured cell) {
        List<String> phrases = phrases(cell.stats());
        String markers = notes.markers(cell);
        List<String> lines = new ArrayList<>();
        String numbers = row(name(cell), column -> column.value().apply(cell));
        int start = Math.min(numbers.length(), CompareTable.WIDTH - MAX_PHRASE);
        StringBuilder line = new StringBuilder(numbers);
        int end = numbers.length();
        String separator = "  ";
        for (int i = 0; i < phrases.size(); i++) {
            boolean isLast = i == phrases.size() - 1;
            String rest = isLast ? markers : ",";
            String phrase = phrases.get(i);
            if (end + separator.length() + phrase.length() + rest.length() > CompareTable.WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(start));
                end = start;
                separator = "  ";
            }
            line.append(separator).append(coloured(phrase, cell)).append(rest);
            end += separator.length() + phrase.length() + rest.length();
            separator = " ";
        }
        lines.add(line.toString());
        return lines;
    }

    /** Returns delivery and order; boundaries have a column of their own. */
    private static List<String> phrases(LedgerStats stats) {
        List<String> words = stats.verdict().words();
        return words.subList(0, Math.min(2, words.size()));
    }

    private String coloured(String phrase, Cell.Measured cell) {
        Verdict verdict = cell.stats().verdict();
        boolean good = phrase.startsWith("exactly once")
                || phrase.equals("in order") && verdict.order() == Verdict.Order.IN_ORDER;
        return ansi.string((good ? "@|green " : "@|yellow ") + phrase + "|@");
    }

    private static String name(Cell cell) {
        return " " + cell.transport();
    }

    private String row(String name, Function<Column, String> value) {
        StringBuilder row = new StringBuilder(("%-" + nameWidth + "s").formatted(name));
        for (Column column : columns) {
            row.append((" %" + widths.get(column) + "s").formatted(value.apply(column)));
        }
        return row.toString();
    }

    private static int width(Column column, List<Cell.Measured> cells) {
        Stream<String> values = cells.stream().map(column.value());
        return Stream.concat(values, Stream.of(column.above(), column.title())).mapToInt(String::length).max()
                .orElseThrow();
    }

    private static String each(Cell.Measured cell, Function<WireStats, Long> count, String format) {
        int offered = cell.stats().reached(Stage.OFFERED);
        return cell.wire().filter(_ -> offered > 0)
                .map(wire -> String.format(Locale.ROOT, format, (double) count.apply(wire) / offered))
                .orElse(NOTHING);
    }

    private static String millis(Cell.Measured cell, Function<Latency, Duration> percentile) {
        return cell.stats().latency().map(percentile).map(CompareDetails::millis).orElse(NOTHING);
    }

    /** Returns three digits or more: {@code 0.41}, {@code 12.3}, {@code 3217}. */
    static String millis(Duration time) {
        double millis = time.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 9.995 ? "%.2f" : millis < 99.95 ? "%.1f" : "%.0f", millis);
    }
}
