package netkit.lab.namespace;

/** The mapping from the output of a failed unshare(1) and the machine's settings to a cause and a remedy. */
final class NamespaceRefusals {
    static final Refusal NOT_LINUX = new Refusal(
            "the hosts of a lab are network namespaces, which only Linux has",
            "run netkit on Linux, in WSL2 or in a virtual machine");
    static final Refusal NOT_INSTALLED = new Refusal("the program 'unshare' is not installed",
            "install util-linux, for example with 'sudo apt install util-linux'");
    private static final Refusal NOT_ROOT = new Refusal("this method requires root privileges",
            "run netkit with sudo");
    private static final Refusal TOO_OLD = new Refusal(
            "the installed 'unshare' lacks required options (an old version, or that of BusyBox)",
            "install util-linux 2.36 or newer");
    private static final Refusal APPARMOR = new Refusal(
            "AppArmor does not allow unprivileged users to create user namespaces",
            "run 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0' (effective until reboot)");
    private static final Refusal CLONE_FORBIDDEN = new Refusal(
            "the kernel does not allow unprivileged users to create user namespaces",
            "run 'sudo sysctl kernel.unprivileged_userns_clone=1' (effective until reboot)");
    private static final Refusal FILTERED = new Refusal(
            "a system call filter (seccomp), typical of containers, forbids new namespaces",
            "start the container with '--security-opt seccomp=unconfined --security-opt apparmor=unconfined',"
                    + " or run netkit outside it");
    private static final Refusal NO_RIGHTS = new Refusal(
            "root lacks the capability CAP_SYS_ADMIN, which is typical of containers",
            "start the container with '--cap-add SYS_ADMIN --cap-add NET_ADMIN', or run netkit outside it");

    private NamespaceRefusals() {}

    /** Returns why the method cannot work and need not be tried, or null. */
    static Refusal beforehand(NamespaceMethod method, Machine machine) {
        if (!machine.linux()) {
            return NOT_LINUX;
        }
        return method == NamespaceMethod.ROOT && !machine.root() ? NOT_ROOT : null;
    }

    /** @param output the output of unshare in English */
    static Refusal of(NamespaceMethod method, String output, Machine machine) {
        String line = output.lines().findFirst().orElse("failed without a message");
        if (line.contains("option") && (line.contains("unrecognized") || line.contains("invalid"))) {
            return TOO_OLD;
        }
        if (line.contains("No space left on device") || line.contains("Too many users")) {
            return limit(machine);
        }
        if (line.contains("Operation not permitted") || line.contains("Permission denied")) {
            return notPermitted(method, line, machine);
        }
        return new Refusal("'unshare' failed: " + line, "see unshare(1) and user_namespaces(7)");
    }

    private static Refusal limit(Machine machine) {
        return machine.exhausted().isEmpty()
                ? new Refusal("the number of namespaces has reached a limit user.max_*_namespaces",
                        "end programs that use namespaces, or raise the limits with sysctl")
                : new Refusal("the setting " + machine.exhausted().getFirst() + " is 0",
                        "run 'sudo sysctl " + machine.exhausted().getFirst()
                                + "=10000' (effective until reboot)");
    }

    private static Refusal notPermitted(NamespaceMethod method, String line, Machine machine) {
        if (method == NamespaceMethod.USER && machine.apparmorRestricts()) {
            return APPARMOR;
        }
        if (method == NamespaceMethod.USER && machine.cloneForbidden()) {
            return CLONE_FORBIDDEN;
        }
        if (machine.filtered()) {
            return FILTERED;
        }
        if (method == NamespaceMethod.ROOT) {
            return NO_RIGHTS;
        }
        return new Refusal("the kernel forbids user namespaces ('" + line + "')",
                "see user_namespaces(7); in a chroot or container, run netkit outside it");
    }
}
