package netkit.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * What became of one message of a trial.
 *
 * @param moments in the order of their times
 * @param packets that carried a byte of it, in the order in which they were sent
 * @param waited numbers of later messages that had arrived at the host before this one was delivered, and were delivered
 *        after it: what TCP's order costs (head-of-line blocking, RFC 9000 §13)
 */
public record MessageStory(int number, Interest interest, List<Moment> moments, List<WirePacket> packets,
        List<Integer> waited) {
    /** Nanoseconds from the wire to the program, at most: what arrived a shorter time before did not wait. */
    private static final long PROGRAM_TIME = 10_000_000;

    /** Why this one is told of. */
    public enum Interest {
        LOST, PROCESSED_TWICE, DELIVERED_TWICE, LATE, SLOWEST
    }

    /**
     * @param at nanoseconds from the start of the trial
     */
    public record Moment(long at, Stage stage) {}

    /**
     * The first message that was lost; without one the first that was processed twice, delivered twice, or late; else the
     * slowest. Empty when nothing was offered.
     */
    public static Optional<MessageStory> mostInteresting(Cell.Measured cell) {
        Account account = cell.account();
        if (!account.lost().isEmpty()) {
            // a message that died on its way says more than one that send refused
            int number = account.lost().stream().filter(lost -> cell.ledger().has(Stage.ACCEPTED, lost))
                    .findFirst()
                    .orElse(account.lost().getFirst());
            return Optional.of(of(cell, number, Interest.LOST));
        }
        if (!account.processedAgain().isEmpty()) {
            return Optional.of(of(cell, account.processedAgain().getFirst(), Interest.PROCESSED_TWICE));
        }
        if (!account.deliveredAgain().isEmpty()) {
            return Optional.of(of(cell, account.deliveredAgain().getFirst(), Interest.DELIVERED_TWICE));
        }
        if (!account.late().isEmpty()) {
            return Optional.of(of(cell, account.late().getFirst(), Interest.LATE));
        }
        return IntStream.range(0, cell.ledger().messages()).boxed()
                .filter(number -> cell.ledger().has(Stage.DELIVERED, number))
                .max(Comparator.comparingLong(number -> latency(cell.ledger(), number)))
                .map(number -> of(cell, number, Interest.SLOWEST));
    }

    private static long latency(Ledger ledger, int number) {
        return ledger.at(Stage.DELIVERED, number).orElse(0) - ledger.at(Stage.OFFERED, number).orElse(0);
    }

    private static MessageStory of(Cell.Measured cell, int number, Interest interest) {
        Ledger ledger = cell.ledger();
        List<Moment> moments = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            ledger.at(stage, number).ifPresent(at -> moments.add(new Moment(at, stage)));
        }
        moments.sort(Comparator.comparingLong(Moment::at));
        List<WirePacket> packets = cell.wire().map(WireAccount::packets).orElse(List.of()).stream()
                .filter(packet -> packet.messages().contains(number)).toList();
        return new MessageStory(number, interest, List.copyOf(moments), packets, waitedFor(ledger, number));
    }

    private static List<Integer> waitedFor(Ledger ledger, int number) {
        OptionalLong delivered = ledger.at(Stage.DELIVERED, number);
        if (delivered.isEmpty()) {
            return List.of();
        }
        long at = delivered.getAsLong();
        return IntStream.range(number + 1, ledger.messages())
                .filter(later -> ledger.at(Stage.ARRIVED, later).orElse(Long.MAX_VALUE) < at - PROGRAM_TIME
                        && ledger.at(Stage.DELIVERED, later).orElse(0) >= at)
                .boxed().toList();
    }
}
