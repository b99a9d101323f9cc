package netkit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import netkit.lab.LabEntry;
import netkit.lab.LabProcess;
import org.jline.utils.Signals;

/**
 * Runs netkit with the same arguments again, inside a lab's namespaces. Ctrl-C in a terminal reaches it by itself, for it
 * is in the terminal's foreground as we are; a signal that was sent to us alone is passed on.
 */
final class LabRelaunch {
    private static final String MAIN = "netkit.Netkit";
    // the fields of /proc/self/stat behind the name, proc_pid_stat(5): state, parent, group, session, terminal, foreground
    private static final int GROUP = 2;
    private static final int FOREGROUND_GROUP = 5;

    private LabRelaunch() {}

    /** @return its exit code */
    static int run(List<String> arguments) throws IOException, InterruptedException {
        try (LabProcess inner = LabEntry.start(MAIN, arguments)) {
            Object beforeInt = Signals.register("INT", () -> {
                if (!isInForeground()) {
                    inner.interrupt();
                }
            });
            Object beforeTerm = Signals.register("TERM", inner::terminate);
            try {
                return inner.await();
            } finally {
                Signals.unregister("INT", beforeInt);
                Signals.unregister("TERM", beforeTerm);
            }
        }
    }

    private static boolean isInForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[GROUP].equals(fields[FOREGROUND_GROUP]);
        } catch (IOException _) {
            return false;
        }
    }
}
