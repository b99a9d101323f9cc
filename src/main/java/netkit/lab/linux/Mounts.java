package netkit.lab.linux;

import java.io.IOException;

/** Mounts in the mount namespace of the process, mount(2). */
public final class Mounts {
    private Mounts() {}

    /** Bind-mounts a file or folder over another, which is hidden until {@link #unmount}. */
    public static void bind(String source, String target) throws IOException {
        LinuxException.check(NamespaceCalls.mount(source, target, "none", NamespaceCalls.MS_BIND),
                "mount " + source + " on", target);
    }

    /** Mounts a file system without a device, such as {@code proc} or {@code tmpfs}. */
    public static void mount(String type, String target) throws IOException {
        LinuxException.check(NamespaceCalls.mount(type, target, type, 0), "mount " + type + " on", target);
    }

    /** Detaches the topmost mount; open files in it remain usable. */
    public static void unmount(String target) throws IOException {
        LinuxException.check(NamespaceCalls.umount2(target, NamespaceCalls.MNT_DETACH), "unmount", target);
    }
}
