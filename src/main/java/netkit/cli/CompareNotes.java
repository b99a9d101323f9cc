package netkit.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import netkit.compare.Account;
import netkit.compare.Cell;
import netkit.compare.Ledger;
import netkit.compare.Scenario;
import netkit.compare.Scenario.Event;
import netkit.compare.Stage;
import netkit.compare.Transport;
import netkit.compare.WireAccount;
import netkit.compare.Workload;
import netkit.net.PrintableText;

/** What must be said of a row of numbers so that nobody misreads them, a footnote each. */
final class CompareNotes {
    /** A sender that needs a little more time than it should is nothing special. */
    private static final double MUCH_LONGER = 1.25;
    private static final Duration NO_MATTER = Duration.ofMillis(20);

    private final Workload workload;
    private final List<String> texts = new ArrayList<>();

    CompareNotes(Workload workload) {
        this.workload = workload;
    }

    /** Where the footnote is, such as {@code [1]}; one that says the same as another is that one. */
    String marker(String text) {
        if (!texts.contains(text)) {
            texts.add(text);
        }
        return "[" + (texts.indexOf(text) + 1) + "]";
    }

    /** All that must be said of the cell: {@code  [1] [3]}, with a blank in front of each. */
    String markers(Cell.Measured cell) {
        return of(cell).stream().map(note -> " " + marker(note)).collect(Collectors.joining());
    }

    /** What must be said of the whole scenario, as {@link #markers(Cell.Measured)}. */
    String markers(Scenario scenario, List<Cell.Measured> cells) {
        List<Cell.Measured> missed = cells.stream().filter(cell -> tooLate(cell).isPresent()).toList();
        if (missed.isEmpty()) {
            return "";
        }
        Duration first = missed.stream().map(cell -> tooLate(cell).orElseThrow().at())
                .min(Duration::compareTo).orElseThrow();
        String who = missed.size() == cells.size() ? ""
                : " for " + missed.stream()
                        .map(cell -> cell.transport().toString()).collect(Collectors.joining(", "));
        return " " + marker(PrintableText.defuse(scenario.name()) + ": what happens from " + seconds(first)
                + " s on came when all was over" + who
                + ", and hit nothing. More --messages or a lower --rate give it something to hit.");
    }

    /** The footnotes that were asked for, with their markers. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            lines.addAll(Paragraph.wrap(marker(text) + " ", text, CompareTable.WIDTH));
        }
        return lines;
    }

    private List<String> of(Cell.Measured cell) {
        Account account = cell.account();
        String where = cell.transport() + ", " + PrintableText.defuse(cell.scenario().name()) + ": ";
        List<String> notes = new ArrayList<>();
        cell.failure()
                .ifPresent(failure -> notes.add(where + "it broke off: " + PrintableText.defuse(failure)));
        long byKernel = cell.wire().map(WireAccount::lostByKernel).orElse(0L);
        if (byKernel > 0) {
            notes.add(where + Figures.counted(byKernel, "packet") + " got lost between a host and the wire,"
                    + " which the scenario did not ask for: this machine was too busy. A lower --side-by-side or"
                    + " --rate avoids it.");
        }
        if (cell.transport() == Transport.UDP && account.died(Stage.ARRIVED) > 0) {
            notes.add(
                    "UDP: what came to bob's host and was not delivered found the queue of his socket full, or no"
                            + " socket at all; the sender was not told in time, if ever.");
        }
        Duration planned = workload.offset(Math.max(0, account.reached(Stage.OFFERED) - 1))
                .minus(workload.offset(0));
        if (isMuchLonger(cell.sending(), planned)) {
            notes.add(where + "the sender fell behind, as send() or this machine was too slow: from the first"
                    + " message to the last it took %s s, not %s. What a message waited before it was offered is"
                            .formatted(seconds(cell.sending()), seconds(planned))
                    + " in no p50 and p99.");
        }
        if (account.passedOver() > 0) {
            notes.add(where + "bob got " + Figures.counted(account.passedOver(), "message")
                    + " once more that he had processed, and passed " + (account.passedOver() == 1 ? "it"
                            : "them")
                    + " over.");
        }
        if (account.foreign() > 0) {
            notes.add(where + Figures.counted(account.foreign(), "arrival") + " "
                    + (account.foreign() == 1 ? "was" : "were")
                    + " damaged, or no message of this trial.");
        }
        return notes;
    }

    /** The first event of the scenario that came when nothing was on its way any more. */
    private static Optional<Event> tooLate(Cell.Measured cell) {
        Ledger ledger = cell.ledger();
        long end = 0;
        for (int number = 0; number < ledger.messages(); number++) {
            end = Math.max(end, ledger.at(Stage.OFFERED, number).orElse(0));
            end = Math.max(end, ledger.at(Stage.PROCESSED, number).orElse(0));
        }
        long over = end;
        return cell.scenario().events().stream().filter(event -> event.at().toNanos() > over).findFirst();
    }

    private static boolean isMuchLonger(Duration time, Duration planned) {
        return time.toNanos() > planned.toNanos() * MUCH_LONGER + NO_MATTER.toNanos();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e9);
    }
}
