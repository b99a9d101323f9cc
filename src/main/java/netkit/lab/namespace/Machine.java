package netkit.lab.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the machine says of itself, to explain a refusal with; never to guess one.
 *
 * @param exhausted the settings that allow not one namespace, such as {@code user.max_user_namespaces}
 * @param apparmorRestricts whether AppArmor keeps user namespaces from ordinary users, as Ubuntu 24.04 has it
 * @param cloneForbidden whether Debian's kernel keeps them from ordinary users
 * @param filtered whether a filter of system calls is on this process, seccomp(2), as in a container
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

    /** Empty where there is no such file. */
    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException _) {
            return "";
        }
    }
}
