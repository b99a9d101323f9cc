package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls that map memory shared with the kernel, mmap(2). */
final class MemoryCalls {
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final long MAP_FAILED = -1;

    private static final MethodHandle MMAP = CLibrary.function("mmap",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = CLibrary.function("munmap",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private MemoryCalls() {}

    /** Maps the descriptor from its start, until the arena is closed. */
    @SuppressWarnings("restricted") // the address is the kernel's, and the size is the requested one
    static MemorySegment map(Descriptor descriptor, long size, Arena arena) throws IOException {
        MemorySegment state = CLibrary.state();
        long address;
        try {
            address = (long) MMAP.invokeExact(state, MemorySegment.NULL, size, PROT_READ | PROT_WRITE,
                    MAP_SHARED,
                    descriptor.number(), 0L);
        } catch (Throwable e) {
            throw CLibrary.unexpected(e);
        }
        if (address == MAP_FAILED) {
            throw descriptor.failed("mmap " + size + " bytes of", CLibrary.result(MAP_FAILED, state));
        }
        return MemorySegment.ofAddress(address).reinterpret(size, arena, MemoryCalls::unmap);
    }

    private static void unmap(MemorySegment memory) {
        try {
            int _ = (int) MUNMAP.invokeExact(CLibrary.state(), memory, memory.byteSize());
        } catch (Throwable e) {
            throw CLibrary.unexpected(e);
        }
    }
}
