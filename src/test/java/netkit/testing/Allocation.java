package netkit.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;

/** The number of bytes that the calling thread, a platform thread, has allocated so far. */
public final class Allocation {
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    private Allocation() {}

    public static long ofThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Runs the action, and fails if it allocates more than this many bytes, even once its classes are loaded. */
    public static void assertAtMost(long bytes, Runnable action) {
        if (by(action) > bytes) {
            long again = by(action);
            assertTrue(again <= bytes, () -> again + " bytes were allocated, more than " + bytes);
        }
    }

    private static long by(Runnable action) {
        long before = ofThisThread();
        action.run();
        return ofThisThread() - before;
    }
}
