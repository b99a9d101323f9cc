package netkit.lab.namespace;

import java.util.ArrayList;
import java.util.List;

/** How a process gets namespaces of its own: unshare(1), user_namespaces(7), pid_namespaces(7). */
public enum NamespaceMethod {
    /** A user namespace comes first: in it anybody may do what else only root may. */
    USER("--user", "--map-current-user", "--keep-caps"),
    /** Root needs none. */
    ROOT;

    /** With the first process of the PID namespace all others die, and that one dies with unshare. */
    private static final List<String> NAMESPACES = List.of("--net", "--mount", "--pid", "--fork",
            "--kill-child");

    private final List<String> options;

    NamespaceMethod(String... options) {
        this.options = List.of(options);
    }

    /** The command that runs another one behind this method. */
    List<String> command(List<String> inner) {
        List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(options);
        command.addAll(NAMESPACES);
        command.addAll(inner);
        return command;
    }
}
