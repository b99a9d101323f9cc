package netkit.cli.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Locale;
import java.util.stream.Collectors;

import netkit.cli.lab.LadderDiagram;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.MessageExplanation;
import netkit.compare.MessageHistory;
import netkit.compare.MessageHistory.Interest;
import netkit.compare.RetransmissionCause;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.wire.WireStats;
import netkit.compare.wire.WirePacket;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.FaultEffect;
import netkit.net.PrintableText;
import netkit.packet.ladder.LadderArrival;
import netkit.packet.ladder.LadderArrow;
import netkit.report.BusyMachine;
import netkit.report.LossReasons;
import netkit.report.Numbers;
import netkit.report.Retransmissions;
import netkit.report.WireCost;

/**
 * The explanation of one cell: its events, the lost messages and where they were lost, the path of one message packet by
 * packet, and the cost. Every number is of this run.
 */
final class CellExplanation {
    /** Packets of the ladder before the message's first packet, and from that one on. */
    private static final int BEFORE = 4;
    private static final int AFTER = 14;
    private static final int MAX_RANGES = 8;
    private static final double SECOND = 1e9;

    private final Experiment experiment;
    private final Cell.Measured cell;
    private final LedgerStats stats;
    private final Ledger ledger;
    private final String sender;
    private final String receiver;
    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private CellExplanation(Experiment experiment, Cell.Measured cell, Style style) {
        this.experiment = experiment;
        this.cell = cell;
        this.stats = cell.stats();
        this.ledger = cell.ledger();
        this.sender = cell.direction().pair().from();
        this.receiver = cell.direction().pair().to();
        this.style = style;
    }

    static List<String> lines(Experiment experiment, Cell.Measured cell, Style style) {
        CellExplanation explanation = new CellExplanation(experiment, cell, style);
        explanation.addAll();
        return List.copyOf(explanation.lines);
    }

    private void addAll() {
        heading(cell.row() + ", " + cell.scenario() + ": " + cell.scenario().title());
        addText(summary());
        addText("Verdict: " + String.join(", ", stats.verdict().words()) + ".");
        cell.failure().ifPresent(failure -> addText("The trial failed: " + failure + "."));
        addEvents();
        addLosses();
        MessageHistory.mostInteresting(cell).ifPresent(history -> {
            addMessage(history);
            cell.wire().ifPresent(wire -> addLadder(wire, history));
        });
        addCost();
    }

    private void heading(String text) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        style.wrap("", PrintableText.escapeControls(text)).forEach(line -> lines.add(style.bold(line)));
    }

    private void addText(String text) {
        lines.addAll(style.wrap("", PrintableText.escapeControls(text)));
    }

    private String summary() {
        return "%s sent %s of %d bytes in %s; %s's program received %s of them and processed %s. Lost (never processed): %s. Delivered more than once: %s. Out of order: %s."
                .formatted(sender, Numbers.counted(stats.reached(Stage.OFFERED), "message"),
                        experiment.workload().size(), seconds(cell.sending().toNanos()), receiver,
                        number(stats.reached(Stage.DELIVERED)), number(stats.reached(Stage.PROCESSED)),
                        number(stats.lost().size()),
                        number(stats.duplicates().size()), number(stats.outOfOrder().size()));
    }

    private static String number(int count) {
        return count == 0 ? "none" : Numbers.grouped(count);
    }

    private void addEvents() {
        if (cell.events().isEmpty()) {
            return;
        }
        heading("Events (seconds from the start)");
        for (ScenarioEvent event : cell.events()) {
            lines.add(time(event.at()) + "  " + ScenarioFile.text(event.action()));
        }
        cell.recovery()
                .ifPresent(recovery -> lines.add(time(cell.events().getLast().at() + recovery.toNanos())
                        + "  the next message is delivered, " + seconds(recovery.toNanos()) + " later"));
    }

    private void addLosses() {
        if (stats.lost().isEmpty()) {
            return;
        }
        heading("Where " + Numbers.counted(stats.lost().size(), "message")
                + (stats.lost().size() == 1 ? " was" : " were") + " lost");
        LossReasons.of(cell).forEach((cause, numbers) -> lines
                .addAll(style.wrap("%6s  ".formatted(Numbers.grouped(numbers.size())),
                        PrintableText.escapeControls(cause) + ": " + Numbers.ranges(numbers, MAX_RANGES))));
    }

    private void addMessage(MessageHistory history) {
        heading(title(history));
        entries(history).stream().sorted(Comparator.comparingLong(Entry::at))
                .forEach(entry -> lines.addAll(style.wrap(time(entry.at) + "  ", entry.text)));
        List<String> why = MessageExplanation.of(cell, history);
        why.forEach(this::addText);
        if (history.interest() == Interest.LOST && why.isEmpty()) {
            addText("It was lost: " + LossReasons.of(cell, history.number()) + ".");
        }
        int deliveries = ledger.deliveries(history.number());
        if (deliveries > 1) {
            addText("It was delivered " + deliveries + " times and processed "
                    + Numbers.counted(ledger.processings(history.number()), "time")
                    + "; each time above is that of the first.");
        }
        if (!history.blockedMessages().isEmpty()) {
            addText(Numbers.counted(history.blockedMessages().size(), "later message") + " arrived at "
                    + receiver
                    + "'s host before it and had to wait for it (head-of-line blocking).");
        }
    }

    private record Entry(long at, String text) {}

    /** Returns the entries; those of one instant are in causal order: a message leaves in a packet, and that arrives. */
    private List<Entry> entries(MessageHistory history) {
        List<Entry> entries = new ArrayList<>();
        history.moments().stream().filter(moment -> moment.stage().compareTo(Stage.LEFT) <= 0)
                .forEach(moment -> entries.add(entry(moment)));
        for (WirePacket packet : history.packets()) {
            entries.add(new Entry(packet.sentAt(),
                    packet.pair().from() + "'s packet " + packet.number() + ", " + packet.length() + " bytes"
                            + (packet.retransmission() ? ", a retransmission" + cause(packet) : "")
                            + (packet.effects().isEmpty() ? "" : ": " + FaultEffect.text(packet.effects()))));
        }
        history.moments().stream().filter(moment -> moment.stage().compareTo(Stage.LEFT) > 0)
                .forEach(moment -> entries.add(entry(moment)));
        return entries;
    }

    /** Returns what made TCP retransmit, in brackets; empty if that is not known. */
    private String cause(WirePacket packet) {
        return RetransmissionCause.of(cell.wire().orElseThrow().packets(), packet)
                .map(cause -> " (" + cause + ")").orElse("");
    }

    private static Entry entry(MessageHistory.Moment moment) {
        return new Entry(moment.at(), "it " + moment.stage().words());
    }

    private String title(MessageHistory history) {
        String which = switch (history.interest()) {
            case LOST -> "a lost one";
            case PROCESSED_TWICE -> "the first that was processed twice";
            case DELIVERED_TWICE -> "the first that was delivered twice";
            case OUT_OF_ORDER -> "the first out of order";
            case SLOWEST -> "the slowest";
        };
        return "Message " + history.number() + ", " + which + " (seconds from the start)";
    }

    private void addLadder(WireStats wire, MessageHistory history) {
        List<WirePacket> all = wire.packets();
        int about = history.packets().isEmpty() ? -1 : all.indexOf(history.packets().getFirst());
        if (about < 0) {
            return;
        }
        List<WirePacket> shown = all.subList(Math.max(0, about - BEFORE),
                Math.min(all.size(), about + AFTER));
        heading("The packets around it");
        if (shown.stream().anyMatch(packet -> packet.pair().from().equals(Scenario.RECEIVER)
                && packet.label().startsWith("SYN "))) {
            addText(Scenario.RECEIVER + " sends the SYN: his program receives, and connects to the server on "
                    + Scenario.SENDER + "'s host.");
        }
        LadderDiagram diagram = new LadderDiagram(Scenario.HOSTS, style.ansi());
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
                        packet.dropped().map(reason -> reason.text()).orElse("in flight"))));
            }
            for (int copy = 0; copy < packet.arrivedAt().size(); copy++) {
                long at = packet.arrivedAt().get(copy);
                boolean outOfOrder = isOutOfOrder(packet, at, packets);
                rows.add(new Entry(at,
                        diagram.arrived(new LadderArrival(arrow, at, copy + 1, outOfOrder), at / SECOND)));
            }
        }
        return rows;
    }

    /** RFC 4737 §3.3: a packet that was sent later in the same direction arrived before it. */
    private static boolean isOutOfOrder(WirePacket packet, long at, List<WirePacket> packets) {
        return packets.stream().anyMatch(other -> other.pair().equals(packet.pair())
                && other.number() > packet.number()
                && other.arrivedAt().stream().anyMatch(arrived -> arrived < at));
    }

    private static LadderArrow arrow(WirePacket packet) {
        // first, because the label of a TCP segment may be cut off
        String messages = packet.messages().isEmpty() ? ""
                : "[" + Numbers.ranges(packet.messages(), 1) + "] ";
        List<String> notes = packet.effects().stream()
                .filter(effect -> !(effect instanceof FaultEffect.Dropped))
                .map(FaultEffect::toString).toList();
        return new LadderArrow(packet.number(), packet.sentAt(), packet.pair().from(), packet.pair().to(),
                packet.flow(), messages + packet.label(), packet.mark(),
                packet.dropped().map(reason -> reason.text()), notes, Optional.empty());
    }

    private void addCost() {
        heading("What it cost");
        stats.latency()
                .ifPresent(latency -> addText("Latency from offer to delivery: p50 "
                        + millis(latency.p50().toNanos()) + ", p99 " + millis(latency.p99().toNanos())
                        + ", maximum " + millis(latency.max().toNanos()) + "."));
        cell.wire().ifPresent(wire -> {
            int offered = Math.max(1, WireCost.messages(experiment, cell));
            addText(String.format(Locale.ROOT,
                    "On the wire: %.2f packets and %.0f bytes per message, in %s%s.",
                    (double) wire.count() / offered, (double) wire.bytes() / offered,
                    switch (cell.transport().socketType()) {
                        case DATAGRAM -> "both directions";
                        case STREAM -> "both directions, with handshakes";
                    }, Retransmissions.words(cell.transport(), wire)));
            DirectionCount there = cell.direction() == Direction.TO_BOB ? wire.toReceiver() : wire.toSender();
            WireCost.connections(experiment, cell).ifPresent(words -> addText(words + "."));
            String dropped = there.dropped().entrySet().stream()
                    .map(entry -> Numbers.grouped(entry.getValue()) + " (" + entry.getKey().text() + ")")
                    .collect(Collectors.joining(", "));
            if (!dropped.isEmpty()) {
                addText("Of " + sender + "'s " + Numbers.counted(there.packets(), "packet")
                        + " the wire dropped: " + dropped + ".");
            }
        });
        BusyMachine.of(cell).ifPresent(sentence -> addText("Note: " + sentence + "."));
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
