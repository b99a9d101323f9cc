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

import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Table;
import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats.Latency;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Verdict;
import netkit.compare.link.Transport.Framing;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.wire.WireStats;
import netkit.net.PrintableText;
import netkit.report.LossReasons;
import netkit.report.ComparedRun;
import netkit.report.Numbers;
import netkit.report.WireCost;

/** The table of all cells: a row of numbers for each transport, grouped by scenario, with the verdict in words. */
final class CompareDetails {
    private static final String NOTHING = "-";
    /** Columns of the longest phrase of a verdict, with a few markers. */
    private static final int MIN_VERDICT = 30;

    /** A column of numbers, with a title of two lines. */
    private record Column(String title, Function<Cell.Measured, String> value) {}

    private static final List<Column> COUNTS = List.of(
            new Column("deliv-\nered", cell -> "" + cell.stats().reached(Stage.DELIVERED)),
            new Column("\nlost", cell -> "" + cell.stats().lost().size()),
            new Column("\ndup", cell -> "" + cell.stats().duplicates().size()),
            new Column("out of\norder", cell -> "" + cell.stats().outOfOrder().size()),
            new Column("own\nread", cell -> "" + cell.stats().ownRead()),
            new Column("p50\nms", cell -> millis(cell, Latency::p50)),
            new Column("p99\nms", cell -> millis(cell, Latency::p99)));
    private static final List<Column> RECOVERY = List.of(
            new Column("recov\nms", cell -> cell.recovery().map(time -> Numbers.digits(time.toNanos() / 1e6))
                    .orElse(NOTHING)));

    private static final List<String> PERFECT = phrases(
            new Verdict(Verdict.Delivery.EXACTLY_ONCE, Verdict.Order.IN_ORDER,
                    Verdict.Boundaries.BOUNDARIES_KEPT));

    private static final String LEGEND = "dup: delivered more than once; out of order: delivered after a message"
            + " that was offered later; own read: one read returned exactly this message, its boundaries were kept;"
            + " p50, p99: half of the messages, and 99 of 100, were delivered within this time";
    private static final String WIRE_LEGEND = "; packets, bytes: per offered message, everything on the wire in both"
            + " directions with headers, handshakes and acknowledgements; retrans: TCP segments, and datagrams of"
            + " udp+ack, that were retransmitted";
    private static final String RECOVERY_LEGEND = "; recov: recovery, from the end of the last fault to the next"
            + " delivery";
    private static final String NO_VERDICT_LEGEND = "; a row without a verdict below it: exactly once, in order";
    private static final String VERDICT_LEGEND = ". The verdict puts these counts into words: it describes this run,"
            + " not the next one.";

    /** Of the wire, which the two directions of a trial share: only the first has them. */
    private final List<Column> wire = List.of(
            new Column("pack-\nets", cell -> each(cell, WireStats::count, "%.2f")),
            new Column("\nbytes", cell -> each(cell, WireStats::bytes, "%.0f")),
            new Column("re-\ntrans", cell -> cell.direction() != Direction.TO_BOB ? ""
                    : cell.wire().map(seen -> "" + seen.retransmissions()).orElse(NOTHING)));
    private final ComparedRun run;
    private final CompareFootnotes notes;
    private final Style style;
    private final List<Column> columns = new ArrayList<>(COUNTS);
    private final StringBuilder legend = new StringBuilder(LEGEND);
    private final int indent;

    private CompareDetails(ComparedRun run, CompareFootnotes notes, Style style) {
        this.run = run;
        this.notes = notes;
        this.style = style;
        if (run.measured().stream().anyMatch(cell -> cell.wire().isPresent())) {
            columns.addAll(wire);
            legend.append(WIRE_LEGEND);
        }
        if (run.measured().stream().anyMatch(cell -> cell.recovery().isPresent())) {
            columns.addAll(RECOVERY);
            legend.append(RECOVERY_LEGEND);
        }
        indent = run.cells().stream().mapToInt(cell -> name(cell).length()).max().orElse(1) + 2;
    }

    /** @param notes collects the footnotes of the rows */
    static List<String> lines(ComparedRun run, CompareFootnotes notes, Style style) {
        CompareDetails details = new CompareDetails(run, notes, style);
        Table beside = details.table(true);
        boolean fits = beside.fits(style.width());
        List<String> lines = new ArrayList<>((fits ? beside : details.table(false)).lines(style.width()));
        lines.add("");
        lines.addAll(style.wrap("", details.legend + (fits ? "" : NO_VERDICT_LEGEND) + VERDICT_LEGEND));
        return lines;
    }

    /** @param beside whether the verdicts stand beside the numbers, else below the rows */
    private Table table(boolean beside) {
        Table table = new Table(1).left("", 0);
        columns.forEach(column -> table.right(column.title(), 0));
        if (beside) {
            table.left("", 0).words(" \nverdict", MIN_VERDICT);
        }
        Map<Scenario, List<Cell>> byScenario = new LinkedHashMap<>();
        run.cells().forEach(
                cell -> byScenario.computeIfAbsent(cell.scenario(), _ -> new ArrayList<>()).add(cell));
        byScenario.forEach((scenario, cells) -> {
            String markers = notes.markers(scenario, run.measured(scenario));
            String title = Paragraph.clip(
                    PrintableText.escapeControls(scenario.name() + ": " + scenario.title()),
                    style.width() - markers.length());
            table.line(style.bold(title) + markers);
            Set<MissingReason> explained = new HashSet<>();
            for (Cell cell : cells) {
                switch (cell) {
                    case Cell.Measured measured -> addMeasured(table, measured, beside);
                    case Cell.Missing(_, _, var reason) -> {
                        if (explained.add(reason)) {
                            missing(reason, cells).forEach(table::line);
                        }
                    }
                }
            }
        });
        return table;
    }

    /** Returns the lines for all transports that this scenario is not run for, for this reason. */
    private List<String> missing(MissingReason reason, List<Cell> cells) {
        String names = cells.stream()
                .filter(cell -> cell instanceof Cell.Missing missing && missing.reason().equals(reason))
                .map(cell -> cell.transport().toString()).collect(Collectors.joining(", "));
        return style.wrap(" ", names + ": " + reason.brief() + " " + notes.marker(reason.reason()));
    }

    private void addMeasured(Table table, Cell.Measured cell, boolean beside) {
        List<String> row = new ArrayList<>(List.of(name(cell)));
        columns.forEach(column -> row.add(column.value().apply(cell)));
        List<String> phrases = phrases(cell.stats().verdict());
        String markers = notes.markers(cell);
        String verdict = phrases.stream().map(phrase -> coloured(phrase, cell))
                .collect(Collectors.joining(", ")) + markers;
        if (beside) {
            row.add("");
            row.add(verdict);
        }
        table.row(row);
        if (!beside && !(phrases.equals(PERFECT) && markers.isEmpty())) {
            style.wrap(" ".repeat(indent), verdict).forEach(table::line);
        }
        if (cell.transport().framing() != Framing.NONE && cell.direction() == Direction.TO_BOB) {
            WireCost.connections(run.experiment(), cell)
                    .ifPresent(words -> style.wrap(" ".repeat(indent), words).forEach(table::line));
        }
        if (!cell.stats().lost().isEmpty()) {
            style.wrap(" ".repeat(indent), PrintableText.escapeControls(LossReasons.line(cell)))
                    .forEach(table::line);
        }
    }

    /** Returns delivery and order; boundaries have a column of their own. */
    private static List<String> phrases(Verdict verdict) {
        List<String> words = verdict.words();
        return words.subList(0, Math.min(2, words.size()));
    }

    private String coloured(String phrase, Cell.Measured cell) {
        Verdict verdict = cell.stats().verdict();
        boolean good = phrase.startsWith("exactly once")
                || phrase.equals("in order") && verdict.order() == Verdict.Order.IN_ORDER;
        return style.coloured(good ? "green" : "yellow", phrase);
    }

    private static String name(Cell cell) {
        return cell.direction() == Direction.TO_BOB ? " " + cell.transport() : "   " + cell.direction();
    }

    private String each(Cell.Measured cell, Function<WireStats, Long> count, String format) {
        if (cell.direction() != Direction.TO_BOB) {
            return "";
        }
        int offered = WireCost.messages(run.experiment(), cell);
        return cell.wire().filter(_ -> offered > 0)
                .map(wire -> String.format(Locale.ROOT, format, (double) count.apply(wire) / offered))
                .orElse(NOTHING);
    }

    private static String millis(Cell.Measured cell, Function<Latency, Duration> percentile) {
        return cell.stats().latency().map(percentile).map(time -> Numbers.digits(time.toNanos() / 1e6))
                .orElse(NOTHING);
    }
}
