package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.NoProgress;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Scenarios;
import netkit.compare.scenario.Environment;
import netkit.lab.namespace.InsideLab;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.FaultEffect;
import netkit.testing.Programs;

/** The wire statistics of a cell compared with what Wireshark counts in the captures of both hosts. */
@Timeout(300)
@Tag("lab")
class WireObserverIT {
    private static final Workload WORKLOAD = new Workload(200, 80, 400);
    /** The addresses that a lab gives its first host, and its second. */
    private static final String ALICE = "192.0.2.1";
    private static final String BOB = "192.0.2.2";
    private static final int TRIALS_AT_ONCE = 14;
    /** All that need no server outside the lab. */
    private static final List<Transport> TRANSPORTS = Arrays.stream(Transport.values())
            .filter(transport -> !transport.needsProgram()).toList();

    /** Those that ship, with faults of the wire in both directions, and with less time. */
    private static final Map<String, String> SCENARIOS = Map.ofEntries(
            Map.entry("clean", "wire clear"),
            Map.entry("loss", "wire loss 10%"),
            Map.entry("burst", "wire loss 10% burst 5"),
            Map.entry("delay", "wire delay 50ms jitter 20ms"),
            Map.entry("reorder", "wire reorder 10% by 3 within 100ms"),
            Map.entry("duplicate", "wire duplicate 10%"),
            Map.entry("corrupt", "wire corrupt 10%"),
            Map.entry("cut", "at 200ms wire cut\nat 500ms wire heal"),
            Map.entry("reset", "wire delay 50ms\nat 200ms wire cut\nat 300ms wire heal\nat 350ms bob resets"),
            Map.entry("offline", "at 200ms bob leaves\nat 400ms bob returns"),
            Map.entry("crash", "at 200ms bob crashes\nat 400ms bob returns"),
            Map.entry("slow", "at 0s bob takes 10ms\nat 400ms bob takes 0ms"),
            Map.entry("congested", "wire alice>bob rate 200kbit queue 4k"),
            Map.entry("quiet", "alice sends 4 every 255ms"),
            Map.entry("bus-cut", "at 200ms bus cut\nat 400ms bus heal"),
            Map.entry("bus-lost", "at 200ms bus cut"));

    /** What tshark finds must be what netkit says. */
    private record Claim(String what, Object said, Object found) {}

    @BeforeEach
    void needTshark() {
        Programs.need("tshark");
    }

    @Test
    void wireStatisticsAgreeWithTheCaptures(@TempDir Path folder) throws Exception {
        InsideLab.run(WireObserverIT.class, "oneWay", folder.toString());
    }

    static void oneWay(String[] arguments) throws Exception {
        assertEquals(Set.copyOf(Scenarios.NAMES), SCENARIOS.keySet());
        List<Cell.Measured> cells = compare(false, Path.of(arguments[0]), Scenarios.NAMES);
        // UDP has no connection that could be reset, and none of these a bus
        long missing = Scenarios.NAMES.stream().flatMap(name -> TRANSPORTS.stream()
                .filter(transport -> transport.missing(scenario(name), Environment.LAB).isPresent())).count();
        assertEquals(SCENARIOS.size() * TRANSPORTS.size() - missing, cells.size());
        assertHappened(cells);
    }

    @Test
    void wireStatisticsOfBothWaysAgreeWithTheCaptures(@TempDir Path folder) throws Exception {
        InsideLab.run(WireObserverIT.class, "bothWays", folder.toString());
    }

    static void bothWays(String[] arguments) throws Exception {
        List<Cell.Measured> cells = compare(true, Path.of(arguments[0]), List.of("loss"));
        assertEquals(2 * TRANSPORTS.stream().filter(transport -> transport.oneWay().isEmpty()).count(),
                cells.size());
    }

    private static Scenario scenario(String name) {
        return ScenarioFile.parse(name, name + ".lab", SCENARIOS.get(name));
    }

    /** Returns the cells of an experiment in these scenarios, each of which agrees with its captures. */
    private static List<Cell.Measured> compare(boolean bothWays, Path folder, List<String> scenarios)
            throws Exception {
        Experiment experiment = new Experiment(Environment.LAB, WORKLOAD,
                scenarios.stream().map(WireObserverIT::scenario).toList(), TRANSPORTS,
                1, DuplicatePolicy.PROCESS, TRIALS_AT_ONCE, Optional.empty(), Optional.of(folder))
                .withBothWays(bothWays);
        Map<Scenario, List<Cell>> cells = new ConcurrentHashMap<>();
        Map<Scenario, Future<List<String>>> comparisons = new ConcurrentHashMap<>();
        Map<Scenario, AtomicInteger> finished = new ConcurrentHashMap<>();
        List<String> differences = new ArrayList<>();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            experiment.run(cell -> cells
                    .computeIfAbsent(cell.scenario(), _ -> Collections.synchronizedList(new ArrayList<>()))
                    .add(cell), new NoProgress() {
                        @Override
                        public void finished(Cell cell) {
                            Scenario scenario = cell.scenario();
                            if (finished.computeIfAbsent(scenario, _ -> new AtomicInteger())
                                    .incrementAndGet() == TRANSPORTS.size()) {
                                comparisons.put(scenario, threads
                                        .submit(() -> differences(measured(cells.get(scenario)), folder)));
                            }
                        }
                    });
            for (Future<List<String>> comparison : comparisons.values()) {
                differences.addAll(comparison.get());
            }
        }
        assertEquals(scenarios.size(), comparisons.size());
        assertTrue(differences.isEmpty(), () -> String.join("\n", differences));
        return measured(cells.values().stream().flatMap(List::stream).toList());
    }

    private static List<Cell.Measured> measured(List<Cell> cells) {
        return cells.stream().filter(Cell.Measured.class::isInstance).map(Cell.Measured.class::cast).toList();
    }

    /** Without faults the comparison would prove nothing. */
    private static void assertHappened(List<Cell.Measured> cells) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Cell.Measured cell : cells) {
            WireStats wire = cell.wire().orElseThrow();
            String again = cell.transport() == Transport.UDP_ACK ? "datagrams retransmitted"
                    : "segments retransmitted";
            counts.merge(again, wire.retransmissions(), Long::sum);
            for (DirectionCount count : List.of(wire.toReceiver(), wire.toSender())) {
                counts.merge("dropped", count.totalDropped(), Long::sum);
                counts.merge("duplicated", count.duplicates(), Long::sum);
                counts.merge("corrupted", count.corrupted(), Long::sum);
            }
        }
        counts.forEach((what, count) -> assertTrue(count > 50, counts.toString()));
    }

    /** Returns the differences between the cells of one scenario and their captures. */
    private static List<String> differences(List<Cell.Measured> cells, Path folder) throws Exception {
        List<Cell.Measured> trials = cells.stream().filter(cell -> cell.direction() == Direction.TO_BOB)
                .toList();
        List<SeenCapture> alice = captures(trials, folder, Scenario.SENDER);
        List<SeenCapture> bob = captures(trials, folder, Scenario.RECEIVER);
        List<String> differences = new ArrayList<>();
        for (Cell.Measured cell : cells) {
            int trial = IntStream.range(0, trials.size())
                    .filter(index -> trials.get(index).transport() == cell.transport()).findFirst()
                    .orElseThrow();
            claims(cell, alice.get(trial), bob.get(trial)).stream()
                    .filter(claim -> !claim.said.equals(claim.found))
                    .map(claim -> cell.row() + ", " + cell.scenario() + ": " + claim.what + ": " + claim.said
                            + ", but tshark finds " + claim.found)
                    .forEach(differences::add);
        }
        return differences;
    }

    private static List<SeenCapture> captures(List<Cell.Measured> trials, Path folder, String host)
            throws Exception {
        return SeenCapture.read(trials.stream().map(
                cell -> folder.resolve(cell.scenario() + "-" + cell.transport() + "-" + host + ".pcapng"))
                .toList());
    }

    private static List<Claim> claims(Cell.Measured cell, SeenCapture alice, SeenCapture bob) {
        WireStats wire = cell.wire().orElseThrow();
        List<Claim> claims = new ArrayList<>();
        claims.add(new Claim("all packets are known", wire.complete(), true));
        addDirection(claims, ALICE, wire, wire.toReceiver(), alice, bob);
        addDirection(claims, BOB, wire, wire.toSender(), bob, alice);
        claims.add(new Claim("TCP connections", wire.requests().connections(), bob.connections(BOB)));
        claims.add(new Claim("HTTP requests", wire.requests().requests(), bob.requests(BOB)));
        boolean toBob = cell.direction() == Direction.TO_BOB;
        boolean masked = cell.transport().framing() == Transport.Framing.WEBSOCKET && !toBob; // RFC 6455 §5.3
        if (cell.transport() != Transport.WEBSOCKET_DEFLATE && !masked) { // else tshark's bytes are not the messages'
            String sender = toBob ? ALICE : BOB;
            Workload workload = cell.scenario().workload(WORKLOAD);
            claims.add(new Claim("messages that left", reached(cell, Stage.LEFT, workload),
                    (toBob ? alice : bob).messages(sender, cell.trial(), workload)));
            claims.add(new Claim("messages that arrived", reached(cell, Stage.ARRIVED, workload),
                    (toBob ? bob : alice).messages(sender, cell.trial(), workload)));
        }
        return claims;
    }

    /** One direction: in the capture of the host that sent, which has this address, and in that of the other. */
    private static void addDirection(List<Claim> claims, String sender, WireStats wire,
            DirectionCount count, SeenCapture here, SeenCapture there) {
        List<WirePacket> packets = wire.packets().stream()
                .filter(packet -> packet.pair().equals(count.pair())).toList();
        String direction = count.pair() + " ";
        long sent = here.count(sender, _ -> true);
        claims.add(new Claim(direction + "sent", count.packets(), sent));
        claims.add(new Claim(direction + "sent, one by one", (long) packets.size(), sent));
        claims.add(new Claim(direction + "bytes", count.bytes(), here.bytes(sender)));
        long arrived = there.count(sender, _ -> true);
        claims.add(new Claim(direction + "arrived", count.delivered(), arrived));
        claims.add(new Claim(direction + "arrived, one by one", arrivals(packets, _ -> true), arrived));
        claims.add(new Claim(direction + "arrived damaged",
                arrivals(packets, packet -> packet.effects().stream()
                        .anyMatch(effect -> effect instanceof FaultEffect.Corrupted)),
                there.count(sender, SeenCapture.Frame::isDamaged)));
        claims.add(new Claim(direction + "dropped", count.totalDropped(),
                here.count(sender, frame -> frame.hasComment("dropped by the wire"))));
        claims.add(new Claim(direction + "duplicated", count.duplicates(),
                here.count(sender, frame -> frame.hasComment("duplicated"))));
        claims.add(new Claim(direction + "second copies", count.duplicates(),
                there.count(sender, frame -> frame.hasComment("second copy"))));
        long again = here.countRetransmitted(sender);
        claims.add(new Claim(direction + "retransmitted", count.retransmitted(), again));
        claims.add(new Claim(direction + "retransmitted, one by one",
                packets.stream().filter(WirePacket::retransmission).count(), again));
    }

    private static long arrivals(List<WirePacket> packets, Predicate<WirePacket> which) {
        return packets.stream().filter(which).mapToLong(packet -> packet.arrivedAt().size()).sum();
    }

    private static Set<Integer> reached(Cell.Measured cell, Stage stage, Workload workload) {
        return IntStream.range(0, workload.messages()).filter(number -> cell.ledger().has(stage, number))
                .boxed().collect(Collectors.toSet());
    }
}
