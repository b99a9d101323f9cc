package netkit.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import netkit.lab.Host;
import netkit.lab.Lab;
import netkit.lab.LabEntry;
import netkit.lab.LabOptions;
import netkit.lab.LabProcess;
import netkit.lab.PortKind;

/** Measures what the wire of a lab carries, and what it adds to a round trip, beside the loopback of the same machine. */
final class LabBench {
    private static final int ROUNDS = 5;
    private static final long ROUND_NANOS = 1_500_000_000;
    private static final int BLOCK = 128 << 10;
    private static final int WARM_UP = 20_000;
    private static final int PINGS = 20_000;

    private LabBench() {}

    /** Opens a socket where it belongs. */
    private interface Place {
        <T> T call(java.util.concurrent.Callable<T> work) throws Exception;
    }

    private record Figures(double gigabits, double medianMicros, double p99Micros) {}

    static void main(String[] args) throws Exception {
        if (!LabEntry.isInside()) {
            try (LabProcess inner = LabEntry.start(LabBench.class.getName(), List.of(args))) {
                System.exit(inner.await());
            }
        }
        System.out.printf(Locale.ROOT, "%s %s, %d processors, Java %s%n", System.getProperty("os.name"),
                System.getProperty("os.version"), Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
        System.out.printf("%-26s %12s %14s %12s%n", "", "Gbit/s", "RTT median µs", "RTT p99 µs");
        Place outside = new Place() {
            @Override
            public <T> T call(java.util.concurrent.Callable<T> work) throws Exception {
                return work.call();
            }
        };
        report("loopback", measure(outside, outside, InetAddress.getLoopbackAddress()));
        for (PortKind kind : PortKind.values()) {
            for (int mtu : new int[] {1500, 65_000}) {
                try (Lab lab = Lab.open(List.of("alice", "bob"), 1,
                        LabOptions.USUAL.withMtu(mtu).withPort(kind))) {
                    Host alice = lab.hosts().get(0);
                    Host bob = lab.hosts().get(1);
                    report(kind + ", MTU " + mtu, measure(alice::call, bob::call, bob.address()));
                    System.out.println("  " + lab.wire().hostCounts());
                }
            }
        }
        System.exit(0);
    }

    private static void report(String what, Figures figures) {
        System.out.printf(Locale.ROOT, "%-26s %12.2f %14.1f %12.1f%n", what, figures.gigabits(),
                figures.medianMicros(), figures.p99Micros());
    }

    private static Figures measure(Place client, Place server, InetAddress address) throws Exception {
        double[] gigabits = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            gigabits[i] = throughput(client, server, address);
        }
        Arrays.sort(gigabits);
        double[] micros = roundTrips(client, server, address);
        return new Figures(gigabits[ROUNDS / 2], micros[micros.length / 2], micros[micros.length * 99 / 100]);
    }

    private static double throughput(Place client, Place server, InetAddress address) throws Exception {
        try (ServerSocket listener = server.call(() -> new ServerSocket(0, 1, address));
                Socket sender = client.call(() -> new Socket(address, listener.getLocalPort()));
                Socket receiver = listener.accept()) {
            Thread thread = Thread.ofPlatform().start(() -> send(sender));
            byte[] block = new byte[BLOCK];
            InputStream in = receiver.getInputStream();
            long start = System.nanoTime();
            long end = start + ROUND_NANOS;
            long bytes = 0;
            while (System.nanoTime() < end) {
                bytes += in.read(block);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            receiver.close();
            thread.join();
            return bytes * 8 / seconds / 1e9;
        }
    }

    private static void send(Socket socket) {
        byte[] block = new byte[BLOCK];
        try {
            OutputStream out = socket.getOutputStream();
            while (true) {
                out.write(block);
            }
        } catch (IOException _) {
            // the receiver has had enough
        }
    }

    /** Sorted. */
    private static double[] roundTrips(Place client, Place server, InetAddress address) throws Exception {
        try (ServerSocket listener = server.call(() -> new ServerSocket(0, 1, address));
                Socket socket = client.call(() -> new Socket(address, listener.getLocalPort()));
                Socket accepted = listener.accept()) {
            socket.setTcpNoDelay(true);
            accepted.setTcpNoDelay(true);
            Thread echo = Thread.ofPlatform().start(() -> echo(accepted));
            double[] micros = new double[PINGS];
            for (int i = -WARM_UP; i < PINGS; i++) {
                long start = System.nanoTime();
                socket.getOutputStream().write('x');
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("the echo ended");
                }
                if (i >= 0) {
                    micros[i] = (System.nanoTime() - start) / 1e3;
                }
            }
            socket.shutdownOutput();
            echo.join();
            Arrays.sort(micros);
            return micros;
        }
    }

    private static void echo(Socket socket) {
        try {
            int x = socket.getInputStream().read();
            while (x >= 0) {
                socket.getOutputStream().write(x);
                x = socket.getInputStream().read();
            }
        } catch (IOException e) {
            System.err.println("echo: " + e);
        }
    }
}
