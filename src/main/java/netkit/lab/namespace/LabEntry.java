package netkit.lab.namespace;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import netkit.lab.Lab;

/**
 * The way into a lab: a program starts itself again in a network, mount and PID namespace of its own, because a JVM has
 * threads before it has a main method, and unshare(2) refuses a user namespace to a process with threads.
 */
public final class LabEntry {
    public static final String METHOD_PROPERTY = "netkit.lab.method";
    private static final long TIMEOUT_SECONDS = 10;

    private LabEntry() {}

    /** Whether this JVM is one that {@link #start} started, in which a {@link Lab} may be opened. */
    public static boolean isInside() {
        return System.getProperty(METHOD_PROPERTY) != null;
    }

    /**
     * Starts a class's main method inside, in a JVM like this one; it shares standard input, output and error with us.
     *
     * @throws LabUnavailableException if this machine has none
     */
    public static LabProcess start(String mainClass, List<String> arguments) throws IOException {
        return start(mainClass, arguments, Optional.empty());
    }

    /**
     * As {@link #start(String, List)}, with a {@link TunnelEntrance} inside.
     *
     * @param tunnel the one TCP server outside that it is to lead to; its name is looked up outside
     * @throws IOException also when nobody answers there
     */
    public static LabProcess start(String mainClass, List<String> arguments,
            Optional<InetSocketAddress> tunnel)
            throws IOException {
        return LabProcess.start(method(Machine.current()), mainClass, arguments,
                ProcessBuilder.Redirect.INHERIT,
                tunnel);
    }

    /** The first method that opens. */
    static NamespaceMethod method(Machine machine) throws IOException {
        Refusal first = null;
        for (NamespaceMethod method : NamespaceMethod.values()) {
            Optional<Refusal> refusal = refusal(method, machine);
            if (refusal.isEmpty()) {
                return method;
            }
            first = first == null ? refusal.get() : first;
        }
        throw new LabUnavailableException(first);
    }

    /** Tries the method with a program that does nothing. */
    static Optional<Refusal> refusal(NamespaceMethod method, Machine machine) throws IOException {
        Refusal beforehand = NamespaceRefusals.beforehand(method, machine);
        if (beforehand != null) {
            return Optional.of(beforehand);
        }
        if (!isInstalled("unshare")) {
            return Optional.of(NamespaceRefusals.NOT_INSTALLED);
        }
        ProcessBuilder builder = new ProcessBuilder(method.command(List.of("true")))
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return Optional
                        .of(NamespaceRefusals.of(method, "nothing for " + TIMEOUT_SECONDS + " s", machine));
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(NamespaceRefusals.of(method, said, machine));
        } catch (InterruptedException e) {
            throw new IOException("interrupted while trying 'unshare'", e);
        } finally {
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
