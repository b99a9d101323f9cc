package netkit.cli.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import picocli.CommandLine.Help.Ansi;

import netkit.cli.lab.LadderDiagram;
import netkit.cli.terminal.Paragraph;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.MessageStory;
import netkit.compare.MessageStory.Interest;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.wire.WireStats;
import netkit.compare.wire.WirePacket;
import netkit.lab.wire.FaultEffect;
import netkit.net.PrintableText;
import netkit.packet.ladder.LadderArrival;
import netkit.packet.ladder.LadderArrow;
import netkit.report.LossReasons;
import netkit.report.Numbers;
import netkit.report.NumberRanges;
import netkit.report.Retransmissions;

/**
 * The story of one cell: what happened, which messages were lost and where, what became of one of them, packet by packet,
 * and what it cost. Every number in it is of this run.
 */
final class CompareStory {
    /** Packets of the ladder, before and from the one that it is about. */
    private static final int BEFORE = 4;
    private static final int FROM_THERE = 14;
    private static final int MOST_RANGES = 8;
    private static final double SECOND = 1e9;

    private final Experiment experiment;
    private final Cell.Measured cell;
    private final LedgerStats account;
    private final Ledger ledger;
    private final Ansi ansi;
    private final List<String> lines = new ArrayList<>();

    private CompareStory(Experiment experiment, Cell.Measured cell, Ansi ansi) {
        this.experiment = experiment;
        this.cell = cell;
        this.account = cell.account();
        this.ledger = cell.ledger();
        this.ansi = ansi;
    }

    static List<String> lines(Experiment experiment, Cell.Measured cell, Ansi ansi) {
        CompareStory story = new CompareStory(experiment, cell, ansi);
        story.tellWhole();
        return List.copyOf(story.lines);
    }

    private void tellWhole() {
        heading(cell.transport() + ", " + cell.scenario() + ": " + cell.scenario().title());
        tell(summary());
        tell("Verdict: " + String.join(", ", account.verdict().words()) + ".");
        cell.failure().ifPresent(failure -> tell("It was broken off: " + failure + "."));
        tellHappenings();
        tellDeaths();
        MessageStory.mostInteresting(cell).ifPresent(story -> {
            tellMessage(story);
            cell.wire().ifPresent(wire -> tellLadder(wire, story));
        });
        tellPrice();
    }

    private void heading(String text) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(ansi.string("@|bold " + PrintableText.escapeControls(text).replace("|@", "| @") + "|@"));
    }

    private void tell(String text) {
        lines.addAll(Paragraph.wrap("", PrintableText.escapeControls(text), CompareTable.WIDTH));
    }

    private String summary() {
        return "%s sent %s of %d bytes in %s; %s's program got %s of them, and processed %s. Lost, that is, never processed: %s. Delivered more than once: %s. Out of order: %s."
                .formatted(Scenario.SENDER, Numbers.counted(account.reached(Stage.OFFERED), "message"),
                        experiment.workload().size(), seconds(cell.sending().toNanos()), Scenario.RECEIVER,
                        number(account.reached(Stage.DELIVERED)), number(account.reached(Stage.PROCESSED)),
                        number(account.lost().size()),
                        number(account.deliveredAgain().size()), number(account.late().size()));
    }

    private static String number(int count) {
        return count == 0 ? "none" : Numbers.grouped(count);
    }

    private void tellHappenings() {
        if (cell.happenings().isEmpty()) {
            return;
        }
        heading("What happened when (seconds from the start)");
        for (ScenarioEvent happening : cell.happenings()) {
            lines.add(time(happening.at()) + "  " + ScenarioFile.text(happening.action()));
        }
        cell.recovery()
                .ifPresent(recovery -> lines.add(time(cell.happenings().getLast().at() + recovery.toNanos())
                        + "  the next message is delivered, " + seconds(recovery.toNanos()) + " later"));
    }

    private void tellDeaths() {
        if (account.lost().isEmpty()) {
            return;
        }
        heading("Where the " + (account.lost().size() == 1 ? "one" : Numbers.grouped(account.lost().size()))
                + " died");
        Map<String, List<Integer>> byCause = new LinkedHashMap<>();
        for (int number : account.lost()) {
            byCause.computeIfAbsent(LossReasons.of(cell, number), _ -> new ArrayList<>()).add(number);
        }
        byCause.entrySet().stream().sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .forEach(entry -> {
                    lines.addAll(Paragraph.wrap("%6s  ".formatted(Numbers.grouped(entry.getValue().size())),
                            PrintableText.escapeControls(entry.getKey()) + ": "
                                    + NumberRanges.text(entry.getValue(), MOST_RANGES),
                            CompareTable.WIDTH));
                });
    }

    private void tellMessage(MessageStory story) {
        heading(title(story));
        entries(story).stream().sorted(Comparator.comparingLong(Entry::at))
                .forEach(entry -> lines
                        .addAll(Paragraph.wrap(time(entry.at) + "  ", entry.text, CompareTable.WIDTH)));
        if (story.interest() == Interest.LOST) {
            tell("There it died: " + LossReasons.of(cell, story.number()) + ".");
        }
        int deliveries = ledger.deliveries(story.number());
        if (deliveries > 1) {
            tell("It was delivered " + deliveries + " times and processed "
                    + Numbers.counted(ledger.processings(story.number()), "time")
                    + "; of each of these things the time above is that of the first.");
        }
        story.heldUpBy().ifPresent(earlier -> tell("It had come to " + Scenario.RECEIVER
                + "'s host before message " + earlier
                + ", and had to wait there for that (head-of-line blocking)."));
        if (!story.waited().isEmpty()) {
            tell(Numbers.counted(story.waited().size(), "later message") + " had come to " + Scenario.RECEIVER
                    + "'s host before it, and had to wait for it (head-of-line blocking).");
        }
    }

    private record Entry(long at, String text) {}

    /** Those of one instant as one follows from the other: what leaves is a packet, and that arrives. */
    private static List<Entry> entries(MessageStory story) {
        List<Entry> entries = new ArrayList<>();
        story.moments().stream().filter(moment -> moment.stage().compareTo(Stage.LEFT) <= 0)
                .forEach(moment -> entries.add(entry(moment)));
        for (WirePacket packet : story.packets()) {
            entries.add(new Entry(packet.sentAt(),
                    "packet " + packet.number() + " of " + packet.pair().from() + "'s, "
                            + packet.length() + " bytes" + (packet.retransmission() ? ", sent again" : "")
                            + (packet.touches().isEmpty() ? "" : ": " + FaultEffect.text(packet.touches()))));
        }
        story.moments().stream().filter(moment -> moment.stage().compareTo(Stage.LEFT) > 0)
                .forEach(moment -> entries.add(entry(moment)));
        return entries;
    }

    private static Entry entry(MessageStory.Moment moment) {
        return new Entry(moment.at(), "it " + moment.stage().words());
    }

    private String title(MessageStory story) {
        String which = switch (story.interest()) {
            case LOST -> "one that was lost";
            case PROCESSED_TWICE -> "the first that was processed twice";
            case DELIVERED_TWICE -> "the first that was delivered twice";
            case LATE -> "the first that came too late";
            case SLOWEST -> "the slowest";
        };
        return "Message " + story.number() + ", " + which + " (seconds from the start)";
    }

    private void tellLadder(WireStats wire, MessageStory story) {
        List<WirePacket> all = wire.packets();
        int about = story.packets().isEmpty() ? -1 : all.indexOf(story.packets().getFirst());
        if (about < 0) {
            return;
        }
        List<WirePacket> shown = all.subList(Math.max(0, about - BEFORE),
                Math.min(all.size(), about + FROM_THERE));
        heading("The packets around it");
        LadderDiagram diagram = new LadderDiagram(Scenario.HOSTS, ansi);
        lines.addAll(diagram.heading());
        rows(diagram, shown).stream().sorted(Comparator.comparingLong(Entry::at)).map(Entry::text)
                .forEach(lines::add);
    }

    private static List<Entry> rows(LadderDiagram diagram, List<WirePacket> packets) {
        List<Entry> rows = new ArrayList<>();
        for (WirePacket packet : packets) {
            LadderArrow arrow = arrow(packet);
            if (packet.arrivedAt().isEmpty()) {
                rows.add(new Entry(packet.sentAt(), diagram.lost(arrow, packet.sentAt() / SECOND,
                        packet.dropped().map(reason -> reason.text()).orElse("under way"))));
            }
            for (int copy = 0; copy < packet.arrivedAt().size(); copy++) {
                long at = packet.arrivedAt().get(copy);
                boolean late = isLate(packet, at, packets);
                rows.add(new Entry(at,
                        diagram.arrived(new LadderArrival(arrow, at, copy + 1, late), at / SECOND)));
            }
        }
        return rows;
    }

    /** RFC 4737 §3.3: a packet that was sent later, the same way, has come before it. */
    private static boolean isLate(WirePacket packet, long at, List<WirePacket> packets) {
        return packets.stream().anyMatch(other -> other.pair().equals(packet.pair())
                && other.number() > packet.number()
                && other.arrivedAt().stream().anyMatch(arrived -> arrived < at));
    }

    private static LadderArrow arrow(WirePacket packet) {
        // first, for there may be no room for all of a TCP segment's label
        String messages = packet.messages().isEmpty() ? ""
                : "[" + NumberRanges.text(packet.messages(), 1) + "] ";
        List<String> notes = packet.touches().stream()
                .filter(touch -> !(touch instanceof FaultEffect.Dropped))
                .map(FaultEffect::toString).toList();
        return new LadderArrow(packet.number(), packet.sentAt(), packet.pair().from(), packet.pair().to(),
                packet.flow(), messages + packet.label(), packet.mark(),
                packet.dropped().map(reason -> reason.text()), notes);
    }

    private void tellPrice() {
        heading("What it cost");
        account.latency()
                .ifPresent(latency -> tell("Half of the messages took at most "
                        + millis(latency.p50().toNanos())
                        + " from send to the program, 99 of 100 at most " + millis(latency.p99().toNanos())
                        + ", the slowest " + millis(latency.max().toNanos()) + "."));
        cell.wire().ifPresent(wire -> {
            int offered = Math.max(1, account.reached(Stage.OFFERED));
            tell(String.format(Locale.ROOT,
                    "On the wire: %.2f packets and %.0f bytes for each message, %s counted%s.",
                    (double) wire.count() / offered, (double) wire.bytes() / offered,
                    switch (cell.transport().carrier()) {
                        case DATAGRAM -> "both directions";
                        case STREAM -> "both directions and handshakes";
                    }, Retransmissions.words(cell.transport(), wire)));
            String dropped = wire.toReceiver().dropped().entrySet().stream()
                    .map(entry -> Numbers.grouped(entry.getValue()) + " (" + entry.getKey().text() + ")")
                    .collect(Collectors.joining(", "));
            if (!dropped.isEmpty()) {
                tell("Of " + Scenario.SENDER + "'s " + Numbers.counted(wire.toReceiver().packets(), "packet")
                        + " the wire dropped: " + dropped + ".");
            }
        });
    }

    private static String time(long nanos) {
        return String.format(Locale.ROOT, "%9.4f", nanos / SECOND);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, nanos < SECOND ? "%.3f s" : "%.1f s", nanos / SECOND);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, nanos < 9_995_000 ? "%.2f ms" : "%.0f ms", nanos / 1e6);
    }
}
