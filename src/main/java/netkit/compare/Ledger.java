package netkit.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import netkit.compare.Account.Latency;

/**
 * Knows of every message what became of it at both ends: offered, accepted by send, delivered (when, how often, in
 * which position). Times are handed in, in nanoseconds. The sending and the receiving thread may use it at once.
 */
final class Ledger {
    private final long[] offeredAt;
    private final boolean[] accepted;
    private final long[] latency;
    private final int[] copies;
    private final boolean[] alone;
    /** The numbers of the first copies, in the order in which they came. */
    private final int[] firstCopies;
    private int offered;
    private int sent;
    private int delivered;
    private long foreign;
    private long passedOver;

    /** @param messages their numbers are 0 to {@code messages - 1} */
    Ledger(int messages) {
        offeredAt = new long[messages];
        accepted = new boolean[messages];
        latency = new long[messages];
        copies = new int[messages];
        alone = new boolean[messages];
        firstCopies = new int[messages];
    }

    /** The sending program is about to call send. */
    synchronized void offered(int number, long at) {
        offeredAt[number] = at;
        offered++;
    }

    /** Send returned without a failure. */
    synchronized void accepted(int number) {
        accepted[number] = true;
        sent++;
    }

    /**
     * The receiving program got the message.
     *
     * @param wholeAndAlone whether one receive gave exactly this message
     */
    synchronized void delivered(int number, long at, boolean wholeAndAlone) {
        if (number < 0 || number >= copies.length) {
            foreign++;
            return;
        }
        copies[number]++;
        if (copies[number] == 1) {
            firstCopies[delivered++] = number;
            latency[number] = at - offeredAt[number];
            alone[number] = wholeAndAlone;
        }
    }

    /** The receiving program saw that it had processed this already. */
    synchronized void passedOver() {
        passedOver++;
    }

    /** The receiving program got something that is no message of this run. */
    synchronized void foreign() {
        foreign++;
    }

    synchronized int sent() {
        return sent;
    }

    synchronized Account account() {
        List<Integer> lost = new ArrayList<>();
        List<Integer> duplicated = new ArrayList<>();
        long extraCopies = 0;
        int wholeAndAlone = 0;
        for (int number = 0; number < copies.length; number++) {
            if (accepted[number] && copies[number] == 0) {
                lost.add(number);
            }
            if (copies[number] > 1) {
                duplicated.add(number);
                extraCopies += copies[number] - 1;
            }
            if (alone[number]) {
                wholeAndAlone++;
            }
        }
        return new Account(offered, sent, delivered, extraCopies, passedOver, wholeAndAlone, foreign, lost,
                duplicated,
                outOfOrder(), latencies());
    }

    private List<Integer> outOfOrder() {
        List<Integer> late = new ArrayList<>();
        int highest = -1;
        for (int position = 0; position < delivered; position++) {
            int number = firstCopies[position];
            if (number < highest) { // RFC 4737 §3.3: smaller than the next number to be expected
                late.add(number);
            }
            highest = Math.max(highest, number);
        }
        return late;
    }

    private Optional<Latency> latencies() {
        if (delivered == 0) {
            return Optional.empty();
        }
        long[] sorted = new long[delivered];
        for (int position = 0; position < delivered; position++) {
            sorted[position] = latency[firstCopies[position]];
        }
        Arrays.sort(sorted);
        return Optional.of(new Latency(percentile(sorted, 50), percentile(sorted, 99)));
    }

    /** The nearest rank: the smallest value that at least so many percent of the values do not exceed. */
    private static Duration percentile(long[] sorted, int percent) {
        long rank = ((long) sorted.length * percent + 99) / 100;
        return Duration.ofNanos(sorted[(int) rank - 1]);
    }
}
