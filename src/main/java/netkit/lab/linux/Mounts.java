package netkit.lab.linux;

import java.io.IOException;

/** What stands where in the file tree of the process's mount namespace, mount(2). */
public final class Mounts {
    private Mounts() {}

    /** Puts a file or folder in the place of another, which is hidden until {@link #unmount}. */
    public static void bind(String source, String target) throws IOException {
        LinuxException.check(NamespaceCalls.mount(source, target, "none", NamespaceCalls.MS_BIND),
                "mount " + source + " on", target);
    }

    /** Mounts a file system that has no device, such as {@code proc} or {@code tmpfs}. */
    public static void mount(String type, String target) throws IOException {
        LinuxException.check(NamespaceCalls.mount(type, target, type, 0), "mount " + type + " on", target);
    }

    /** Takes away what was mounted last; whoever has it open may go on. */
    public static void unmount(String target) throws IOException {
        LinuxException.check(NamespaceCalls.umount2(target, NamespaceCalls.MNT_DETACH), "unmount", target);
    }
}
