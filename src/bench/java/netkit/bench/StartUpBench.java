package netkit.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long short commands of {@code target/netkit} take, beside {@code java -version} of the same Java: medians of 15
 * runs in turn, first without the start-up cache and then with it.
 */
public final class StartUpBench {
    private static final int RUNS = 15;
    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-version");
    private static final List<List<String>> COMMANDS = List.of(List.of("--version"), List.of("--help"),
            List.of("ws-frame", "decode", "8100"), List.of("udp-send", "127.0.0.1:9", "hello"));

    private StartUpBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String netkit = Path.of("target", "netkit").toAbsolutePath().toString();
        for (String cache : List.of("off", "on")) {
            Map<List<String>, List<Long>> nanos = new LinkedHashMap<>();
            for (int run = 0; run < RUNS; run++) {
                measure(nanos, JAVA, cache);
                for (List<String> command : COMMANDS) {
                    List<String> words = new ArrayList<>(command);
                    words.addFirst(netkit);
                    measure(nanos, words, cache);
                }
            }
            long java = median(nanos.get(JAVA));
            System.out.println("start-up cache " + cache + ", medians of " + RUNS);
            nanos.forEach(
                    (words, times) -> System.out.printf("%6.0f ms %5.1f x java  %s%n", median(times) / 1e6,
                            (double) median(times) / java, String.join(" ", words)));
        }
    }

    private static void measure(Map<List<String>, List<Long>> nanos, List<String> words, String cache)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("NETKIT_CACHE", cache);
        long start = System.nanoTime();
        builder.start().waitFor();
        nanos.computeIfAbsent(words, _ -> new ArrayList<>()).add(System.nanoTime() - start);
    }

    private static long median(List<Long> times) {
        Collections.sort(times);
        return times.get(times.size() / 2);
    }
}
