package netkit.compare.ledger;

/** Nanoseconds from the start of a trial, on {@link System#nanoTime}. */
public final class TrialClock {
    private volatile long start = System.nanoTime();

    /** The trial starts now. */
    public void start() {
        start = System.nanoTime();
    }

    /** Negative before the start. */
    public long now() {
        return at(System.nanoTime());
    }

    /** @param nanoTime of {@link System#nanoTime} */
    public long at(long nanoTime) {
        return nanoTime - start;
    }
}
