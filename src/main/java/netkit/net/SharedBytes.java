package netkit.net;

/**
 * Bytes that wait in any number of outbound queues. A {@link MemoryBudget} counts them once, however many connections
 * they wait for.
 */
public final class SharedBytes {
    /** Counted in addition to the bytes: the headers of this object and of the array. */
    private static final int OVERHEAD = 40;

    private final byte[] bytes;

    // Both are guarded by this.
    private int holders;
    private MemoryBudget chargedTo;

    /** @param bytes must not be changed afterwards */
    public SharedBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    /** Returns the bytes of memory to count. */
    long size() {
        return bytes.length + OVERHEAD;
    }

    synchronized void addHolder(MemoryBudget budget) {
        holders++;
        if (holders == 1) {
            chargedTo = budget;
            budget.change(size());
        }
    }

    synchronized void removeHolder() {
        holders--;
        if (holders == 0) {
            chargedTo.change(-size());
        }
    }
}
