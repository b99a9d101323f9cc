package netkit.compare.ledger;

/** What the receiving program does with a message that it has already processed. */
public enum DuplicatePolicy {
    /** Processes it again. */
    PROCESS,
    /** Skips it: the program records the numbers that it has processed in a place that survives a crash. */
    SKIP
}
