package netkit.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import netkit.testing.LiveProcess;
import netkit.testing.RabbitServer;

/** The benchmark of the embedded message queue against RabbitMQ's quorum and classic queues: durable, with confirms. */
@Command(name = "queue-bench", mixinStandardHelpOptions = true, showDefaultValues = true)
final class QueueBench implements Callable<Integer> {
    /** The kinds of queue that are measured. */
    enum Kind {
        NETKIT("netkit"), QUORUM("RabbitMQ quorum"), CLASSIC("RabbitMQ classic");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    @Option(names = "--rounds", description = "Rounds of each measurement.", defaultValue = "9")
    private int rounds;

    @Option(names = "--seconds", description = "Duration of a round, in seconds.", defaultValue = "2")
    private double seconds;

    @Option(names = "--size", description = "Bytes in a message.", defaultValue = "1024")
    private int size;

    @Option(names = "--backlog", description = "Messages to publish and then drain; 0 for none.",
            defaultValue = "1000000")
    private int backlog;

    @Option(names = "--kinds", description = "Kinds of queue to measure: ${COMPLETION-CANDIDATES}.",
            split = ",",
            defaultValue = "NETKIT,QUORUM,CLASSIC")
    private List<Kind> kinds;

    private final Map<Kind, QueueLoad> loads = new EnumMap<>(Kind.class);
    private ForcedWrites disk;

    static void main(String[] args) {
        System.exit(
                new CommandLine(new QueueBench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("netkit-queue-bench");
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            start(folder, opened);
            disk = new ForcedWrites(folder.resolve("forced"), size);
            opened.add(disk);
            System.out.printf(Locale.ROOT,
                    "durable, confirmed messages of %d bytes; medians of %d rounds of %.0f s%n", size,
                    rounds, seconds);
            System.out.printf("%-34s", "");
            kinds.forEach(kind -> System.out.printf("%18s", kind.title));
            System.out.println();
            for (QueueLoad load : loads.values()) {
                load.publish(8, 10_000, seconds); // warms up the just-in-time compilers
                load.publish(1, 10_000, seconds);
                load.latencies(1);
            }
            measure("1 producer, waits for each confirm", "/s", load -> load.publish(1, 1, seconds));
            measure("8 producers, waits for each confirm", "/s", load -> load.publish(8, 1, seconds));
            measure("1 producer", "/s", load -> load.publish(1, 10_000, seconds));
            measure("8 producers", "/s", load -> load.publish(8, 10_000, seconds));
            latency();
            if (backlog > 0) {
                backlog();
            }
        } finally {
            for (AutoCloseable each : opened.reversed()) {
                each.close();
            }
            deleteAll(folder);
        }
        return 0;
    }

    private void start(Path folder, List<AutoCloseable> opened) throws Exception {
        String rabbit = null;
        if (kinds.contains(Kind.QUORUM) || kinds.contains(Kind.CLASSIC)) {
            RabbitServer server = RabbitServer.start(Files.createDirectory(folder.resolve("rabbitmq")));
            opened.add(server);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
            rabbit = server.url();
        }
        for (Kind kind : kinds) {
            switch (kind) {
                case NETKIT -> {
                    LiveProcess server = new LiveProcess(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:+UseSerialGC",
                            "-Xmn128m", "-cp", System.getProperty("java.class.path"), "netkit.Netkit",
                            "mq-server",
                            "--port", "0", "--data", folder.resolve("netkit").toString()));
                    opened.add(server);
                    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
                    String line = server.awaitLine("listening on mq \\S+");
                    loads.put(kind,
                            new QueueLoad(URI.create("mq://" + line.substring(line.lastIndexOf(' ') + 1)),
                                    "bench", size));
                }
                case QUORUM -> loads.put(kind, new QueueLoad(URI.create(rabbit), "bench-quorum", size));
                case CLASSIC -> {
                    declareClassic(rabbit, "bench-classic");
                    loads.put(kind, new QueueLoad(URI.create(rabbit), "bench-classic", size));
                }
            }
        }
    }

    private static void declareClassic(String url, String queue)
            throws IOException, TimeoutException, URISyntaxException, GeneralSecurityException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, Map.of());
        }
    }

    /** Measures all kinds in turn; measures the disk alone before each round, while earlier writes are still in progress. */
    private void measure(String title, String unit, ToDoubleFunction<QueueLoad> measurement)
            throws IOException {
        Map<Kind, double[]> results = new EnumMap<>(Kind.class);
        double[] forced = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            forced[round] = disk.millis();
            for (Kind kind : rotated(round)) {
                results.computeIfAbsent(kind, _ -> new double[rounds])[round] = measurement
                        .applyAsDouble(loads.get(kind));
            }
        }
        row(title, results, "%,.0f", unit);
        Arrays.sort(forced);
        System.out.printf(Locale.ROOT, "  one forced write to the disk alone: %.2f ms (%.2f-%.2f)%n",
                forced[rounds / 2],
                forced[0], forced[rounds - 1]);
    }

    /** Rotates the order in each round, because the writes that one kind leaves behind slow down the next. */
    private List<Kind> rotated(int round) {
        List<Kind> order = new ArrayList<>(kinds);
        Collections.rotate(order, -round);
        return order;
    }

    private void latency() {
        Map<Kind, double[]> p50 = new EnumMap<>(Kind.class);
        Map<Kind, double[]> p99 = new EnumMap<>(Kind.class);
        for (int round = 0; round < rounds; round++) {
            for (Kind kind : rotated(round)) {
                Histogram latencies = loads.get(kind).latencies(seconds);
                p50.computeIfAbsent(kind, _ -> new double[rounds])[round] = latencies.getValueAtPercentile(50)
                        / 1e6;
                p99.computeIfAbsent(kind, _ -> new double[rounds])[round] = latencies.getValueAtPercentile(99)
                        / 1e6;
            }
        }
        row("publish to receive, 500/s: p50", p50, "%.2f", " ms");
        row("publish to receive, 500/s: p99", p99, "%.2f", " ms");
    }

    private void backlog() {
        Map<Kind, double[]> in = new EnumMap<>(Kind.class);
        Map<Kind, double[]> out = new EnumMap<>(Kind.class);
        for (Kind kind : kinds) {
            in.put(kind, new double[] {loads.get(kind).fill(backlog)});
            out.put(kind, new double[] {loads.get(kind).drain(backlog)});
        }
        row("backlog of %,d: published".formatted(backlog), in, "%,.0f", "/s");
        row("backlog of %,d: drained".formatted(backlog), out, "%,.0f", "/s");
    }

    private void row(String title, Map<Kind, double[]> results, String format, String unit) {
        System.out.printf("%-34s", title);
        for (Kind kind : kinds) {
            double[] sorted = results.get(kind).clone();
            Arrays.sort(sorted);
            System.out.printf("%18s", String.format(Locale.ROOT, format, sorted[sorted.length / 2]) + unit);
        }
        System.out.println();
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.toList().reversed()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
