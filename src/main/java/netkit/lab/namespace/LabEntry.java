package netkit.lab.namespace;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import netkit.lab.Lab;

/**
 * The entry to a lab: it starts a second JVM in new network, mount and PID namespaces. A running JVM cannot enter a
 * user namespace itself, because unshare(2) refuses that to a process with several threads.
 */
public final class LabEntry {
    public static final String METHOD_PROPERTY = "netkit.lab.method";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private LabEntry() {}

    /** Whether {@link #start} started this JVM, so that a {@link Lab} can be opened in it. */
    public static boolean isInside() {
        return System.getProperty(METHOD_PROPERTY) != null;
    }

    /** To be called first by the main method that {@link #start} runs; does nothing outside a lab. */
    public static void enter() {
        InnerJvm.enter();
    }

    /**
     * Runs a main method in new namespaces, in a JVM that inherits standard input, output and error from this one.
     *
     * @param mainClass calls {@link #enter} first
     * @param tunnel the TCP server outside to which a {@link TunnelEntrance} leads, if any; its name is resolved outside
     * @throws LabUnavailableException if this machine cannot run a lab
     * @throws IOException also if the server does not accept connections
     */
    public static LabProcess start(String mainClass, List<String> arguments,
            Optional<InetSocketAddress> tunnel) throws IOException {
        return LabProcess.start(method(Machine.current()), mainClass, arguments,
                ProcessBuilder.Redirect.INHERIT, tunnel);
    }

    /**
     * Runs a main method in new namespaces, in a JVM whose standard output the caller reads.
     *
     * @param options of the JVM
     * @param mainClass calls {@link #enter} first
     * @throws LabUnavailableException if this machine cannot run a lab
     */
    public static LabProcess startPiped(List<String> options, String mainClass, List<String> arguments)
            throws IOException {
        return LabProcess.start(method(Machine.current()), options, mainClass, arguments,
                ProcessBuilder.Redirect.PIPE, Optional.empty());
    }

    /** Returns why this machine cannot run {@link #startPiped}; empty if it can. */
    public static Optional<String> refusal() throws IOException {
        try {
            method(Machine.current());
            return Optional.empty();
        } catch (LabUnavailableException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Returns the first method that works. */
    static NamespaceMethod method(Machine machine) throws IOException {
        return LabUnavailableException.firstAvailable(List.of(NamespaceMethod.values()),
                method -> refusal(method, machine));
    }

    /** Tries the method with a program that does nothing, and returns why it fails, or empty. */
    static Optional<Refusal> refusal(NamespaceMethod method, Machine machine) throws IOException {
        Refusal beforehand = NamespaceRefusals.beforehand(method, machine);
        if (beforehand != null) {
            return Optional.of(beforehand);
        }
        if (!isInstalled("unshare")) {
            return Optional.of(NamespaceRefusals.NOT_INSTALLED);
        }
        return attempt(method.command(List.of("true")), TIMEOUT)
                .map(output -> NamespaceRefusals.of(method, output, machine));
    }

    /** Runs a command, and returns its output if it fails or does not end in time, or empty. */
    static Optional<String> attempt(List<String> command, Duration timeout) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            // first the end: the output of a program that hangs has none, and the pipe holds more than a message
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of("no exit within " + timeout.toSeconds() + " s");
            }
            return process.exitValue() == 0 ? Optional.empty()
                    : Optional
                            .of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new IOException("interrupted while trying 'unshare'", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static boolean isInstalled(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String folder : path.split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
