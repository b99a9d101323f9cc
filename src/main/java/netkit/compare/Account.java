package netkit.compare;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a ledger adds up to.
 *
 * @param offered messages the sending program wanted to send
 * @param sent messages that send accepted
 * @param delivered messages that the receiving program got, at least once
 * @param extraCopies how often it got one that it had already
 * @param passedOver copies that the receiving program recognised and did not process
 * @param alone delivered messages whose first copy came whole and alone in a receive
 * @param foreign arrivals that were not a message of this run, or damaged
 * @param lost numbers of those sent and never delivered, rising
 * @param duplicated numbers of those delivered more than once, rising
 * @param outOfOrder numbers of those whose first copy came after a message with a higher number (RFC 4737 §3.3), in
 *         the order in which they came
 * @param latency empty when nothing was delivered
 */
public record Account(int offered, int sent, int delivered, long extraCopies, long passedOver, int alone,
        long foreign,
        List<Integer> lost, List<Integer> duplicated, List<Integer> outOfOrder,
        Optional<Latency> latency) {
    /**
     * From offering a message to its first delivery.
     *
     * @param p50 half of the messages took at most so long: nearest rank, so one that really occurred
     * @param p99 99 of 100 messages took at most so long
     */
    public record Latency(Duration p50, Duration p99) {}

    public Verdict verdict() {
        return Verdict.of(delivered, lost.size(), extraCopies, passedOver, outOfOrder.size(), alone);
    }
}
