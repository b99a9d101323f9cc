package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls on sockets, described in section 2 of the manual; on failure each returns the negative errno. */
final class SocketCalls {
    // socket.h, the same on x86-64 and aarch64
    static final int AF_NETLINK = 16;
    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;

    private static final MethodHandle SOCKET = CLibrary.function("socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = CLibrary.function("bind",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT = CLibrary.function("setsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT = CLibrary.function("getsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

    private SocketCalls() {}

    static int socket(int family, int type, int protocol) {
        return CLibrary.call(state -> (int) SOCKET.invokeExact(state, family, type, protocol));
    }

    static int bind(int descriptor, MemorySegment address) {
        return CLibrary
                .call(state -> (int) BIND.invokeExact(state, descriptor, address, (int) address.byteSize()));
    }

    static int setsockopt(int descriptor, int level, int option, MemorySegment value) {
        return CLibrary.call(state -> (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value,
                (int) value.byteSize()));
    }

    /** @param length an int: the capacity of the value before the call, and its length after it */
    static int getsockopt(int descriptor, int level, int option, MemorySegment value, MemorySegment length) {
        return CLibrary
                .call(state -> (int) GETSOCKOPT.invokeExact(state, descriptor, level, option, value, length));
    }
}
