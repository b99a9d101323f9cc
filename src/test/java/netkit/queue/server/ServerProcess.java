package netkit.queue.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import netkit.testing.LiveProcess;

/** {@code netkit mq-server} in a separate process, which can be killed. */
public final class ServerProcess implements AutoCloseable {
    private final LiveProcess process;
    private final String endpoint;

    /** Wraps a server process that has been started. */
    public ServerProcess(LiveProcess process) {
        this.process = process;
        String line = process.awaitLine("listening on mq \\S+");
        this.endpoint = line.substring(line.lastIndexOf(' ') + 1);
    }

    public static ServerProcess start(Path folder, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("mq-server", "--port", "0", "--data", folder.toString()));
        arguments.addAll(Arrays.asList(more));
        return new ServerProcess(new LiveProcess(java("netkit.Netkit", arguments)));
    }

    /** Returns the command that runs a main class of netkit or of these tests. */
    public static ProcessBuilder java(String main, List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                        System.getProperty("java.class.path"),
                        main));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    public URI url() {
        return URI.create("mq://" + endpoint);
    }

    /** Kills the process with SIGKILL and waits for its end. */
    public void kill() throws IOException, InterruptedException {
        process.signal("KILL");
        process.awaitExit();
    }

    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
