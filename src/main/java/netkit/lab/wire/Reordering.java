package netkit.lab.wire;

import java.time.Duration;

/**
 * Some packets are held back for later ones of the same flow to pass.
 *
 * @param fraction 0 to 1
 * @param passedBy how many later packets pass one that is held back. With 3, the receiver of a TCP segment has told
 *        three times that it is missing, and the sender takes it for lost (RFC 5681 §3.2)
 * @param within how long one is held back when too few later ones come
 */
public record Reordering(double fraction, int passedBy, Duration within) {
    public static final int PASSED_BY = 3;
    /** Less than the 200 ms after which Linux sends again at the earliest, so the last segment is late and not lost. */
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
