package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls on file descriptors, described in section 2 of the manual; on failure each returns the negative errno.
 */
final class FileCalls {
    // fcntl.h
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;

    private static final MethodHandle OPEN = CLibrary.function("open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = CLibrary.function("close",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ = CLibrary.function("read",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = CLibrary.function("write",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle IOCTL = CLibrary.function("ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle PPOLL = CLibrary.function("ppoll",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle EVENTFD = CLibrary.function("eventfd",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private FileCalls() {}

    /** open(2) without a mode, so it cannot create a file. */
    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return CLibrary.call(state -> (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags));
        }
    }

    static int close(int descriptor) {
        return CLibrary.call(state -> (int) CLOSE.invokeExact(state, descriptor));
    }

    static int read(int descriptor, MemorySegment buffer, long length) {
        return CLibrary.call(state -> (long) READ.invokeExact(state, descriptor, buffer, length));
    }

    static int write(int descriptor, MemorySegment buffer, long length) {
        return CLibrary.call(state -> (long) WRITE.invokeExact(state, descriptor, buffer, length));
    }

    static int ioctl(int descriptor, long request, MemorySegment argument) {
        return CLibrary.call(state -> (int) IOCTL.invokeExact(state, descriptor, request, argument));
    }

    /** ppoll(2) without a signal mask. */
    static int ppoll(MemorySegment descriptors, long count, MemorySegment timeout) {
        return CLibrary.call(
                state -> (int) PPOLL.invokeExact(state, descriptors, count, timeout, MemorySegment.NULL));
    }

    static int eventfd(int flags) {
        return CLibrary.call(state -> (int) EVENTFD.invokeExact(state, 0, flags));
    }
}
