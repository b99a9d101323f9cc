package netkit.udp;

import java.util.concurrent.TimeUnit;

/**
 * The retransmission timeout of RFC 6298, with bounds that suit a classroom. All times are nanoseconds.
 */
final class RetransmissionTimeout {
    /** RFC 6298 (2.1) */
    static final long INITIAL = TimeUnit.SECONDS.toNanos(1);
    /** RFC 6298 (2.4) requires a second, but such a gap after each loss would hide everything else. */
    static final long MIN = TimeUnit.MILLISECONDS.toNanos(100);
    /** RFC 6298 (2.5) allows a maximum of a minute or more; a returning receiver should be noticed sooner. */
    static final long MAX = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_DOUBLINGS = 20;

    private long smoothed;
    private long variation;
    private long base = INITIAL;
    private int doublings;

    /** Takes the round-trip time of a message that was not retransmitted (Karn's algorithm, (3)). */
    void sample(long roundTrip) {
        if (smoothed == 0) { // (2.2)
            smoothed = roundTrip;
            variation = roundTrip / 2;
        } else { // (2.3)
            variation += (Math.abs(smoothed - roundTrip) - variation) / 4;
            smoothed += (roundTrip - smoothed) / 8;
        }
        base = Math.max(MIN, smoothed + 4 * variation);
        doublings = 0; // (5.7): only a sample ends the back-off
    }

    /** Doubles the timeout after it has expired (5.5). */
    void backOff() {
        doublings = Math.min(doublings + 1, MAX_DOUBLINGS);
    }

    /** Returns the current timeout. Its upper bound is at least two round trips, so that they can be measured. */
    long nanos() {
        return Math.min(base << doublings, Math.max(MAX, 2 * base));
    }
}
