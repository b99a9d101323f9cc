package netkit.compare.ledger;

/** What the receiving program does with a message that it has processed already. */
public enum DuplicatePolicy {
    /** It does not know, and processes it again. */
    PROCESS,
    /** It remembers the numbers of those it has processed, in a place that outlives it, and passes them over. */
    SKIP
}
