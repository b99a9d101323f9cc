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
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    // linux/fcntl.h, linux/mount.h
    private static final long SYS_MOUNT_SETATTR = 442;
    private static final long AT_FDCWD = -100;
    private static final long AT_RECURSIVE = 0x8000;
    private static final long MOUNT_ATTR_RDONLY = 1;
    private static final long MOUNT_ATTR_SIZE = 32;

    private static final MethodHandle SYSCALL = CLibrary.function("syscall", FunctionDescriptor.of(JAVA_LONG,
            JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));
    private static final MethodHandle UMOUNT2 = CLibrary.function("umount2",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private Mounts() {}

    /** Bind-mounts a file or folder over another, which is hidden until {@link #unmount}. */
    public static void bind(String source, String target) throws IOException {
        mount(source, target, "none", MS_BIND);
    }

    /**
     * Mounts an empty file system in memory over a folder.
     *
     * @param options such as {@code size=64m}; tmpfs(5)
     */
    public static void temporary(String target, String options) throws IOException {
        mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, options);
    }

    /** Makes a mount and all below it read-only, mount_setattr(2), which needs Linux 5.12. */
    public static void readOnly(String target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(MOUNT_ATTR_SIZE, Long.BYTES);
            attributes.set(JAVA_LONG, 0, MOUNT_ATTR_RDONLY);
            LinuxException.check(
                    CLibrary.call(state -> (long) SYSCALL.invokeExact(state, SYS_MOUNT_SETATTR, AT_FDCWD,
                            arena.allocateFrom(target), AT_RECURSIVE, attributes, MOUNT_ATTR_SIZE)),
                    "make read-only", target);
        }
    }

    /** mount(2) without file system options. */
    static void mount(String source, String target, String type, long flags) throws IOException {
        mount(source, target, type, flags, "");
    }

    private static void mount(String source, String target, String type, long flags, String options)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = options.isEmpty() ? MemorySegment.NULL : arena.allocateFrom(options);
            LinuxException.check(
                    CLibrary.call(state -> (int) MOUNT.invokeExact(state, arena.allocateFrom(source),
                            arena.allocateFrom(target), arena.allocateFrom(type), flags,
                            data)),
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
