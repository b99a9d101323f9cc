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

import netkit.cli.terminal.Paragraph;
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

/** What must be said of a row of numbers so that nobody misreads them, a footnote each. */
final class CompareFootnotes {
    /** A sender that needs a little more time than it should is nothing special. */
    private static final double MUCH_LONGER = 1.25;
    private static final Duration NO_MATTER = Duration.ofMillis(200);

    /** Of so many cells it is said that a footnote is about them; of more, how many these are. */
    private static final int MAX_CELLS = 8;

    /**
     * What must be said of a cell.
     *
     * @param cell and perhaps a number of its own, in brackets; empty in a footnote that is about no cell
     * @param text the same for all cells of which it must be said
     */
    private record Note(String cell, String text) {}

    private final Workload workload;
    /** The footnotes in their order, and the cells that each is about. */
    private final Map<String, Set<String>> cells = new LinkedHashMap<>();

    CompareFootnotes(Workload workload) {
        this.workload = workload;
    }

    /** Where the footnote is, such as {@code [1]}; one that says the same as another is that one. */
    String marker(String text) {
        cells.putIfAbsent(text, new LinkedHashSet<>());
        return "[" + (List.copyOf(cells.keySet()).indexOf(text) + 1) + "]";
    }

    /** All that must be said of the cell: {@code  [1] [3]}, with a blank in front of each. */
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

    /** What must be said of the whole scenario, as {@link #markers(Cell.Measured)}. */
    String markers(Scenario scenario, List<Cell.Measured> cells) {
        List<Cell.Measured> missed = cells.stream().filter(cell -> missedEvent(cell).isPresent()).toList();
        if (missed.isEmpty()) {
            return "";
        }
        Duration first = missed.stream().map(cell -> missedEvent(cell).orElseThrow().at())
                .min(Duration::compareTo).orElseThrow();
        String who = missed.size() == cells.size() ? ""
                : " for " + missed.stream()
                        .map(cell -> cell.transport().toString()).collect(Collectors.joining(", "));
        return " " + marker(
                PrintableText.escapeControls(scenario.name()) + ": what happens from " + seconds(first)
                        + " s on came when all was over" + who
                        + ", and hit nothing. More --messages or a lower --rate give it something to hit.");
    }

    /** The footnotes that were asked for, with their markers. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        cells.forEach((text, about) -> lines
                .addAll(Paragraph.wrap(marker(text) + " ", list(about) + text, CompareTable.WIDTH)));
        return lines;
    }

    /** {@code tcp, loss; udp, cut and 3 more: }; empty for a footnote that is about no cell. */
    static String list(Collection<String> cells) {
        int more = cells.size() - MAX_CELLS;
        return cells.isEmpty() ? ""
                : cells.stream().limit(MAX_CELLS).collect(Collectors.joining("; "))
                        + (more > 0 ? " and " + more + " more" : "") + ": ";
    }

    /** {@code udp, cut}. */
    static String name(Cell cell) {
        return cell.transport() + ", " + PrintableText.escapeControls(cell.scenario().name());
    }

    private List<Note> of(Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        String name = name(cell);
        List<Note> notes = new ArrayList<>();
        cell.failure().ifPresent(
                failure -> notes
                        .add(new Note(name, "it broke off: " + PrintableText.escapeControls(failure))));
        long byKernel = cell.wire().map(WireStats::lostByKernel).orElse(0L);
        if (byKernel > 0) {
            notes.add(new Note(name + " (" + Numbers.counted(byKernel, "packet") + ")",
                    "this got lost between a host and the wire, which the scenario did not ask for: this machine"
                            + " was too busy. A lower --side-by-side or --rate avoids it."));
        }
        if (cell.transport() == Transport.UDP && stats.lostAfter(Stage.ARRIVED) > 0) {
            notes.add(new Note("",
                    "UDP: what came to bob's host and was not delivered found the queue of his socket full, or no"
                            + " socket at all; the sender was not told in time, if ever."));
        }
        Duration planned = workload.offset(Math.max(0, stats.reached(Stage.OFFERED) - 1))
                .minus(workload.offset(0));
        if (isMuchLonger(cell.sending(), planned)) {
            notes.add(new Note(name + " (" + seconds(cell.sending()) + " s, not " + seconds(planned) + ")",
                    "the sender fell behind, as send() or this machine was too slow: so long it took from the"
                            + " first message to the last. What a message waited before it was offered is in no"
                            + " p50 and p99."));
        }
        if (stats.skipped() > 0) {
            notes.add(new Note(name + " (" + Numbers.grouped(stats.skipped()) + ")",
                    "so often bob got a message once more that he had processed, and passed it over."));
        }
        if (stats.invalid() > 0) {
            notes.add(new Note(name + " (" + Numbers.grouped(stats.invalid()) + ")",
                    "so many arrivals were damaged, or no message of this trial."));
        }
        return notes;
    }

    /** The first event of the scenario that came when nothing was on its way any more. */
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
