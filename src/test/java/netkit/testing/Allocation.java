package netkit.testing;

import java.lang.management.ManagementFactory;

/** The number of bytes that the calling thread, a platform thread, has allocated so far. */
public final class Allocation {
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    private Allocation() {}

    public static long ofThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
