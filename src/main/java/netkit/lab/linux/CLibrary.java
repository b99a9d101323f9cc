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
     * @return a handle for {@link #call}
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

    /** An exact invocation of a handle. */
    @FunctionalInterface
    interface Call {
        /** @param state the first argument of the handle */
        long invoke(MemorySegment state) throws Throwable;
    }

    /** Returns the result as the kernel does: the negative errno if the library function returned -1. */
    static int call(Call call) {
        return Math.toIntExact(longCall(call));
    }

    /** Makes a call whose result is a 64-bit number. */
    static long longCall(Call call) {
        MemorySegment state = STATE.get();
        try {
            long returned = call.invoke(state);
            return returned != -1 ? returned : -(int) ERRNO.get(state, 0L);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) { // a programming error
            throw new IllegalStateException(e);
        }
    }
}
