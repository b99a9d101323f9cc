package netkit.compare.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a ledger adds up to.
 *
 * @param reached how many messages reached each stage
 * @param lost numbers of those offered and never processed, rising
 * @param lostAfter how many of the lost reached this stage and no further
 * @param duplicates numbers of those that the receiving program got more than once, rising
 * @param reprocessed numbers of those that it processed more than once, rising
 * @param skipped copies that it recognised and did not process
 * @param outOfOrder numbers of those whose first copy came after a message with a higher number (RFC 4737 §3.3), rising
 * @param ownRead delivered messages whose first copy came whole and alone in a receive
 * @param invalid arrivals that were not a message of this trial, or damaged
 * @param latency from offering a message to its first delivery; empty when nothing was delivered
 */
public record LedgerStats(Map<Stage, Integer> reached, List<Integer> lost, Map<Stage, Integer> lostAfter,
        List<Integer> duplicates, List<Integer> reprocessed, long skipped, List<Integer> outOfOrder,
        int ownRead,
        long invalid, Optional<Latency> latency) {
    /**
     * @param p50 half of the messages took at most so long: nearest rank, so one that really occurred
     * @param p99 99 of 100 messages took at most so long
     * @param max the slowest
     */
    public record Latency(Duration p50, Duration p99, Duration max) {
        private static Optional<Latency> of(long[] sorted) {
            return sorted.length == 0 ? Optional.empty()
                    : Optional.of(new Latency(percentile(sorted, 50), percentile(sorted, 99),
                            percentile(sorted, 100)));
        }

        /** The nearest rank: the smallest value that at least so many percent of the values do not exceed. */
        private static Duration percentile(long[] sorted, int percent) {
            long rank = ((long) sorted.length * percent + 99) / 100;
            return Duration.ofNanos(sorted[(int) Math.max(1, rank) - 1]);
        }
    }

    public static LedgerStats of(Ledger ledger) {
        Map<Stage, Integer> reached = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            reached.put(stage, ledger.count(stage));
        }
        List<Integer> lost = new ArrayList<>();
        Map<Stage, Integer> lostAfter = new EnumMap<>(Stage.class);
        List<Integer> duplicates = new ArrayList<>();
        List<Integer> reprocessed = new ArrayList<>();
        List<Integer> outOfOrder = new ArrayList<>();
        long skipped = 0;
        int ownRead = 0;
        for (int number = 0; number < ledger.messages(); number++) {
            if (ledger.isLost(number)) {
                lost.add(number);
                lostAfter.merge(ledger.lastStage(number).orElseThrow(), 1, Integer::sum);
            }
            if (ledger.deliveries(number) > 1) {
                duplicates.add(number);
            }
            if (ledger.processings(number) > 1) {
                reprocessed.add(number);
            }
            if (ledger.isOutOfOrder(number)) {
                outOfOrder.add(number);
            }
            ownRead += ledger.isOwnRead(number) ? 1 : 0;
            skipped += ledger.skippedCopies(number);
        }
        return new LedgerStats(Collections.unmodifiableMap(reached), lost,
                Collections.unmodifiableMap(lostAfter),
                duplicates, reprocessed, skipped, outOfOrder, ownRead, ledger.invalidArrivals(),
                Latency.of(latencies(ledger)));
    }

    private static long[] latencies(Ledger ledger) {
        long[] latencies = new long[ledger.messages()];
        int count = 0;
        for (int number = 0; number < latencies.length; number++) {
            OptionalLong delivered = ledger.at(Stage.DELIVERED, number);
            if (delivered.isPresent()) {
                latencies[count++] = delivered.getAsLong() - ledger.at(Stage.OFFERED, number).orElse(0);
            }
        }
        long[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        return sorted;
    }

    public int reached(Stage stage) {
        return reached.get(stage);
    }

    /** How many messages reached this stage and no further, and so were lost. */
    public int lostAfter(Stage stage) {
        return lostAfter.getOrDefault(stage, 0);
    }

    public Verdict verdict() {
        return Verdict.of(this);
    }
}
