package netkit.lab.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.stream.Stream;

/** Access to functions of the C library, with the errno of each call (java.lang.foreign.Linker). */
final class CLibrary {
    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
            .varHandle(PathElement.groupElement("errno"));
    /** The errno of the last call, one per thread, so that a call allocates nothing. */
    private static final ThreadLocal<MemorySegment> STATE = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private CLibrary() {}

    /**
     * Returns a handle to a function.
     *
     * @return a handle whose first argument is {@link #state}
     * @throws UnsupportedOperationException if the library does not have the function, as on systems other than Linux
     */
    @SuppressWarnings("restricted") // native access is what this package is for
    static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find(name)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "the C library has no function '" + name + "'; the lab requires Linux"));
        return linker.downcallHandle(address, descriptor,
                Stream.concat(Stream.of(CAPTURE_ERRNO), Stream.of(options)).toArray(Linker.Option[]::new));
    }

    /** Returns the memory in which a call of this thread stores its errno. */
    static MemorySegment state() {
        return STATE.get();
    }

    /** Returns the result as the kernel does: the negative errno if the library function returned -1. */
    static int result(long returned, MemorySegment state) {
        return returned >= 0 ? Math.toIntExact(returned) : -(int) ERRNO.get(state, 0L);
    }

    /** Converts what a handle throws, which is a programming error such as the use of freed memory. */
    static RuntimeException unexpected(Throwable e) {
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
}
