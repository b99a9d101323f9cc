package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Mounts in the mount namespace of the process, mount(2). */
public final class Mounts {
    // sys/mount.h
    private static final long MS_BIND = 0x1000;
    private static final int MNT_DETACH = 2;

    private static final MethodHandle MOUNT = CLibrary.function("mount",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle UMOUNT2 = CLibrary.function("umount2",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private Mounts() {}

    /** Bind-mounts a file or folder over another, which is hidden until {@link #unmount}. */
    public static void bind(String source, String target) throws IOException {
        mount(source, target, "none", MS_BIND);
    }

    /** mount(2) without file system options. */
    static void mount(String source, String target, String type, long flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            LinuxException.check(
                    CLibrary.call(state -> (int) MOUNT.invokeExact(state, arena.allocateFrom(source),
                            arena.allocateFrom(target), arena.allocateFrom(type), flags, MemorySegment.NULL)),
                    "mount " + source + " on", target);
        }
    }

    /** Detaches the topmost mount; open files in it remain usable. */
    public static void unmount(String target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            LinuxException.check(
                    CLibrary.call(
                            state -> (int) UMOUNT2.invokeExact(state, arena.allocateFrom(target),
                                    MNT_DETACH)),
                    "unmount", target);
        }
    }
}
