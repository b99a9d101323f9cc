package netkit.lab.namespace;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/** The launcher of the running netkit, for programs of the hosts; it takes precedence over an installed one. */
public final class OwnLauncher {
    private static final String NAME = "netkit";

    private OwnLauncher() {}

    /**
     * Returns the folder to put first in {@code PATH}. If netkit runs under another name or without its launcher, the
     * folder has a script that starts it.
     */
    public static Path folder() throws IOException {
        String classPath = System.getProperty("java.class.path");
        Path launcher = classPath.contains(File.pathSeparator) ? null : Path.of(classPath).toAbsolutePath();
        boolean runs = launcher != null && Files.isRegularFile(launcher) && Files.isExecutable(launcher);
        if (runs && launcher.endsWith(NAME)) {
            return launcher.getParent();
        }
        Path folder = InnerJvm.folder();
        script(folder.resolve(NAME),
                runs ? List.of(launcher.toString()) : JavaCommand.of(List.of(), "netkit.Netkit", List.of()));
        return folder;
    }

    private static void script(Path file, List<String> command) throws IOException {
        String quoted = command.stream().map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Files.writeString(file, "#!/bin/sh\nexec " + quoted + " \"$@\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
