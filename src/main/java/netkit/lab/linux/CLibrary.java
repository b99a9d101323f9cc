package netkit.lab.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.stream.Stream;

/** Finds functions of the C library, and keeps the errno that each call leaves (java.lang.foreign.Linker). */
final class CLibrary {
    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
            .varHandle(PathElement.groupElement("errno"));
    /** Each thread has its own, so that a call allocates nothing and no two threads mix up their errors. */
    private static final ThreadLocal<MemorySegment> STATE = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private CLibrary() {}

    /**
     * @return a handle whose first argument is {@link #state}
     * @throws UnsupportedOperationException if the library lacks it, as one that is not Linux's does
     */
    @SuppressWarnings("restricted") // native access is what this package is for
    static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find(name)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "the C library of this system has no '" + name + "'; the lab's hosts need Linux"));
        return linker.downcallHandle(address, descriptor,
                Stream.concat(Stream.of(CAPTURE_ERRNO), Stream.of(options)).toArray(Linker.Option[]::new));
    }

    /** Where a call of this thread leaves its errno. */
    static MemorySegment state() {
        return STATE.get();
    }

    /** The result as the kernel itself gives it: the errno, negative, where the library says -1. */
    static int result(long returned, MemorySegment state) {
        return returned >= 0 ? Math.toIntExact(returned) : -(int) ERRNO.get(state, 0L);
    }

    /** A handle throws only what is a mistake of ours, such as memory that was freed. */
    static RuntimeException unexpected(Throwable e) {
        return e instanceof RuntimeException mistake ? mistake : new IllegalStateException(e);
    }
}
