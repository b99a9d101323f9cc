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

/** The programs that judge netkit from outside, and netkit itself as it is installed. */
public final class Programs {
    private Programs() {}

    /** The finished launcher, which exists once the package phase has run. */
    public static Path netkit() {
        return Path.of("target", "netkit").toAbsolutePath();
    }

    /** A newcomer's machine may lack a program, and the test is skipped; where {@code CI} is set it must be there. */
    public static void need(String program) {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        need(found, "this test needs the program '" + program + "', which is not installed");
    }

    /** A package of node's, as {@code npm ci --prefix .peers} installs it. */
    public static void needPeer(String name) {
        need("node");
        need(Files.isDirectory(Path.of(".peers", "node_modules", name)),
                "this test needs node's package '" + name + "': run npm ci --prefix .peers");
    }

    /** Starts a script of {@code src/test/node}. */
    public static LiveProcess node(String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("node", Path.of("src", "test", "node", script).toString()));
        command.addAll(List.of(arguments));
        return new LiveProcess(new ProcessBuilder(command));
    }

    /** Hosts of our own, which not every machine allows. */
    public static void needLab() throws IOException, InterruptedException {
        try (LiveProcess doctor = shell("exec netkit lab doctor")) {
            need(doctor.awaitExit() == 0, "this test needs a lab\n" + doctor.output());
        }
    }

    /** For documents, which name the ports they use. */
    public static void needPort(int port) {
        boolean free;
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            free = true;
        } catch (IOException _) {
            free = false;
        }
        need(free, "this test needs TCP port " + port + ", which another program has");
    }

    /** Not every machine has it, not even where {@code CI} is set: containers often do not. */
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

    /** Skips the test with the message unless what it needs is there; fails it where {@code CI} is set. */
    public static void need(boolean met, String message) {
        if (System.getenv("CI") != null) {
            Assertions.assertTrue(met, message);
        }
        Assumptions.assumeTrue(met, message);
    }

    /** Starts a command line of the shell in which {@code netkit} is ours, with its output and errors in one. */
    public static LiveProcess shell(String commandLine) throws IOException {
        // exec: a signal for the process is for the program, not for a shell that waits for it
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", commandLine);
        builder.environment().merge("PATH", netkit().getParent().toString(),
                (path, ours) -> ours + ":" + path);
        builder.environment().put("LC_ALL", "C.UTF-8"); // else the system and others may speak as people do here
        return new LiveProcess(builder);
    }
}
