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
 * @param died how many of the lost reached this stage and no further
 * @param deliveredAgain numbers of those that the receiving program got more than once, rising
 * @param processedAgain numbers of those that it processed more than once, rising
 * @param passedOver copies that it recognised and did not process
 * @param late numbers of those whose first copy came after a message with a higher number (RFC 4737 §3.3), rising
 * @param alone delivered messages whose first copy came whole and alone in a receive
 * @param foreign arrivals that were not a message of this trial, or damaged
 * @param latency from offering a message to its first delivery; empty when nothing was delivered
 */
public record LedgerStats(Map<Stage, Integer> reached, List<Integer> lost, Map<Stage, Integer> died,
        List<Integer> deliveredAgain, List<Integer> processedAgain, long passedOver, List<Integer> late,
        int alone,
        long foreign, Optional<Latency> latency) {
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
        Map<Stage, Integer> died = new EnumMap<>(Stage.class);
        List<Integer> deliveredAgain = new ArrayList<>();
        List<Integer> processedAgain = new ArrayList<>();
        List<Integer> late = new ArrayList<>();
        long passedOver = 0;
        int alone = 0;
        for (int number = 0; number < ledger.messages(); number++) {
            if (ledger.isLost(number)) {
                lost.add(number);
                died.merge(ledger.lastStage(number).orElseThrow(), 1, Integer::sum);
            }
            if (ledger.deliveries(number) > 1) {
                deliveredAgain.add(number);
            }
            if (ledger.processings(number) > 1) {
                processedAgain.add(number);
            }
            if (ledger.isLate(number)) {
                late.add(number);
            }
            alone += ledger.isAlone(number) ? 1 : 0;
            passedOver += ledger.passedOvers(number);
        }
        return new LedgerStats(Collections.unmodifiableMap(reached), lost, Collections.unmodifiableMap(died),
                deliveredAgain, processedAgain, passedOver, late, alone, ledger.foreignArrivals(),
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
    public int died(Stage stage) {
        return died.getOrDefault(stage, 0);
    }

    public Verdict verdict() {
        return Verdict.of(this);
    }
}
