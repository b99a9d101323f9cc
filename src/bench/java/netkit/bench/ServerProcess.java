package netkit.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A running echo server in a separate process. */
final class ServerProcess implements Closeable {
    private final Contestant contestant;
    private final Process process;
    private final int port;

    private ServerProcess(Contestant contestant, Process process, int port) {
        this.contestant = contestant;
        this.process = process;
        this.port = port;
    }

    static ServerProcess start(Contestant contestant, Contestant.Purpose purpose, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(contestant.command(purpose));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        // The server must not outlive an interrupted benchmark.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server " + contestant.title() + " ended without printing its port");
        }
        return new ServerProcess(contestant, process, Integer.parseInt(line));
    }

    /** Returns the second port, on which the server speaks TCP lines. */
    int linesPort() throws IOException {
        return Integer.parseInt(process.inputReader().readLine());
    }

    /** Waits until the server says that it reaches the other one. */
    void awaitReady() throws IOException {
        String line = process.inputReader().readLine();
        if (!"ready".equals(line)) {
            throw new IOException("the server " + contestant.title() + " does not reach the other one");
        }
    }

    Contestant contestant() {
        return contestant;
    }

    int port() {
        return port;
    }

    /** Returns the resident memory, in bytes (proc(5)). */
    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("/proc has no VmRSS for the server");
    }

    /** Returns the processor time that the server has used, in seconds. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
