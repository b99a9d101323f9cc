package netkit.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long short commands of {@code target/netkit} take, and servers until they listen, beside {@code java -version} of
 * the same Java: medians of 15 runs in turn, first without the start-up cache and then with it.
 */
public final class StartUpBench {
    private static final int RUNS = 15;
    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-version");
    private static final List<List<String>> COMMANDS = List.of(List.of("--version"), List.of("--help"),
            List.of("ws-frame", "decode", "8100"), List.of("udp-send", "127.0.0.1:9", "hello"));
    private static final List<List<String>> SERVERS = List.of(List.of("tcp-server", "--port", "0"),
            List.of("udp-listen", "0"), List.of("ws-server", "--port", "0"),
            List.of("sio-server", "--port", "0"),
            List.of("mq-server", "--port", "0"));

    private StartUpBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String netkit = Path.of("target", "netkit").toAbsolutePath().toString();
        for (String cache : List.of("off", "on")) {
            Map<List<String>, List<Long>> nanos = new LinkedHashMap<>();
            for (int run = 0; run < RUNS; run++) {
                measure(nanos, JAVA, cache, StartUpBench::awaitEnd);
                for (List<String> command : COMMANDS) {
                    measure(nanos, netkit(netkit, command), cache, StartUpBench::awaitEnd);
                }
                for (List<String> command : SERVERS) {
                    measure(nanos, netkit(netkit, command), cache, StartUpBench::awaitListening);
                }
            }
            long java = median(nanos.get(JAVA));
            System.out.println("start-up cache " + cache + ", medians of " + RUNS);
            nanos.forEach(
                    (words, times) -> System.out.printf("%6.0f ms %5.1f x java  %s%n", median(times) / 1e6,
                            (double) median(times) / java, String.join(" ", words)));
        }
    }

    private static List<String> netkit(String netkit, List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.addFirst(netkit);
        return words;
    }

    /** Waits for what is measured. */
    private interface Start {
        void await(Process process) throws IOException, InterruptedException;
    }

    private static void awaitEnd(Process process) throws IOException, InterruptedException {
        process.getInputStream().readAllBytes();
        process.waitFor();
    }

    private static void awaitListening(Process process) throws IOException {
        String line = process.inputReader().readLine();
        if (line == null || !line.startsWith("listening on ")) {
            throw new IOException("not listening, but: " + line);
        }
    }

    private static void measure(Map<List<String>, List<Long>> nanos, List<String> words, String cache,
            Start start)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("NETKIT_CACHE", cache);
        long startedAt = System.nanoTime();
        Process process = builder.start();
        start.await(process);
        nanos.computeIfAbsent(words, _ -> new ArrayList<>()).add(System.nanoTime() - startedAt);
        process.destroy();
        process.waitFor();
    }

    private static long median(List<Long> times) {
        Collections.sort(times);
        return times.get(times.size() / 2);
    }
}
