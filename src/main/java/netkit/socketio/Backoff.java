package netkit.socketio;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The exponential backoff between attempts to reconnect. The delay doubles up to a limit; random jitter keeps the
 * clients of a restarted server from reconnecting all at once.
 */
final class Backoff {
    private static final int MAX_DOUBLINGS = 30;

    private final long firstMillis;
    private final long mostMillis;
    private final double jitter;
    private final RandomGenerator random;
    private int attempts;

    /** @param jitter largest deviation as a fraction of the delay: 0.5 for plus or minus half */
    Backoff(Duration first, Duration most, double jitter, RandomGenerator random) {
        this.firstMillis = first.toMillis();
        this.mostMillis = most.toMillis();
        this.jitter = jitter;
        this.random = random;
    }

    Duration next() {
        double millis = firstMillis * Math.pow(2, Math.min(attempts++, MAX_DOUBLINGS));
        double chance = random.nextDouble();
        double deviation = Math.floor(chance * jitter * millis);
        // As in the reference: one random number gives the deviation, and its first digit the sign.
        millis += (int) (chance * 10) % 2 == 0 ? -deviation : deviation;
        return Duration.ofMillis((long) Math.min(millis, mostMillis));
    }

    /** Returns the number of calls of {@link #next} since the last {@link #reset}. */
    int attempts() {
        return attempts;
    }

    void reset() {
        attempts = 0;
    }
}
