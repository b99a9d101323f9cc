package netkit.udp;

import java.util.concurrent.TimeUnit;

/**
 * How long a sender waits for an acknowledgement before it sends again: RFC 6298, with bounds that suit a classroom. All
 * times are nanoseconds.
 */
final class RetransmissionTimeout {
    /** RFC 6298 (2.1) */
    static final long INITIAL = TimeUnit.SECONDS.toNanos(1);
    /** RFC 6298 (2.4) wants a second; so long a gap after each loss would hide everything else. */
    static final long MIN = TimeUnit.MILLISECONDS.toNanos(100);
    /** RFC 6298 (2.5) wants a minute or more; but who comes back should be heard of soon. */
    static final long MAX = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_DOUBLINGS = 20;

    private long smoothed;
    private long variation;
    private long base = INITIAL;
    private int doublings;

    /** Takes a round trip of a message that was sent once only: of others one cannot know (Karn's algorithm, (3)). */
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

    /** It has passed: (5.5) the next is twice as long. */
    void backOff() {
        doublings = Math.min(doublings + 1, MAX_DOUBLINGS);
    }

    /** How long to wait now. The bound is never below two round trips, else none could be measured any more. */
    long nanos() {
        return Math.min(base << doublings, Math.max(MAX, 2 * base));
    }
}
