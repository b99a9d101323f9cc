package netkit.lab.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of this machine that explain a refusal after it has happened; they never predict one.
 *
 * @param root whether the user is root
 * @param exhausted the settings that are 0, so that no namespace can be created: {@code user.max_user_namespaces}, …
 * @param apparmorRestricts whether AppArmor denies user namespaces to unprivileged users, as in Ubuntu 24.04
 * @param cloneForbidden whether a Debian kernel denies them to unprivileged users
 * @param filtered whether this process has a system call filter, seccomp(2), as in a container
 */
record Machine(boolean linux, boolean root, List<String> exhausted, boolean apparmorRestricts,
        boolean cloneForbidden, boolean filtered) {
    private static final List<String> LIMITS = List.of("user/max_user_namespaces", "user/max_net_namespaces",
            "user/max_mnt_namespaces", "user/max_pid_namespaces");

    static Machine current() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        List<String> exhausted = new ArrayList<>();
        for (String limit : LIMITS) {
            if (read("/proc/sys/" + limit).equals("0")) {
                exhausted.add(limit.replace('/', '.'));
            }
        }
        return new Machine(linux, linux && isRoot(), exhausted,
                read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").equals("1"),
                read("/proc/sys/kernel/unprivileged_userns_clone").equals("0"),
                read("/proc/self/status").contains("\nSeccomp:\t2"));
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns the stripped content, empty if there is no such file. */
    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException _) {
            return "";
        }
    }
}
