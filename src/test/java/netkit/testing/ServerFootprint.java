package netkit.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server's process holds after a garbage collection, as Linux and its JVM report it.
 *
 * @param threads platform and virtual threads
 * @param descriptors open files and sockets
 * @param resident memory in MiB
 */
public record ServerFootprint(long threads, long descriptors, long resident) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long MORE_THREADS = 8;
    private static final long MORE_DESCRIPTORS = 4;
    private static final long MORE_MEBIBYTES = 128; // the queue's server keeps as much for young objects

    public static ServerFootprint of(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        Path dump = Files.createTempFile("netkit", ".threads");
        try {
            jcmd(pid, "Thread.dump_to_file", "-overwrite", dump.toString());
            long threads;
            try (Stream<String> lines = Files.lines(dump)) {
                threads = lines.filter(line -> line.startsWith("#")).count();
            }
            return new ServerFootprint(threads, descriptors(pid), resident(pid));
        } finally {
            Files.delete(dump);
        }
    }

    private static void jcmd(long pid, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid));
        builder.command().addAll(List.of(command));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("jcmd failed: " + output);
        }
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.count();
        }
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst()
                .orElseThrow();
    }

    /** Waits until the process holds hardly more than this, and returns what it holds then. */
    public ServerFootprint awaitReturn(long pid) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        ServerFootprint now = of(pid);
        while (!now.isNear(this)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("at first " + this + ", afterwards " + now);
            }
            Thread.sleep(200);
            now = of(pid);
        }
        return now;
    }

    private boolean isNear(ServerFootprint before) {
        return threads <= before.threads + MORE_THREADS
                && descriptors <= before.descriptors + MORE_DESCRIPTORS
                && resident <= before.resident + MORE_MEBIBYTES;
    }

    @Override
    public String toString() {
        return threads + " threads, " + descriptors + " descriptors, " + resident + " MiB";
    }
}
