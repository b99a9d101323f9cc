package netkit.websocket;

import java.lang.management.ManagementFactory;

/** How much memory the calling thread, which must be a platform thread, has taken so far. */
final class Allocation {
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    private Allocation() {}

    static long ofThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
