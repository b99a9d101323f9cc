package netkit.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The external programs that tests need, and the installed netkit. */
public final class Programs {
    private Programs() {}

    /** Returns the launcher, which the package phase creates. */
    public static Path netkit() {
        return Path.of("target", "netkit").toAbsolutePath();
    }

    /** Skips the test if the program is not installed; fails it if {@code CI} is set. */
    public static void need(String program) {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        need(found, "this test needs the program '" + program + "', which is not installed");
    }

    /** Skips or fails the test if the node package is missing; {@code npm ci --prefix .peers} installs it. */
    public static void needPeer(String name) {
        need("node");
        need(Files.isDirectory(Path.of(".peers", "node_modules", name)),
                "this test needs node's package '" + name + "': run npm ci --prefix .peers");
    }

    /** Starts a node script of {@code src/test/node}. */
    public static LiveProcess node(String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("node", Path.of("src", "test", "node", script).toString()));
        command.addAll(List.of(arguments));
        return new LiveProcess(new ProcessBuilder(command));
    }

    /** Skips or fails the test if this machine does not allow a lab. */
    public static void needLab() throws IOException, InterruptedException {
        try (LiveProcess doctor = shell("exec netkit lab doctor")) {
            need(doctor.awaitExit() == 0, "this test needs a lab\n" + doctor.output());
        }
    }

    /** Skips or fails the test if the port is in use, for documents with fixed ports. */
    public static void needPort(int port) {
        boolean free;
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            free = true;
        } catch (IOException _) {
            free = false;
        }
        need(free, "this test needs TCP port " + port + ", which another program uses");
    }

    /** Skips the test without IPv6, even if {@code CI} is set: containers often lack it. */
    public static void assumeIpv6() {
        boolean there;
        try {
            new ServerSocket(0, 1, InetAddress.getByName("::1")).close();
            there = true;
        } catch (IOException | UnsupportedOperationException _) {
            there = false;
        }
        Assumptions.assumeTrue(there, "this test needs IPv6, which is off on this machine");
    }

    /** Skips the test with the message if a need is not met; fails it if {@code CI} is set. */
    public static void need(boolean met, String message) {
        if (System.getenv("CI") != null) {
            Assertions.assertTrue(met, message);
        }
        Assumptions.assumeTrue(met, message);
    }

    /** Starts a shell command line in which {@code netkit} is the one under test; its output and errors are merged. */
    public static LiveProcess shell(String commandLine) throws IOException {
        // exec: a signal to the process reaches the program, not a shell that waits for it
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", commandLine);
        builder.environment().merge("PATH", netkit().getParent().toString(),
                (path, ours) -> ours + ":" + path);
        builder.environment().put("LC_ALL", "C.UTF-8"); // the messages of the system are in English
        return new LiveProcess(builder);
    }
}
