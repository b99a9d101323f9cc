package netkit.compare.ledger;

/** The clock of a trial: nanoseconds since its start, based on {@link System#nanoTime}. */
public final class TrialClock {
    private volatile long start = System.nanoTime();

    /** The trial starts now. */
    public void start() {
        start = System.nanoTime();
    }

    /** Returns the {@link System#nanoTime} of the start. */
    public long startedAt() {
        return start;
    }

    /** Returns the current time; negative before the start. */
    public long now() {
        return at(System.nanoTime());
    }

    /** @param nanoTime of {@link System#nanoTime} */
    public long at(long nanoTime) {
        return nanoTime - start;
    }
}
