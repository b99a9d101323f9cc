package netkit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark of netkit's servers against Netty and node's ws: echoes, broadcasts, and memory per idle connection. */
@Command(name = "bench", mixinStandardHelpOptions = true, showDefaultValues = true)
final class WebSocketBench implements Callable<Integer> {
    private static final List<Workload> WORKLOADS = List.of(new Workload("1 x 20 B", 20, 1, 1),
            new Workload("50 x 20 B", 20, 50, 1), new Workload("500 x 20 B", 20, 500, 1),
            new Workload("50 x 32 x 20 B", 20, 50, 32), new Workload("16 x 16 KiB", 16 << 10, 16, 1),
            new Workload("4 x 1 MiB", 1 << 20, 4, 1));
    private static final int[] LISTENERS = {50, 200, 2000};
    private static final long NANOS = 1_000_000_000;
    /** File descriptors that a process needs in addition to its connections. */
    private static final int OTHER_FILES = 500;
    private static final long SETTLE_MILLIS = 2000;

    @Option(names = "--rounds", description = "Rounds of each workload.", defaultValue = "5")
    private int rounds;

    @Option(names = "--seconds", description = "Duration of a round, in seconds.", defaultValue = "2")
    private double seconds;

    @Option(names = "--core", description = "Core that servers and load share; -1 for all cores.",
            defaultValue = "0")
    private int core;

    @Option(names = "--only", description = "Run only workloads whose title matches this regular expression.",
            defaultValue = "")
    private Pattern only;

    @Option(names = "--servers", description = "Servers to measure: ${COMPLETION-CANDIDATES}.", split = ",",
            defaultValue = "NETKIT,NETTY,WS")
    private List<Contestant> contestants;

    @Option(names = "--broadcast", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Measure broadcasts from one client to many.")
    private boolean broadcast;

    @Option(names = "--idle", description = "Idle connections to measure the memory of; 0 for none.",
            defaultValue = "10000")
    private int idle;

    static void main(String[] args) {
        System.exit(new CommandLine(new WebSocketBench()).setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, _) -> {
                    command.getErr().println("bench: " + e.getMessage());
                    return 1;
                }).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        core = ProcessorTime.pin(core);
        List<Contestant> installed = contestants.stream().filter(Contestant::isInstalled).toList();
        if (installed.size() < contestants.size()) {
            System.out.println("skipping node's ws, which is not installed: run npm ci --prefix .peers");
        }
        List<Workload> workloads = WORKLOADS.stream()
                .filter(workload -> only.matcher(workload.title()).find()).toList();
        if (!workloads.isEmpty()) {
            echo(installed, workloads);
        }
        if (broadcast) {
            broadcast("WebSocket", installed,
                    server -> server.port(), BroadcastLoad::overWebSocket);
            broadcast("TCP lines", installed.stream().filter(Contestant::speaksLines).toList(),
                    ServerProcess::linesPort, BroadcastLoad::overLines);
        }
        if (idle > 0) {
            memory(installed);
        }
        return 0;
    }

    private void echo(List<Contestant> installed, List<Workload> workloads) throws IOException {
        System.out.printf(Locale.ROOT,
                "WebSocket echo of binary messages, %s; rates by processor time;%nmedians of %d rounds of %.1f s; ratios round by round: median (lowest-highest)%n",
                core < 0 ? "on all cores" : "servers and load on core " + core, rounds, seconds);
        Rounds.header("clients", installed);
        List<ServerProcess> servers = new ArrayList<>();
        try {
            for (Contestant contestant : installed) {
                servers.add(ServerProcess.start(contestant, Contestant.Purpose.ECHO));
            }
            for (ServerProcess server : servers) {
                warmUp(server);
            }
            for (Workload workload : workloads) {
                measure(workload, servers).print(workload.title(), workload.unit(), installed);
            }
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    private interface Port {
        int of(ServerProcess server) throws IOException;
    }

    private interface Opener {
        BroadcastLoad open(int port, int listeners) throws IOException;
    }

    private void broadcast(String transport, List<Contestant> installed, Port port, Opener opener)
            throws IOException {
        System.out.printf("%nbroadcast of 20 B over %s, %d messages under way; deliveries%n", transport,
                BroadcastLoad.OUTSTANDING);
        Rounds.header("listeners", installed);
        List<ServerProcess> servers = new ArrayList<>();
        try {
            Map<ServerProcess, Integer> ports = new HashMap<>();
            for (Contestant contestant : installed) {
                ServerProcess server = ServerProcess.start(contestant, Contestant.Purpose.BROADCAST);
                servers.add(server);
                ports.put(server, port.of(server));
            }
            for (int listeners : LISTENERS) {
                Rounds measured = new Rounds(rounds);
                for (int round = -1; round < rounds; round++) {
                    for (ServerProcess server : servers) {
                        try (BroadcastLoad load = opener.open(ports.get(server), listeners)) {
                            double rate = ProcessorTime.rate(List.of(server),
                                    () -> load.run((long) (seconds * NANOS)));
                            if (round >= 0) { // round -1 warms up
                                measured.record(server.contestant(), round, rate);
                            }
                        }
                    }
                }
                measured.print(String.valueOf(listeners), "k/s", installed);
            }
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    /** Runs every workload once, so that the just-in-time compiler is done before the measurement. */
    private static void warmUp(ServerProcess server) throws IOException {
        for (Workload workload : WORKLOADS) {
            try (EchoLoad load = new EchoLoad(server.port(), workload.connections())) {
                load.run(workload, NANOS);
            }
        }
    }

    private Rounds measure(Workload workload, List<ServerProcess> servers) throws IOException {
        Rounds measured = new Rounds(rounds);
        for (int round = -1; round < rounds; round++) {
            for (ServerProcess server : servers) {
                try (EchoLoad load = new EchoLoad(server.port(), workload.connections())) {
                    double rate = ProcessorTime.rate(List.of(server),
                            () -> load.run(workload, (long) (seconds * NANOS)));
                    if (round >= 0) { // round -1 lets the server settle on the new load
                        measured.record(server.contestant(), round, rate);
                    }
                }
            }
        }
        return measured;
    }

    private void memory(List<Contestant> installed) throws IOException, InterruptedException {
        int connections = Math.min(idle, maxOpenFiles() - OTHER_FILES);
        if (connections < idle) {
            System.out.printf("only %d connections, because of the limit on open files%n",
                    connections);
        }
        System.out.printf("%nresident memory of %d idle connections%n", connections);
        for (Contestant contestant : installed) {
            try (ServerProcess server = ServerProcess.start(contestant, Contestant.Purpose.ECHO)) {
                new EchoLoad(server.port(), 1).close();
                long before = server.residentBytes();
                try (EchoLoad _ = new EchoLoad(server.port(), connections)) {
                    Thread.sleep(SETTLE_MILLIS);
                    long each = (server.residentBytes() - before) / connections;
                    System.out.printf(Locale.ROOT, "%-10s%6.1f kB each, %.0f MB in total%n",
                            contestant.title(),
                            each / 1e3, server.residentBytes() / 1e6);
                }
            }
        }
    }

    /** Returns the hard limit on open files, to which Java and node raise the soft one by themselves (proc(5)). */
    private static int maxOpenFiles() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            String[] fields = line.split("\\s{2,}");
            if (fields[0].equals("Max open files") && !fields[2].equals("unlimited")) {
                return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(fields[2]));
            }
        }
        return Integer.MAX_VALUE;
    }
}
