package netkit.net;

import java.util.concurrent.atomic.AtomicLong;

/** A budget for the memory that connections keep between messages, so that the next message finds its buffers ready. */
public final class MemoryBudget {
    /** 64 MiB for all connections of this process. */
    public static final MemoryBudget SHARED = new MemoryBudget(64L << 20);

    /** What one connection has taken from the budget; used by one thread at a time. */
    public final class Account {
        private long taken;

        /** Changes what is taken; returns false, with nothing changed, if not enough is left. */
        public boolean resize(long bytes) {
            long more = bytes - taken;
            if (more == 0) {
                return true;
            }
            if (left.addAndGet(-more) < 0 && more > 0) {
                left.addAndGet(more);
                return false;
            }
            taken = bytes;
            return true;
        }
    }

    private final AtomicLong left;

    public MemoryBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Returns an account that has taken nothing. */
    public Account open() {
        return new Account();
    }

    /** Returns the bytes that may still be taken. */
    public long left() {
        return left.get();
    }
}
