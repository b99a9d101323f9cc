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
 * The statistics of a ledger.
 *
 * @param reached how many messages reached each stage
 * @param lost numbers of the messages that were offered and never processed, ascending
 * @param lostAfter for each stage, how many lost messages reached it and no further
 * @param duplicates numbers of the messages that were delivered more than once, ascending
 * @param reprocessed numbers of the messages that were processed more than once, ascending
 * @param skipped duplicates that the receiving program recognised and did not process
 * @param outOfOrder numbers of the messages whose first copy was delivered after one with a higher number (RFC 4737 §3.3),
 *        ascending
 * @param ownRead delivered messages whose first copy was exactly what one read returned
 * @param invalid arrivals that were damaged, or not a message of this trial
 * @param latency from offering a message to its first delivery, or a round trip: see {@link Ledger#latency}; empty if nothing
 *        was delivered
 */
public record LedgerStats(Map<Stage, Integer> reached, List<Integer> lost, Map<Stage, Integer> lostAfter,
        List<Integer> duplicates, List<Integer> reprocessed, long skipped, List<Integer> outOfOrder,
        int ownRead,
        long invalid, Optional<Latency> latency) {
    /**
     * @param p50 median, by the nearest rank, so a latency that really occurred
     * @param p99 99th percentile, by the nearest rank
     * @param max maximum
     */
    public record Latency(Duration p50, Duration p99, Duration max) {
        private static Optional<Latency> of(long[] sorted) {
            return sorted.length == 0 ? Optional.empty()
                    : Optional.of(new Latency(percentile(sorted, 50), percentile(sorted, 99),
                            percentile(sorted, 100)));
        }

        /** Returns the nearest rank: the smallest value that at least this percentage of the values do not exceed. */
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
            OptionalLong latency = ledger.latency(number);
            if (latency.isPresent()) {
                latencies[count++] = latency.getAsLong();
            }
        }
        long[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        return sorted;
    }

    public int reached(Stage stage) {
        return reached.get(stage);
    }

    /** Returns how many messages were lost after they had reached this stage. */
    public int lostAfter(Stage stage) {
        return lostAfter.getOrDefault(stage, 0);
    }

    public Verdict verdict() {
        return Verdict.of(this);
    }
}
