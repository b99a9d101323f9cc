package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls on namespaces and mounts, section 2 of the manual; each returns 0 or the negative errno. */
final class NamespaceCalls {
    /** sched.h */
    static final int CLONE_NEWNET = 0x40000000;
    // sys/mount.h
    static final long MS_BIND = 0x1000;
    static final int MNT_DETACH = 2;

    private static final MethodHandle UNSHARE = CLibrary.function("unshare",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SETNS = CLibrary.function("setns",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle MOUNT = CLibrary.function("mount",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle UMOUNT2 = CLibrary.function("umount2",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private NamespaceCalls() {}

    static int unshare(int flags) {
        MemorySegment state = CLibrary.state();
        try {
            return CLibrary.result((int) UNSHARE.invokeExact(state, flags), state);
        } catch (Throwable e) {
            throw CLibrary.unexpected(e);
        }
    }

    static int setns(int descriptor, int kind) {
        MemorySegment state = CLibrary.state();
        try {
            return CLibrary.result((int) SETNS.invokeExact(state, descriptor, kind), state);
        } catch (Throwable e) {
            throw CLibrary.unexpected(e);
        }
    }

    /** mount(2) without file system options. */
    static int mount(String source, String target, String type, long flags) {
        MemorySegment state = CLibrary.state();
        try (Arena arena = Arena.ofConfined()) {
            return CLibrary.result((int) MOUNT.invokeExact(state, arena.allocateFrom(source),
                    arena.allocateFrom(target), arena.allocateFrom(type), flags, MemorySegment.NULL), state);
        } catch (Throwable e) {
            throw CLibrary.unexpected(e);
        }
    }

    static int umount2(String target, int flags) {
        MemorySegment state = CLibrary.state();
        try (Arena arena = Arena.ofConfined()) {
            return CLibrary.result((int) UMOUNT2.invokeExact(state, arena.allocateFrom(target), flags),
                    state);
        } catch (Throwable e) {
            throw CLibrary.unexpected(e);
        }
    }
}
