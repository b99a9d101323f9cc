package netkit.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.wire.WireStats;
import netkit.compare.wire.WirePacket;

/**
 * The history of one message of a trial.
 *
 * @param moments in the order of their times
 * @param packets that carried a byte of the message, in the order in which they were sent
 * @param blockedMessages numbers of later messages that arrived at the host before this one and waited for it
 *        (head-of-line blocking)
 * @param blockedBy the earlier message that this one waited for at the host, the last to arrive if there were several
 */
public record MessageHistory(int number, Interest interest, List<Moment> moments, List<WirePacket> packets,
        List<Integer> blockedMessages, OptionalInt blockedBy) {
    /** Why this message was selected. */
    public enum Interest {
        LOST, PROCESSED_TWICE, DELIVERED_TWICE, OUT_OF_ORDER, SLOWEST
    }

    /**
     * @param at nanoseconds from the start of the trial
     */
    public record Moment(long at, Stage stage) {}

    /**
     * Returns the first message that was lost; without one the first that was processed twice, delivered twice, or out of
     * order; else the slowest. Empty if nothing was delivered.
     */
    public static Optional<MessageHistory> mostInteresting(Cell.Measured cell) {
        LedgerStats stats = cell.stats();
        if (!stats.lost().isEmpty()) {
            // a message lost on its way is more instructive than one that send refused
            int number = stats.lost().stream().filter(lost -> cell.ledger().has(Stage.ACCEPTED, lost))
                    .findFirst()
                    .orElse(stats.lost().getFirst());
            return Optional.of(of(cell, number, Interest.LOST));
        }
        if (!stats.reprocessed().isEmpty()) {
            return Optional.of(of(cell, stats.reprocessed().getFirst(), Interest.PROCESSED_TWICE));
        }
        if (!stats.duplicates().isEmpty()) {
            return Optional.of(of(cell, stats.duplicates().getFirst(), Interest.DELIVERED_TWICE));
        }
        if (!stats.outOfOrder().isEmpty()) {
            return Optional.of(of(cell, stats.outOfOrder().getFirst(), Interest.OUT_OF_ORDER));
        }
        return IntStream.range(0, cell.ledger().messages()).boxed()
                .filter(number -> cell.ledger().has(Stage.DELIVERED, number))
                .max(Comparator.comparingLong(number -> latency(cell.ledger(), number)))
                .map(number -> of(cell, number, Interest.SLOWEST));
    }

    private static long latency(Ledger ledger, int number) {
        return ledger.at(Stage.DELIVERED, number).orElse(0) - ledger.at(Stage.OFFERED, number).orElse(0);
    }

    private static MessageHistory of(Cell.Measured cell, int number, Interest interest) {
        Ledger ledger = cell.ledger();
        List<Moment> moments = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            ledger.at(stage, number).ifPresent(at -> moments.add(new Moment(at, stage)));
        }
        moments.sort(Comparator.comparingLong(Moment::at));
        List<WirePacket> packets = cell.wire().map(WireStats::packets).orElse(List.of()).stream()
                .filter(packet -> packet.pair().equals(cell.direction().pair())
                        && packet.messages().contains(number))
                .toList();
        return new MessageHistory(number, interest, List.copyOf(moments), packets,
                blockedMessages(ledger, number),
                blockedBy(ledger, number));
    }

    private static List<Integer> blockedMessages(Ledger ledger, int number) {
        return IntStream.range(number + 1, ledger.messages())
                .filter(later -> isBlockedBy(ledger, later, number)).boxed().toList();
    }

    private static OptionalInt blockedBy(Ledger ledger, int number) {
        return IntStream.range(0, number).filter(earlier -> isBlockedBy(ledger, number, earlier)).boxed()
                .max(Comparator.comparingLong(earlier -> ledger.at(Stage.ARRIVED, earlier).orElse(0)))
                .map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Returns whether it arrived at the host before the earlier one, and was delivered only after that had arrived. */
    private static boolean isBlockedBy(Ledger ledger, int number, int earlier) {
        OptionalLong came = ledger.at(Stage.ARRIVED, number);
        OptionalLong missing = ledger.at(Stage.ARRIVED, earlier);
        OptionalLong delivered = ledger.at(Stage.DELIVERED, number);
        return came.isPresent() && missing.isPresent() && delivered.isPresent()
                && came.getAsLong() < missing.getAsLong() && missing.getAsLong() <= delivered.getAsLong();
    }
}
