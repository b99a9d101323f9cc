package netkit.lab.namespace;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/** Where a host's programs find the {@code netkit} that this is, whatever else is installed. */
public final class OwnLauncher {
    private static final String NAME = "netkit";

    private OwnLauncher() {}

    /**
     * The folder to put first in PATH. Where netkit runs under another name or without its launcher, there is a script in
     * it that stands for netkit.
     */
    public static Path folder() throws IOException {
        String classPath = System.getProperty("java.class.path");
        Path launcher = classPath.contains(File.pathSeparator) ? null : Path.of(classPath).toAbsolutePath();
        boolean runs = launcher != null && Files.isRegularFile(launcher) && Files.isExecutable(launcher);
        if (runs && launcher.endsWith(NAME)) {
            return launcher.getParent();
        }
        Path folder = NamespaceMain.folder();
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
