package netkit.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import netkit.compare.Account;
import netkit.compare.Account.Latency;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.Scenario;
import netkit.compare.Workload;
import picocli.CommandLine.Help.Ansi;

/** The result of {@code netkit compare} for people, in at most {@link #WIDTH} columns. */
final class CompareTable {
    static final int WIDTH = 100;
    /** A phrase of the verdict with a few markers. */
    private static final int LONGEST_PHRASE = 34;

    /** A column of numbers, with a title of two lines. */
    private record Column(String above, String title, Function<Cell.Measured, String> value) {}

    private static final List<String> LEGEND = List.of(
            "sent         send() took it, which says nothing about its arrival",
            "delivered    the receiving program got it; lost: sent, but never delivered",
            "came twice   delivered more than once; wrong order: came after one that was sent later",
            "alone        one read(), receive(), WebSocket message or event gave exactly this: boundaries kept",
            "full size    bytes of the stream that a message took, with framing and handshake; or of a datagram",
            "p50 and p99  half, and 99 of 100, took at most this long from send() to the receiver",
            "verdict      these counts in words: what this run showed, not what the next one will");

    private static final List<String> GOOD = List.of("exactly once", "in order", "boundaries kept");

    private final Experiment experiment;
    private final List<Cell> cells;
    private final Ansi ansi;
    private final List<Column> columns;
    private final int nameWidth;
    private final Map<Column, Integer> widths;
    private final List<String> footnotes = new ArrayList<>();

    private CompareTable(Experiment experiment, List<Cell> cells, Ansi ansi) {
        this.experiment = experiment;
        this.cells = cells;
        this.ansi = ansi;
        this.columns = columns(experiment.workload().size());
        this.nameWidth = cells.stream().mapToInt(cell -> name(cell).length()).max().orElse(1);
        this.widths = columns.stream().collect(Collectors.toMap(column -> column, this::width));
    }

    private static List<Column> columns(int size) {
        return List.of(
                new Column("", "sent", cell -> "" + cell.account().sent()),
                new Column("deliv-", "ered", cell -> "" + cell.account().delivered()),
                new Column("", "lost", cell -> "" + cell.account().lost().size()),
                new Column("came", "twice", cell -> "" + cell.account().duplicated().size()),
                new Column("wrong", "order", cell -> "" + cell.account().outOfOrder().size()),
                new Column("", "alone", cell -> "" + cell.account().alone()),
                new Column("full", "size", cell -> bytes(cell.bytesPerMessage(size))),
                new Column("p50", "ms", cell -> millis(cell.account(), Latency::p50)),
                new Column("p99", "ms", cell -> millis(cell.account(), Latency::p99)));
    }

    /** @param cells may be fewer than the experiment has, when it was stopped */
    static List<String> lines(Experiment experiment, List<Cell> cells, Ansi ansi) {
        return new CompareTable(experiment, cells, ansi).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>(wrap("", heading()));
        if (!cells.isEmpty()) {
            lines.add("");
            addTable(lines);
            lines.add("");
            lines.addAll(LEGEND);
        }
        for (int i = 0; i < footnotes.size(); i++) {
            lines.addAll(wrap(marker(i) + " ", footnotes.get(i)));
        }
        if (cells.size() < experiment.cells()) {
            lines.add("stopped: %d of %d were tried".formatted(cells.size(), experiment.cells()));
        }
        return lines;
    }

    private void addTable(List<String> lines) {
        lines.add(row("", Column::above).stripTrailing());
        lines.add(row("", Column::title) + " verdict");
        Map<Scenario, List<Cell>> byScenario = new LinkedHashMap<>();
        cells.forEach(cell -> byScenario.computeIfAbsent(cell.scenario(), _ -> new ArrayList<>()).add(cell));
        byScenario.forEach((scenario, tried) -> {
            lines.add(ansi.string("@|bold " + scenario + "|@: " + scenario.words()));
            Set<Cell.Absence> told = new HashSet<>();
            for (Cell cell : tried) {
                switch (cell) {
                    case Cell.Measured measured -> lines.addAll(lines(measured));
                    case Cell.Missing(_, _, var absence) -> {
                        if (told.add(absence)) {
                            lines.add(line(absence, tried));
                        }
                    }
                }
            }
        });
    }

    private String heading() {
        Workload workload = experiment.workload();
        return "%d messages of %d bytes, %s/s in bursts of %d, through a relay on this machine; seed %d"
                .formatted(workload.messages(), workload.size(), number(workload.perSecond()),
                        workload.burst(), experiment.seed());
    }

    /** All transports for which the scenario does not exist for this reason. */
    private String line(Cell.Absence absence, List<Cell> tried) {
        String names = tried.stream()
                .filter(cell -> cell instanceof Cell.Missing missing && missing.absence().equals(absence))
                .map(cell -> cell.transport().toString()).collect(Collectors.joining(", "));
        return " " + names + ": " + absence.brief() + " " + footnote(absence.reason());
    }

    /** The numbers and the verdict, which goes on in a further line where it does not fit. */
    private List<String> lines(Cell.Measured cell) {
        List<String> phrases = new ArrayList<>(cell.account().verdict().words());
        String markers = CompareNotes.of(experiment.workload(), cell).stream()
                .map(note -> " " + footnote(note)).collect(Collectors.joining());
        phrases.add(phrases.removeLast() + markers);
        List<String> lines = new ArrayList<>();
        String line = row(name(cell), column -> column.value().apply(cell));
        int start = Math.min(line.length(), WIDTH - LONGEST_PHRASE);
        int end = line.length();
        String separator = " ";
        for (String phrase : phrases) {
            int comma = phrase.equals(phrases.getLast()) ? 0 : 1;
            if (end + separator.length() + phrase.length() + comma > WIDTH) {
                lines.add(line + separator.strip());
                line = " ".repeat(start);
                end = start;
                separator = " ";
            }
            line += separator + coloured(phrase);
            end += separator.length() + phrase.length();
            separator = ", ";
        }
        lines.add(line);
        return lines;
    }

    private String coloured(String phrase) {
        boolean good = GOOD.stream().anyMatch(phrase::startsWith);
        return ansi.string((good ? "@|green " : "@|yellow ") + phrase + "|@");
    }

    private String footnote(String text) {
        if (!footnotes.contains(text)) {
            footnotes.add(text);
        }
        return marker(footnotes.indexOf(text));
    }

    private static String marker(int index) {
        return "[" + (index + 1) + "]";
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

    private int width(Column column) {
        Stream<String> values = cells.stream().filter(Cell.Measured.class::isInstance)
                .map(cell -> column.value().apply((Cell.Measured) cell));
        return Stream.concat(values, Stream.of(column.above(), column.title())).mapToInt(String::length).max()
                .orElseThrow();
    }

    private static String bytes(OptionalDouble each) {
        return each.isEmpty() ? "-" : "%.0f".formatted(each.getAsDouble());
    }

    private static String millis(Account account, Function<Latency, Duration> percentile) {
        return account.latency().map(percentile).map(duration -> {
            double millis = duration.toNanos() / 1e6;
            return String.format(Locale.ROOT, millis < 9.995 ? "%.2f" : "%.1f",
                    millis);
        }).orElse("-");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.2f", value);
    }

    /** Lines of whole words; the first begins with the prefix, the others are indented as far. */
    private static List<String> wrap(String prefix, String text) {
        List<String> lines = new ArrayList<>();
        String line = prefix;
        String separator = "";
        for (String word : text.split(" ")) {
            if (line.length() + separator.length() + word.length() > WIDTH) {
                lines.add(line);
                line = " ".repeat(prefix.length());
                separator = "";
            }
            line += separator + word;
            separator = " ";
        }
        lines.add(line);
        return lines;
    }
}
