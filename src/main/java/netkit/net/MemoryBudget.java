package netkit.net;

import java.util.concurrent.atomic.AtomicLong;

/** A budget for the memory that connections keep between messages, so that the next message finds its buffers ready. */
public final class MemoryBudget {
    /** 64 MiB for all connections of this process. */
    public static final MemoryBudget SHARED = new MemoryBudget(64L << 20);

    private final AtomicLong left;

    public MemoryBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Takes bytes from the budget; returns false, with nothing taken, if fewer are left. */
    public boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        giveBack(bytes);
        return false;
    }

    public void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
