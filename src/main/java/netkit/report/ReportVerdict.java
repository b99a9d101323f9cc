package netkit.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Stage;
import netkit.compare.wire.WireStats;
import netkit.lab.relay.SocketType;

/** Sentences about the numbers of a cell: verdict, cost and losses. */
final class ReportVerdict {
    /**
     * The messages that were lost for the same reason.
     *
     * @param cause why they were lost, or the last stage they reached
     */
    record LossGroup(Stage last, String cause, List<Integer> numbers) {}

    private ReportVerdict() {}

    /** Returns the verdict with the counts that it is derived from. */
    static String sentence(Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        String words = String.join(", ", stats.verdict().words());
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ": "
                + Numbers.grouped(stats.reached(Stage.DELIVERED)) + " of "
                + Numbers.counted(stats.reached(Stage.OFFERED), "message") + " delivered, "
                + number(stats.lost().size()) + " lost, " + number(stats.duplicates().size())
                + " more than once, " + number(stats.outOfOrder().size()) + " out of order."
                + (stats.reprocessed().isEmpty() ? ""
                        : " " + Numbers.grouped(stats.reprocessed().size())
                                + " were processed more than once.")
                + (stats.skipped() == 0 ? ""
                        : " The receiver skipped " + Numbers.counted(stats.skipped(), "duplicate") + ".");
    }

    private static String number(int count) {
        return count == 0 ? "none" : Numbers.grouped(count);
    }

    /** Returns the cost of the messages on the wire. */
    static String cost(Experiment experiment, Cell.Measured cell) {
        int messages = WireCost.messages(experiment, cell);
        Optional<WireStats> wire = cell.wire();
        if (wire.isEmpty()) {
            return "The cost in packets is unknown: packets can be observed only in the lab.";
        }
        WireStats seen = wire.get();
        return "Each message cost " + Numbers.per(seen.count(), messages) + " packets and "
                + Numbers.per(seen.bytes(), messages)
                + " bytes on the wire, in both directions"
                + (cell.transport().socketType() == SocketType.STREAM ? " with handshakes" : "")
                + Retransmissions.words(cell.transport(), seen) + "."
                + WireCost.connections(experiment, cell).map(words -> " It took " + words + ".").orElse("");
    }

    /** Returns the lost messages grouped by reason, earliest stage first. */
    static List<LossGroup> losses(Cell.Measured cell) {
        return LossReasons.of(cell).entrySet().stream()
                .map(group -> new LossGroup(
                        cell.ledger().lastStage(group.getValue().getFirst()).orElseThrow(),
                        group.getKey(), group.getValue()))
                .sorted(Comparator.comparing(LossGroup::last)).toList();
    }
}
