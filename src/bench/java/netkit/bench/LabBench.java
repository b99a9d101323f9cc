package netkit.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import netkit.lab.Lab;
import netkit.lab.LabCapture;
import netkit.lab.LabOptions;
import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.lab.namespace.LabEntry;
import netkit.lab.relay.LoopbackTestbed;

/**
 * The benchmark of the lab's link against plain loopback: the throughput of one TCP stream and the round-trip time of a
 * small TCP message, also while both hosts are captured. Both ends and the link are in one JVM; the rounds are interleaved.
 * On processors that are slow to wake from idle states, plain loopback varies: pin it with {@code taskset -c 0}.
 */
@Command(name = "lab-bench", mixinStandardHelpOptions = true, showDefaultValues = true)
final class LabBench implements Callable<Integer> {
    private static final int CHUNK = 64 * 1024;
    private static final int MESSAGE = 20;
    private static final int WARM_UP_ROUND_TRIPS = 20_000;
    private static final long NANOS = 1_000_000_000;

    @Option(names = "--rounds", description = "Rounds of each measurement.", defaultValue = "5")
    private int rounds;

    @Option(names = "--seconds", description = "Duration of a stream, in seconds.", defaultValue = "2")
    private double seconds;

    @Option(names = "--round-trips", description = "Round trips in a round.", defaultValue = "20000")
    private int roundTrips;

    private volatile boolean finished;
    /** By environment, the result of each round. */
    private final Map<String, List<Double>> throughput = new LinkedHashMap<>();
    private final Map<String, List<Double>> roundTrip = new LinkedHashMap<>();

    static void main(String[] args) throws IOException, InterruptedException {
        LabEntry.enter();
        if (LabEntry.isInside()) {
            System.exit(new CommandLine(new LabBench()).execute(args));
        }
        try (var inside = LabEntry.start(LabBench.class.getName(), List.of(args), Optional.empty())) {
            System.exit(inside.await());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.printf("%d processors; one TCP stream, and round trips of %d bytes, between two threads%n",
                Runtime.getRuntime().availableProcessors(), MESSAGE);
        for (int round = -1; round < rounds; round++) {
            try (Testbed loopback = new LoopbackTestbed(List.of("alice", "bob"))) {
                measure("loopback", loopback, round);
            }
            for (int mtu : List.of(1500, 65_000)) {
                try (Lab lab = Lab.open(List.of("alice", "bob"), 1, new LabOptions(mtu))) {
                    measure("wire, MTU " + mtu, lab, round);
                    measureCaptured("wire, MTU " + mtu + ", captured", lab, round);
                }
            }
        }
        print("one TCP stream, Gbit/s", throughput, "of loopback's", (one, base) -> one / base);
        print("round trip, µs, median", roundTrip, "added", (one, base) -> one - base);
        return 0;
    }

    private void measureCaptured(String name, Lab lab, int round) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("netkit-lab-bench");
        try {
            LabCapture capture = LabCapture.start(lab, folder, 0);
            try (capture) {
                measure(name, lab, round);
            } finally {
                for (Path file : capture.files()) {
                    Files.deleteIfExists(file);
                }
            }
        } finally {
            Files.delete(folder);
        }
    }

    private void measure(String name, Testbed testbed, int round) throws IOException, InterruptedException {
        double stream = stream(testbed);
        double trip = roundTrip(testbed);
        if (round >= 0) { // round -1 only warms up the JVM
            throughput.computeIfAbsent(name, _ -> new ArrayList<>()).add(stream);
            roundTrip.computeIfAbsent(name, _ -> new ArrayList<>()).add(trip);
        }
    }

    /** Returns both ends of a connection between the hosts, without a relay. */
    private static Socket[] connect(Testbed testbed) throws IOException {
        Place client = testbed.places().getFirst();
        Place server = testbed.places().getLast();
        InetAddress address = server.address();
        try (ServerSocket listener = server.open(() -> new ServerSocket(0, 1, address))) {
            int port = ((InetSocketAddress) listener.getLocalSocketAddress()).getPort();
            Socket clientEnd = client.open(() -> new Socket(address, port));
            Socket serverEnd = listener.accept();
            clientEnd.setTcpNoDelay(true);
            serverEnd.setTcpNoDelay(true);
            return new Socket[] {clientEnd, serverEnd};
        }
    }

    /** Returns the throughput at the receiver, in Gbit/s. */
    private double stream(Testbed testbed) throws IOException, InterruptedException {
        Socket[] ends = connect(testbed);
        finished = false;
        try (Socket sender = ends[0]; Socket receiver = ends[1]) {
            Thread sending = Thread.ofPlatform().start(() -> {
                byte[] chunk = new byte[CHUNK];
                try {
                    OutputStream out = sender.getOutputStream();
                    while (!finished) {
                        out.write(chunk);
                    }
                    sender.shutdownOutput();
                } catch (IOException e) {
                    e.printStackTrace();
                }
            });
            InputStream in = receiver.getInputStream();
            byte[] chunk = new byte[4 * CHUNK];
            long bytes = 0;
            long start = System.nanoTime();
            long end = start + (long) (seconds * NANOS);
            long now = start;
            while (now < end) {
                bytes += in.read(chunk);
                now = System.nanoTime();
            }
            double rate = 8.0 * bytes / (now - start);
            finished = true;
            in.transferTo(OutputStream.nullOutputStream());
            sending.join();
            return rate;
        }
    }

    /** Returns the median round-trip time, in microseconds. */
    private double roundTrip(Testbed testbed) throws IOException, InterruptedException {
        Socket[] ends = connect(testbed);
        try (Socket client = ends[0]; Socket server = ends[1]) {
            Thread echo = Thread.ofPlatform().start(() -> {
                try {
                    byte[] message = new byte[MESSAGE];
                    while (server.getInputStream().readNBytes(message, 0, MESSAGE) == MESSAGE) {
                        server.getOutputStream().write(message);
                    }
                } catch (IOException _) {
                    // the client has closed the connection
                }
            });
            byte[] message = new byte[MESSAGE];
            long[] times = new long[roundTrips];
            for (int i = -WARM_UP_ROUND_TRIPS; i < roundTrips; i++) {
                long start = System.nanoTime();
                client.getOutputStream().write(message);
                client.getInputStream().readNBytes(message, 0, MESSAGE);
                if (i >= 0) {
                    times[i] = System.nanoTime() - start;
                }
            }
            client.shutdownOutput();
            echo.join();
            Arrays.sort(times);
            return times[roundTrips / 2] / 1e3;
        }
    }

    private interface Comparison {
        double of(double one, double base);
    }

    private static void print(String title, Map<String, List<Double>> measured, String compared,
            Comparison comparison) {
        System.out.printf("%n%-28s%10s%26s%n", title, "median", compared);
        List<Double> base = measured.get("loopback");
        measured.forEach((name, values) -> {
            double[] each = new double[values.size()];
            Arrays.setAll(each, i -> comparison.of(values.get(i), base.get(i)));
            System.out.printf(Locale.ROOT, "%-28s%10.2f%26s%n", name, median(values),
                    values == base ? "" : spread(each));
        });
    }

    private static String spread(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", sorted[sorted.length / 2], sorted[0],
                sorted[sorted.length - 1]);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
