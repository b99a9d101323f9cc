package netkit.lesson.judge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What encloses a program while it is judged. A student's own program needs nothing; one that a teacher runs for thirty
 * students does.
 */
public enum Confinement {
    /** The limits of a student's own program: those that the judge sets in any case. */
    NONE,
    /** Limits of the process, setrlimit(2), where there is a POSIX shell; and those that the judge watches. */
    LIMITS,
    /**
     * Also a PID namespace, whose processes see only one another and end together, and a user namespace in which nothing can be
     * mounted, or no capabilities; pid_namespaces(7), user_namespaces(7). The judge must run in a lab's namespaces already.
     */
    NAMESPACES;

    /** Bytes resident in memory, of all processes of a program together. */
    public static final long MAX_MEMORY = 1L << 30;
    public static final int MAX_PROCESSES = 64;
    /** Bytes of standard output and standard error. */
    public static final long MAX_OUTPUT = 64L << 20;
    public static final int MAX_DESCRIPTORS = 256;
    /** MiB, of one file. */
    public static final int MAX_FILE = 64;
    /** Seconds of processor time. */
    public static final int MAX_PROCESSOR = 300;

    /** sh counts files in blocks of 512 bytes, and data in KiB. */
    private static final String LIMIT = "ulimit -c 0 2>/dev/null; ulimit -n " + MAX_DESCRIPTORS
            + " 2>/dev/null; ulimit -f " + MAX_FILE * 2048 + " 2>/dev/null; ulimit -t " + MAX_PROCESSOR
            + " 2>/dev/null; ulimit -d " + (MAX_MEMORY >> 10) + " 2>/dev/null; ";
    /** The init process of the PID namespace. To root, the files of /proc that change the whole system must not be writable. */
    private static final String INIT = "for f in sys irq bus fs sysrq-trigger; do"
            + " mount --bind /proc/$f /proc/$f && mount -o remount,bind,ro /proc/$f; done 2>/dev/null; "
            + LIMIT + "ulimit -p 512 2>/dev/null || ulimit -u 512 2>/dev/null; "
            + "if unshare --user --map-current-user true 2>/dev/null;"
            + " then unshare --user --map-current-user -- \"$@\";"
            + " else setpriv --bounding-set=-all --inh-caps=-all -- \"$@\"; fi; exit $?";

    /** Some containers forbid that a namespace gets a /proc of its own. */
    private static final String ENTER = "own=; unshare --mount --pid --fork --mount-proc true 2>/dev/null"
            + " && own=--mount-proc; exec unshare --mount --pid --fork --kill-child $own \"$@\"";

    /** Returns the command that runs a program inside. */
    List<String> command(List<String> words) {
        List<String> command = new ArrayList<>(switch (this) {
            case NONE -> List.of();
            case LIMITS -> isWindows() ? List.of() : List.of("sh", "-c", LIMIT + "exec \"$@\"", "sh");
            case NAMESPACES -> List.of("sh", "-c", ENTER, "sh", "sh", "-c", INIT, "sh");
        });
        command.addAll(words);
        return command;
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /** A confined program is not given the teacher's environment, which may hold secrets. */
    void prepare(Map<String, String> environment, Path folder) {
        if (this == NONE) {
            return;
        }
        environment.keySet().removeIf(name -> !name.equals("PATH") && !name.equals("LANG")
                && !name.startsWith("LC_") && !name.equalsIgnoreCase("SystemRoot"));
        environment.put("HOME", folder.toString());
        environment.put("TMPDIR", folder.toString());
    }
}
