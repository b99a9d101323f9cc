package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A wait of one thread until a descriptor is readable or a time has passed, ppoll(2). All waits must be on the same
 * thread, because the first one sets its timer slack, so that the kernel wakes it on time.
 */
public final class Poller {
    private static final short POLLIN = 1;
    private static final short POLLNVAL = 0x20;
    // struct pollfd: descriptor, requested events, returned events
    private static final int POLLFD = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final long SECOND = 1_000_000_000;
    /** How late the kernel may wake the thread in order to coalesce timers; the default is 50 µs. */
    private static final int PR_SET_TIMERSLACK = 29;
    private static final MethodHandle PRCTL = CLibrary.function("prctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG), Linker.Option.firstVariadicArg(1));

    private final int count;
    private boolean timerSlackSet;
    private final MemorySegment descriptors;
    private final MemorySegment timeout = Arena.ofAuto().allocate(16, JAVA_LONG.byteAlignment()); // struct timespec

    public Poller(int... descriptors) {
        this.count = descriptors.length;
        this.descriptors = Arena.ofAuto().allocate((long) POLLFD * count, JAVA_INT.byteAlignment());
        for (int i = 0; i < count; i++) {
            this.descriptors.set(JAVA_INT, (long) i * POLLFD, descriptors[i]);
            this.descriptors.set(JAVA_SHORT, (long) i * POLLFD + EVENTS, POLLIN);
        }
    }

    /**
     * Waits until a descriptor is readable; a signal may end the wait early.
     *
     * @param nanos 0 to return at once, negative to wait without limit
     * @return whether any descriptor is readable
     */
    public boolean await(long nanos) throws IOException {
        if (!timerSlackSet) {
            // if the kernel refuses, wake-ups are only less precise
            CLibrary.call(state -> (int) PRCTL.invokeExact(state, PR_SET_TIMERSLACK, 1L));
            timerSlackSet = true;
        }
        timeout.set(JAVA_LONG, 0, nanos / SECOND);
        timeout.set(JAVA_LONG, 8, nanos % SECOND);
        int ready = FileCalls.ppoll(descriptors, count, nanos < 0 ? MemorySegment.NULL : timeout);
        if (ready == -Errno.EINTR.number()) {
            for (int i = 0; i < count; i++) {
                descriptors.set(JAVA_SHORT, (long) i * POLLFD + REVENTS, (short) 0);
            }
            return false;
        }
        return LinuxException.check(ready, "ppoll", "") > 0;
    }

    /**
     * Whether, after {@link #await}, a descriptor has data or an error to read.
     *
     * @param index index of the descriptor in the constructor's arguments
     */
    public boolean isReadable(int index) {
        short events = descriptors.get(JAVA_SHORT, (long) index * POLLFD + REVENTS);
        if ((events & POLLNVAL) != 0) {
            throw new IllegalStateException("descriptor " + index + " of this wait was closed");
        }
        return events != 0;
    }
}
