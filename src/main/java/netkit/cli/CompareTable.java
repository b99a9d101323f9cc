package netkit.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
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

    private static final List<List<String>> TITLES = List.of(
            List.of("", ""), List.of("", "sent"), List.of("", "delivered"), List.of("", "lost"),
            List.of("came", "twice"), List.of("out of", "order"), List.of("", "alone"),
            List.of("p50", "ms"), List.of("p99", "ms"));
    private static final List<String> GOOD = List.of("exactly once", "in order", "boundaries kept");

    private static final List<String> LEGEND = List.of(
            "sent          send() took it, which says nothing about its arrival",
            "delivered     the receiving program got it; lost: sent, but never delivered",
            "came twice    delivered more than once; out of order: came after one that was sent later",
            "alone         one read() or receive() gave exactly this message: its boundaries were kept",
            "p50 and p99   half, and 99 of 100, took at most this long from send() to the receiver",
            "verdict       these counts in words: what this run showed, not what the next one will");
    private static final List<String> GOOD = List.of("exactly once", "in order", "boundaries kept");

    private static final List<String> LEGEND = List.of(
            "sent       send() took it, which says nothing of its arrival",
            "delivered  the receiving program got it; lost: sent and never delivered; came twice: or oftener",
            "alone      one receive() or read() gave exactly this message: its boundaries were kept",
            "p50, p99   half, and 99 in 100, of the messages took at most so long from send to receive",
            "verdict    what these counts say about this run; it is no promise for the next one");

    private final Experiment experiment;
    private final List<Cell> cells;
    private final Ansi ansi;
    private final int[] widths;
    private final SequencedSet<String> footnotes = new LinkedHashSet<>();

    private CompareTable(Experiment experiment, List<Cell> cells, Ansi ansi) {
        this.experiment = experiment;
        this.cells = cells;
        this.ansi = ansi;
        this.widths = widths();
    }

    /** @param cells may be fewer than the experiment has, when it was stopped */
    static List<String> lines(Experiment experiment, List<Cell> cells, Ansi ansi) {
        return new CompareTable(experiment, cells, ansi).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>(wrap("", heading()));
        lines.add("");
        lines.add(row(TITLES.stream().map(List::getFirst).toList()).stripTrailing());
        lines.add(row(TITLES.stream().map(List::getLast).toList()) + " verdict");
        Map<Scenario, List<Cell>> byScenario = new LinkedHashMap<>();
        cells.forEach(cell -> byScenario.computeIfAbsent(cell.scenario(), _ -> new ArrayList<>()).add(cell));
        byScenario.forEach((scenario, tried) -> {
            lines.add(ansi.string("@|bold " + scenario + "|@: " + scenario.words()));
            tried.forEach(cell -> lines.addAll(lines(cell)));
        });
        lines.add("");
        lines.addAll(LEGEND);
        int number = 1;
        for (String footnote : footnotes) {
            lines.addAll(wrap(marker(number++) + " ", footnote));
        }
        if (cells.size() < experiment.cells()) {
            lines.add("stopped: %d of %d were tried".formatted(cells.size(), experiment.cells()));
        }
        return lines;
    }

    private String heading() {
        Workload workload = experiment.workload();
        return "%d messages of %d bytes, %s a second, through a relay on this machine; seed %d"
                .formatted(workload.messages(), workload.size(), number(workload.perSecond()),
                        experiment.seed());
    }

    private List<String> lines(Cell cell) {
        return switch (cell) {
            case Cell.Missing missing -> List.of(pad(name(missing), -widths[0])
                    + " " + missing.absence().brief() + " " + footnote(missing.absence().reason()));
            case Cell.Measured measured -> lines(measured);
        };
    }

    private List<String> lines(Cell.Measured cell) {
        List<String> phrases = new ArrayList<>(cell.account().verdict().words());
        String markers = String.join(" ", notes(cell).map(this::footnote).toList());
        if (!markers.isEmpty()) {
            phrases.add(phrases.removeLast() + " " + markers);
        }
        String numbers = row(values(cell));
        List<String> lines = new ArrayList<>();
        String line = numbers;
        String separator = " ";
        int length = line.length();
        for (String phrase : phrases) {
            if (length + separator.length() + phrase.length() + ",".length() > WIDTH) {
                lines.add(line + separator.stripTrailing());
                line = " ".repeat(numbers.length());
                length = line.length();
                separator = " ";
            }
            line += separator + coloured(phrase);
            length += separator.length() + phrase.length();
            separator = ", ";
        }
        lines.add(line);
        return lines;
    }

    /** What must be said so that the numbers are not misread. */
    private Stream<String> notes(Cell.Measured cell) {
        Account account = cell.account();
        String where = cell.transport() + ", " + cell.scenario() + ": ";
        Stream.Builder<String> notes = Stream.builder();
        cell.failure().ifPresent(failure -> notes.add(where + failure + ". "
                + "%d messages could not be sent any more, and %d that send() had taken were lost with the connection."
                        .formatted(experiment.workload().messages() - account.sent(),
                                account.lost().size())));
        if (cell.lostOutsideRelay() > 0) {
            notes.add(where + cell.lostOutsideRelay()
                    + " datagrams were lost outside the relay, most likely in"
                    + " a full queue of this system. Another run with this seed may lose others; a lower --rate"
                    + " avoids it.");
        }
        if (account.foreign() > 0) {
            notes.add(where + account.foreign() + " arrivals were damaged, or not messages of this run.");
        }
        return notes.build();
    }

    private String footnote(String text) {
        footnotes.add(text);
        return marker(new ArrayList<>(footnotes).indexOf(text) + 1);
    }

    private static String marker(int number) {
        return "[" + number + "]";
    }

    private String coloured(String phrase) {
        boolean good = GOOD.stream().anyMatch(phrase::startsWith);
        return ansi.string((good ? "@|green " : "@|yellow ") + phrase + "|@");
    }

    private int[] widths() {
        int[] max = new int[TITLES.size()];
        Stream<List<String>> rows = cells.stream().filter(Cell.Measured.class::isInstance)
                .map(cell -> values((Cell.Measured) cell));
        Stream<List<String>> names = cells.stream().map(cell -> List.of(name(cell)));
        Stream.concat(rows, names).forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                max[i] = Math.max(max[i], row.get(i).length());
            }
        });
        for (int i = 0; i < max.length; i++) {
            for (String title : TITLES.get(i)) {
                max[i] = Math.max(max[i], title.length());
            }
        }
        return max;
    }

    private static List<String> values(Cell.Measured cell) {
        Account account = cell.account();
        return List.of(name(cell), "" + account.sent(), "" + account.delivered(),
                "" + account.lost().size(), "" + account.duplicated().size(),
                "" + account.outOfOrder().size(), "" + account.alone(),
                account.latency().map(latency -> millis(latency.p50())).orElse("-"),
                account.latency().map(latency -> millis(latency.p99())).orElse("-"));
    }

    private static String name(Cell cell) {
        return "  " + cell.transport();
    }

    private String row(List<String> values) {
        StringBuilder row = new StringBuilder(pad(values.getFirst(), -widths[0]));
        for (int i = 1; i < values.size(); i++) {
            row.append(' ').append(pad(values.get(i), widths[i]));
        }
        return row.toString();
    }

    /** @param width negative to fill up on the right */
    private static String pad(String text, int width) {
        return ("%" + width + "s").formatted(text);
    }

    private static String millis(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 100 ? "%.2f" : "%.0f", millis);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? "%.0f".formatted(value)
                : String.format(Locale.ROOT, "%.2f", value);
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
