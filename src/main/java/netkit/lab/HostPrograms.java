package netkit.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import netkit.lab.linux.ProcessSignal;
import netkit.lab.namespace.NamespaceThread;

/** The programs that run in a host. */
final class HostPrograms {
    private final String host;
    private final Path namespace;
    private final String namespaceId;
    private final NamespaceThread outside;
    private final Path launcher;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /**
     * @param namespace   the host's, as a file to enter it by
     * @param namespaceId as the links in /proc name it
     * @param outside     a thread outside all hosts. From the host's own thread the JDK would start one that waits for
     *                    programs, and that one would keep the host alive for a minute after the lab's end.
     * @param launcher    the folder to put first in PATH
     */
    HostPrograms(String host, Path namespace, String namespaceId, NamespaceThread outside, Path launcher) {
        this.host = host;
        this.namespace = namespace;
        this.namespaceId = namespaceId;
        this.outside = outside;
        this.launcher = launcher;
    }

    Process start(ProcessBuilder program) throws IOException {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + namespace, "--"));
        command.addAll(program.command());
        ProcessBuilder entering = new ProcessBuilder(command).directory(program.directory())
                .redirectInput(program.redirectInput()).redirectOutput(program.redirectOutput())
                .redirectError(program.redirectError()).redirectErrorStream(program.redirectErrorStream());
        Map<String, String> environment = entering.environment();
        environment.clear();
        environment.putAll(program.environment());
        environment.put("NETKIT_HOST", host);
        environment.merge("PATH", launcher.toString(), (path, ours) -> ours + File.pathSeparator + path);
        requireProgram(program.command().getFirst(), program.directory(), environment.get("PATH"));
        Process process;
        try {
            process = outside.call(entering::start);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(host + ": starting '" + program.command().getFirst() + "': " + e, e);
        }
        running.removeIf(earlier -> !earlier.isAlive());
        running.add(process);
        return process;
    }

    /** The one that enters would say it less well. */
    private void requireProgram(String program, File directory, String path) throws IOException {
        Path here = directory == null ? Path.of("") : directory.toPath();
        if (program.contains(File.separator)) {
            if (!Files.isExecutable(here.resolve(program))) {
                throw new IOException(host + ": '" + program + "' is not a program");
            }
            return;
        }
        for (String folder : path.split(File.pathSeparator)) {
            Path file = here.resolve(folder).resolve(program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return;
            }
        }
        throw new IOException(host + ": there is no program '" + program + "'; check its spelling and PATH");
    }

    /** Asks all of them to end, or ends them; also those that programs left behind in the background. */
    void end(ProcessSignal signal) {
        running.forEach(signal == ProcessSignal.KILL ? Process::destroyForcibly : Process::destroy);
        for (long process : inNamespace()) {
            try {
                signal.send(process);
            } catch (IOException _) {
                // it has ended meanwhile
            }
        }
    }

    boolean isAnyRunning() {
        return running.stream().anyMatch(Process::isAlive) || !inNamespace().isEmpty();
    }

    /** Their numbers, as /proc shows them. */
    private List<Long> inNamespace() {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            if (!Files.readSymbolicLink(Path.of("/proc/self")).toString()
                    .equals(Long.toString(ProcessHandle.current().pid()))) {
                return found; // a container did not let us mount our own: these are the numbers of others
            }
            for (Path process : processes) {
                if (isIn(process)) {
                    found.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException _) {
            // without /proc there is none to be found
        }
        return found;
    }

    private boolean isIn(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/net")).toString().equals(namespaceId);
        } catch (IOException _) {
            return false; // it has ended
        }
    }
}
