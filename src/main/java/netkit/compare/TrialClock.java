package netkit.compare;

/** Nanoseconds from the start of a trial, on {@link System#nanoTime}. */
final class TrialClock {
    private volatile long start = System.nanoTime();

    /** The trial starts now. */
    void start() {
        start = System.nanoTime();
    }

    /** Negative before the start. */
    long now() {
        return at(System.nanoTime());
    }

    /** @param nanoTime of {@link System#nanoTime} */
    long at(long nanoTime) {
        return nanoTime - start;
    }
}
