package netkit.cli.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenario.ScheduledEvent;
import netkit.compare.wire.WireStats;
import netkit.net.PrintableText;
import netkit.report.Numbers;

/** The footnotes of the table: conditions of a cell without which its numbers would be misread. */
final class CompareFootnotes {
    /** A sender that takes a little longer than planned needs no footnote. */
    private static final double MUCH_LONGER = 1.25;
    private static final Duration NO_MATTER = Duration.ofMillis(200);

    /** Cells that a footnote names; of further ones it says how many there are. */
    private static final int MAX_CELLS = 8;

    /**
     * A footnote about a cell.
     *
     * @param cell its name, perhaps with a number in brackets; empty in a footnote about no particular cell
     * @param text the same for all cells that it applies to
     */
    private record Note(String cell, String text) {}

    private final Workload workload;
    /** The footnotes in their order, and the cells that each applies to. */
    private final Map<String, Set<String>> cells = new LinkedHashMap<>();

    CompareFootnotes(Workload workload) {
        this.workload = workload;
    }

    /** Returns the marker of the footnote with this text, such as {@code [1]}; equal texts share one. */
    String marker(String text) {
        cells.putIfAbsent(text, new LinkedHashSet<>());
        return "[" + (List.copyOf(cells.keySet()).indexOf(text) + 1) + "]";
    }

    /** Returns the markers of all footnotes of the cell, each after a blank: {@code  [1] [3]}. */
    String markers(Cell.Measured cell) {
        StringBuilder markers = new StringBuilder();
        for (Note note : of(cell)) {
            markers.append(' ').append(marker(note.text));
            if (!note.cell.isEmpty()) {
                cells.get(note.text).add(note.cell);
            }
        }
        return markers.toString();
    }

    /** Returns the markers of the footnotes about the whole scenario. */
    String markers(Scenario scenario, List<Cell.Measured> cells) {
        List<Cell.Measured> missed = cells.stream().filter(cell -> missedEvent(cell).isPresent()).toList();
        if (missed.isEmpty()) {
            return "";
        }
        Duration first = missed.stream().map(cell -> missedEvent(cell).orElseThrow().at())
                .min(Duration::compareTo).orElseThrow();
        String who = missed.size() == cells.size() ? ""
                : " for " + missed.stream()
                        .map(cell -> cell.transport().toString()).distinct()
                        .collect(Collectors.joining(", "));
        return " " + marker(
                PrintableText.escapeControls(scenario.name()) + ": the events from " + seconds(first)
                        + " s on came after the last message" + who
                        + " and had no effect. Use more --messages or a lower --rate.");
    }

    /** Returns the footnotes with their markers. */
    List<String> lines(Style style) {
        List<String> lines = new ArrayList<>();
        cells.forEach((text, about) -> lines.addAll(style.wrap(marker(text) + " ", list(about) + text)));
        return lines;
    }

    /** Returns {@code tcp, loss; udp, cut and 3 more: }; empty for a footnote about no particular cell. */
    static String list(Collection<String> cells) {
        int more = cells.size() - MAX_CELLS;
        return cells.isEmpty() ? ""
                : cells.stream().limit(MAX_CELLS).collect(Collectors.joining("; "))
                        + (more > 0 ? " and " + more + " more" : "") + ": ";
    }

    /** {@code udp, cut}. */
    static String name(Cell cell) {
        return cell.row() + ", " + PrintableText.escapeControls(cell.scenario().name());
    }

    private List<Note> of(Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        String name = name(cell);
        List<Note> notes = new ArrayList<>();
        cell.failure().ifPresent(
                failure -> notes
                        .add(new Note(name, "the trial failed: " + PrintableText.escapeControls(failure))));
        long byKernel = cell.wire().map(WireStats::lostByKernel).orElse(0L);
        if (byKernel > 0) {
            notes.add(new Note(name + " (" + Numbers.counted(byKernel, "packet") + ")",
                    "lost between a host and the wire, not by the scenario: this machine was overloaded. Use a lower"
                            + " --side-by-side or --rate."));
        }
        if (cell.transport() == Transport.UDP && stats.lostAfter(Stage.ARRIVED) > 0) {
            notes.add(new Note("",
                    "UDP: datagrams that arrived at bob's host and were not delivered found the receive buffer of his"
                            + " socket full, or no socket; the sender was not notified."));
        }
        Workload load = cell.scenario().workload(workload);
        Duration planned = load.offset(Math.max(0, stats.reached(Stage.OFFERED) - 1)).minus(load.offset(0));
        if (isMuchLonger(cell.sending(), planned)) {
            notes.add(new Note(name + " (" + seconds(cell.sending()) + " s, not " + seconds(planned) + ")",
                    "the sender fell behind because send() or this machine was too slow: the time from the first"
                            + " message to the last. p50 and p99 do not include the wait before a message was"
                            + " offered."));
        }
        if (stats.skipped() > 0) {
            notes.add(new Note(name + " (" + Numbers.grouped(stats.skipped()) + ")",
                    "duplicates of messages that bob had already processed and skipped."));
        }
        if (stats.invalid() > 0) {
            notes.add(new Note(name + " (" + Numbers.grouped(stats.invalid()) + ")",
                    "arrivals that were damaged, or not a message of this trial."));
        }
        return notes;
    }

    /** Returns the first event of the scenario that came after the last message. */
    private static Optional<ScheduledEvent> missedEvent(Cell.Measured cell) {
        Ledger ledger = cell.ledger();
        long end = 0;
        for (int number = 0; number < ledger.messages(); number++) {
            end = Math.max(end, ledger.at(Stage.OFFERED, number).orElse(0));
            end = Math.max(end, ledger.at(Stage.PROCESSED, number).orElse(0));
        }
        long over = end;
        return cell.scenario().schedule().stream().filter(event -> event.at().toNanos() > over).findFirst();
    }

    private static boolean isMuchLonger(Duration time, Duration planned) {
        return time.toNanos() > planned.toNanos() * MUCH_LONGER + NO_MATTER.toNanos();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e9);
    }
}
