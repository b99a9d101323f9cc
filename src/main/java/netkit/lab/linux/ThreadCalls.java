package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls on attributes of the calling thread, prctl(2). */
final class ThreadCalls {
    private static final int PR_SET_TIMERSLACK = 29;

    private static final MethodHandle PRCTL = CLibrary.function("prctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG), Linker.Option.firstVariadicArg(1));

    private ThreadCalls() {}

    /** Sets how late the kernel may wake the thread in order to coalesce timers; the kernel's default is 50 µs. */
    static int setTimerSlack(long nanos) {
        MemorySegment state = CLibrary.state();
        try {
            return CLibrary.result((int) PRCTL.invokeExact(state, PR_SET_TIMERSLACK, nanos), state);
        } catch (Throwable e) {
            throw CLibrary.unexpected(e);
        }
    }
}
