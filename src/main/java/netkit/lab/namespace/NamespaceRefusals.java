package netkit.lab.namespace;

/** What a failed unshare(1) means: from its words, and from what the machine says of itself, to the cause and the cure. */
final class NamespaceRefusals {
    static final Refusal NOT_LINUX = new Refusal(
            "the lab's hosts are network namespaces, which only Linux has",
            "run it on Linux, in WSL2 or in a virtual machine");
    static final Refusal NOT_INSTALLED = new Refusal("the program 'unshare' is not installed",
            "install util-linux, for example with 'sudo apt install util-linux'");
    private static final Refusal NOT_ROOT = new Refusal("you are not root", "run it with sudo");
    private static final Refusal TOO_OLD = new Refusal(
            "the program 'unshare' does not know the options needed, as an old one or BusyBox's",
            "install util-linux 2.36 or newer");
    private static final Refusal APPARMOR = new Refusal(
            "AppArmor keeps user namespaces from ordinary users",
            "run 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0', which lasts until the next start");
    private static final Refusal CLONE_FORBIDDEN = new Refusal(
            "the kernel keeps user namespaces from ordinary users",
            "run 'sudo sysctl kernel.unprivileged_userns_clone=1', which lasts until the next start");
    private static final Refusal FILTERED = new Refusal(
            "a filter of system calls (seccomp), as containers have it, forbids new namespaces",
            "start the container with '--security-opt seccomp=unconfined --security-opt apparmor=unconfined',"
                    + " or run netkit outside it");
    private static final Refusal NO_RIGHTS = new Refusal(
            "this root lacks CAP_SYS_ADMIN, as in a container",
            "start the container with '--cap-add SYS_ADMIN --cap-add NET_ADMIN', or run netkit outside it");

    private NamespaceRefusals() {}

    /** Why the method need not be tried at all, or null. */
    static Refusal beforehand(NamespaceMethod method, Machine machine) {
        if (!machine.linux()) {
            return NOT_LINUX;
        }
        return method == NamespaceMethod.ROOT && !machine.root() ? NOT_ROOT : null;
    }

    /** @param said what unshare wrote, in English, before it failed */
    static Refusal of(NamespaceMethod method, String said, Machine machine) {
        String line = said.lines().findFirst().orElse("it failed without a word");
        if (line.contains("option") && (line.contains("unrecognized") || line.contains("invalid"))) {
            return TOO_OLD;
        }
        if (line.contains("No space left on device") || line.contains("Too many users")) {
            return limit(machine);
        }
        if (line.contains("Operation not permitted") || line.contains("Permission denied")) {
            return notPermitted(method, line, machine);
        }
        return new Refusal("'unshare' says: " + line, "unshare(1) and user_namespaces(7) may help");
    }

    private static Refusal limit(Machine machine) {
        return machine.exhausted().isEmpty()
                ? new Refusal("as many namespaces exist as the settings user.max_*_namespaces allow",
                        "end programs that use them, or raise the limits with sysctl")
                : new Refusal("the setting " + machine.exhausted().getFirst() + " is 0",
                        "run 'sudo sysctl " + machine.exhausted().getFirst()
                                + "=10000', which lasts until the next start");
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
                "see user_namespaces(7); in a chroot or a container run netkit outside it");
    }
}
