package netkit.lab.wire;

import java.time.Duration;

/**
 * The reordering fault: some packets are held back so that later ones of the same flow overtake them.
 *
 * @param fraction of packets held back, 0 to 1
 * @param passedBy number of later packets that overtake one held back. With 3, the receiver has sent three duplicate
 *        acknowledgements, and a TCP sender takes the segment for lost (RFC 5681 §3.2)
 * @param within time limit for holding a packet back if too few later ones follow
 */
public record Reordering(double fraction, int passedBy, Duration within) {
    public static final int PASSED_BY = 3;
    /**
     * Less than Linux's minimum retransmission timeout of 200 ms, so that the last segment is late and not
     * retransmitted.
     */
    public static final Duration WITHIN = Duration.ofMillis(100);
    public static final Reordering NONE = new Reordering(0, PASSED_BY, WITHIN);

    public Reordering {
        FaultRange.requireFraction("reorder", fraction);
        FaultRange.requireTime("a wait", within);
        if (passedBy < 1 || passedBy > 1000) {
            throw new IllegalArgumentException("1 to 1000 packets can pass, not " + passedBy);
        }
    }

    @Override
    public String toString() {
        return "reorder " + Amount.percentageText(fraction) + (passedBy == PASSED_BY ? "" : " by " + passedBy)
                + (within.equals(WITHIN) ? "" : " within " + Amount.text(within));
    }
}
