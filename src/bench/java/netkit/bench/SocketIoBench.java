package netkit.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.opentest4j.TestAbortedException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import netkit.testing.RedisServer;

/**
 * The benchmark of netkit's Socket.IO server against npm's: an event from one client to all others, at one server, and at
 * two that are joined by Redis, with half of the clients each.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, showDefaultValues = true)
final class SocketIoBench implements Callable<Integer> {
    private static final long NANOS = 1_000_000_000;

    @Option(names = "--listeners", description = "Clients that receive the event.", split = ",",
            defaultValue = "50,200,2000")
    private int[] listenerCounts;

    @Option(names = "--rounds", description = "Rounds of each workload.", defaultValue = "5")
    private int rounds;

    @Option(names = "--seconds", description = "Duration of a round, in seconds.", defaultValue = "1")
    private double seconds;

    @Option(names = "--core", description = "Core that servers and load share; -1 for all cores.",
            defaultValue = "0")
    private int core;

    static void main(String[] args) {
        System.exit(new CommandLine(new SocketIoBench()).setExecutionExceptionHandler((e, command, _) -> {
            command.getErr().println("bench: " + e.getMessage());
            return 1;
        }).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Contestant> contestants = Stream.of(Contestant.NETKIT, Contestant.SOCKET_IO)
                .filter(Contestant::isInstalled).toList();
        if (contestants.size() < 2) {
            System.out
                    .println("skipping npm's socket.io, which is not installed: run npm ci --prefix .peers");
        }
        core = ProcessorTime.pin(core);
        System.out.printf(
                "broadcast of an event with 20 B, %d under way; deliveries by processor time of servers"
                        + " and load%n%n",
                BroadcastLoad.OUTSTANDING);
        System.out.println("one server");
        measure(contestants, 1);
        System.out.printf("%ntwo servers, half of the listeners at each, joined by Redis%n");
        try (RedisServer redis = new RedisServer()) {
            measure(contestants, 2, "" + redis.port());
        } catch (TestAbortedException _) {
            System.out.println("skipped: redis-server is not installed");
        }
        return 0;
    }

    /** @param arguments of the servers */
    private void measure(List<Contestant> contestants, int count, String... arguments) throws IOException {
        Map<Contestant, List<ServerProcess>> servers = new EnumMap<>(Contestant.class);
        try {
            for (Contestant contestant : contestants) {
                List<ServerProcess> started = new ArrayList<>();
                servers.put(contestant, started);
                for (int i = 0; i < count; i++) {
                    started.add(ServerProcess.start(contestant, Contestant.Purpose.EVENTS, arguments));
                }
                for (ServerProcess server : started) {
                    server.awaitReady();
                }
            }
            for (int listeners : listenerCounts) { // so that the just-in-time compilers are done before
                for (Contestant contestant : contestants) {
                    rate(servers.get(contestant), listeners);
                }
            }
            Rounds.header("listeners", contestants);
            for (int listeners : listenerCounts) {
                Rounds measured = new Rounds(rounds);
                for (int round = -1; round < rounds; round++) { // round -1 warms up
                    for (Contestant contestant : contestants) {
                        double rate = rate(servers.get(contestant), listeners);
                        if (round >= 0) {
                            measured.record(contestant, round, rate);
                        }
                    }
                }
                measured.print(String.valueOf(listeners), "k/s", contestants);
            }
        } finally {
            servers.values().forEach(some -> some.forEach(ServerProcess::close));
        }
    }

    private double rate(List<ServerProcess> servers, int listeners) throws IOException {
        List<Integer> ports = servers.stream().map(ServerProcess::port).toList();
        try (BroadcastLoad load = BroadcastLoad.overSocketIo(ports, listeners)) {
            return ProcessorTime.rate(servers, () -> load.run((long) (seconds * NANOS)));
        }
    }
}
