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

/** The programs running in one host. */
final class HostPrograms {
    private final String host;
    private final Path namespace;
    private final String namespaceId;
    private final NamespaceThread labThread;
    private final Path launcher;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /**
     * @param namespace   file of the host's network namespace, for nsenter(1)
     * @param namespaceId target of that file's symbolic link in /proc
     * @param labThread   a thread outside all hosts. If the host's thread started programs, the JDK would start its
     *                    process reaper there, which would keep the namespace for a minute after the lab is closed.
     * @param launcher    the folder to put first in {@code PATH}
     */
    HostPrograms(String host, Path namespace, String namespaceId, NamespaceThread labThread, Path launcher) {
        this.host = host;
        this.namespace = namespace;
        this.namespaceId = namespaceId;
        this.labThread = labThread;
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
            process = labThread.call(entering::start);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(host + ": starting '" + program.command().getFirst() + "': " + e, e);
        }
        running.removeIf(earlier -> !earlier.isAlive());
        running.add(process);
        return process;
    }

    /** Checks the program beforehand, because the error of nsenter(1) would be less clear. */
    private void requireProgram(String program, File directory, String path) throws IOException {
        Path here = directory == null ? Path.of("") : directory.toPath();
        if (program.contains(File.separator)) {
            if (!Files.isExecutable(here.resolve(program))) {
                throw new IOException(host + ": '" + program + "' does not exist or is not executable");
            }
            return;
        }
        for (String folder : path.split(File.pathSeparator)) {
            Path file = here.resolve(folder).resolve(program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return;
            }
        }
        throw new IOException(host + ": program '" + program + "' not found; check its spelling and PATH");
    }

    /** Sends the signal to all programs, including processes that they left in the background. */
    void end(ProcessSignal signal) {
        running.forEach(signal == ProcessSignal.KILL ? Process::destroyForcibly : Process::destroy);
        for (long process : inNamespace()) {
            try {
                signal.send(process);
            } catch (IOException _) {
                // the process has exited
            }
        }
    }

    boolean isAnyRunning() {
        return running.stream().anyMatch(Process::isAlive) || !inNamespace().isEmpty();
    }

    /** Returns the ids of the processes in the host's namespace, from /proc. */
    private List<Long> inNamespace() {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            if (!Files.readSymbolicLink(Path.of("/proc/self")).toString()
                    .equals(Long.toString(ProcessHandle.current().pid()))) {
                return found; // a container prevented mounting /proc, so it shows another PID namespace
            }
            for (Path process : processes) {
                if (isIn(process)) {
                    found.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException _) {
            // without /proc, background processes cannot be found
        }
        return found;
    }

    private boolean isIn(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/net")).toString().equals(namespaceId);
        } catch (IOException _) {
            return false; // the process has exited
        }
    }
}
