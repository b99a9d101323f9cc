package netkit.lab.namespace;

import java.util.ArrayList;
import java.util.List;

/** The method by which a process gets new namespaces: unshare(1), user_namespaces(7), pid_namespaces(7). */
public enum NamespaceMethod {
    /** Through a user namespace, in which an unprivileged user has the capabilities of root. */
    USER("--user", "--map-current-user", "--keep-caps"),
    /** With the privileges of root, which need no user namespace. */
    ROOT;

    /** The init process of the PID namespace dies with unshare, and all others die with it. */
    private static final List<String> NAMESPACES = List.of("--net", "--mount", "--pid", "--fork",
            "--kill-child");

    private final List<String> options;

    NamespaceMethod(String... options) {
        this.options = List.of(options);
    }

    /** Returns the command that runs another command in new namespaces. */
    List<String> command(List<String> inner) {
        List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(options);
        command.addAll(NAMESPACES);
        command.addAll(inner);
        return command;
    }
}
