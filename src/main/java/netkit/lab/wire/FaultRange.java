package netkit.lab.wire;

import java.time.Duration;

/** Checks of the ranges that the parameters of a fault may have. */
final class FaultRange {
    private static final Duration MAX_TIME = Duration.ofHours(1);

    private FaultRange() {}

    /** @throws IllegalArgumentException unless the fraction is from 0 to 1 */
    static void requireFraction(String what, double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException(what + " " + fraction + " is not between 0 and 1");
        }
    }

    /** @throws IllegalArgumentException unless the time is from 0 to one hour */
    static void requireTime(String what, Duration time) {
        if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException(
                    what + " of " + Amount.text(time) + " is not between 0 and an hour");
        }
    }
}
