package netkit.socketio;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each attempt to connect again: twice as long each time, up to a limit, and by chance a little
 * more or less, so that the clients of a server that was away do not all come back at once.
 */
final class Backoff {
    private static final int MAX_DOUBLINGS = 30;

    private final long firstMillis;
    private final long mostMillis;
    private final double jitter;
    private final RandomGenerator random;
    private int attempts;

    /** @param jitter how much more or less, as a share: 0.5 for half */
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
        // As in the reference: one number decides how far, and its first digit whether up or down.
        millis += (int) (chance * 10) % 2 == 0 ? -deviation : deviation;
        return Duration.ofMillis((long) Math.min(millis, mostMillis));
    }

    /** How many times {@link #next} was asked since the last {@link #reset}. */
    int attempts() {
        return attempts;
    }

    void reset() {
        attempts = 0;
    }
}
