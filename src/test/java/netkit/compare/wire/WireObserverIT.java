package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Environment;
import netkit.lab.namespace.InsideLab;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.FaultEffect;
import netkit.testing.Programs;

/** The wire statistics of a cell compared with what Wireshark counts in the captures of both hosts. */
@Timeout(300)
@Tag("lab")
class WireObserverIT {
    private static final Workload WORKLOAD = new Workload(300, 80, 400);
    /** The addresses that a lab gives its first host, and its second. */
    private static final String ALICE = "192.0.2.1";
    private static final String BOB = "192.0.2.2";
    private static final int TRIALS_AT_ONCE = 10;
    private static final int CAPTURES_AT_ONCE = 2;
    private static final Set<Transport> TRANSPORTS = EnumSet.complementOf(
            EnumSet.of(Transport.SOCKET_IO_ACK, Transport.SOCKET_IO_RECOVERY, Transport.RABBITMQ));

    /** Those that ship, in both directions, with less time. */
    private static final Map<String, String> SCENARIOS = Map.of(
            "loss", "wire loss 10%",
            "reorder", "wire reorder 10% by 3 within 100ms",
            "duplicate", "wire duplicate 10%",
            "corrupt", "wire corrupt 10%",
            "cut", "at 200ms wire cut\nat 500ms wire heal",
            "offline", "at 200ms bob leaves\nat 400ms bob returns");

    @BeforeEach
    void needTshark() {
        Programs.need("tshark");
    }

    @Test
    void wireStatisticsAgreeWithTheCaptures(@TempDir Path folder) throws Exception {
        InsideLab.run(WireObserverIT.class, "compare", folder.toString());
    }

    static void compare(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<Scenario> scenarios = SCENARIOS.keySet().stream()
                .map(name -> ScenarioFile.parse(name, name + ".lab", SCENARIOS.get(name))).toList();
        Experiment experiment = new Experiment(Environment.LAB, WORKLOAD, scenarios, List.copyOf(TRANSPORTS),
                1, DuplicatePolicy.PROCESS, TRIALS_AT_ONCE, Optional.empty(), Optional.of(folder));
        List<Cell> cells = Collections.synchronizedList(new ArrayList<>());
        List<Future<List<String>>> comparisons = Collections.synchronizedList(new ArrayList<>());
        List<String> differences = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CAPTURES_AT_ONCE)) {
            experiment.run(cell -> {
                if (cell instanceof Cell.Measured measured) { // else run says why not
                    cells.add(measured);
                    comparisons.add(threads.submit(() -> differences(measured, folder)));
                }
            }, new NoProgress());
            for (Future<List<String>> comparison : comparisons) {
                differences.addAll(comparison.get());
            }
        }
        assertEquals(SCENARIOS.size() * TRANSPORTS.size(), cells.size());
        assertTrue(differences.isEmpty(), () -> String.join("\n", differences));
        assertHappened(cells);
    }

    /** Without faults the comparison would prove nothing. */
    private static void assertHappened(List<Cell> cells) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Cell cell : cells) {
            WireStats wire = ((Cell.Measured) cell).wire().orElseThrow();
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

    /** Returns the differences between the cell and its captures. */
    private static List<String> differences(Cell.Measured cell, Path folder) throws Exception {
        SeenCapture alice = capture(cell, folder, Scenario.SENDER);
        SeenCapture bob = capture(cell, folder, Scenario.RECEIVER);
        WireStats wire = cell.wire().orElseThrow();
        Map<String, List<?>> pairs = new LinkedHashMap<>(); // what the cell says, and what tshark says
        pairs.put("all packets are known", List.of(wire.complete(), true));
        compare(pairs, ALICE, wire, wire.toReceiver(), alice, bob);
        compare(pairs, BOB, wire, wire.toSender(), bob, alice);
        pairs.put("TCP connections", List.of(wire.requests().connections(), bob.connections(BOB)));
        pairs.put("HTTP requests", List.of(wire.requests().requests(), bob.requests(BOB)));
        if (cell.transport() != Transport.WEBSOCKET_DEFLATE) { // compressed messages cannot be read from the capture
            pairs.put("messages that left",
                    List.of(reached(cell, Stage.LEFT), alice.messages(ALICE, cell.trial(), WORKLOAD)));
            pairs.put("messages that arrived",
                    List.of(reached(cell, Stage.ARRIVED), bob.messages(ALICE, cell.trial(), WORKLOAD)));
        }
        return pairs.entrySet().stream()
                .filter(pair -> !pair.getValue().getFirst().equals(pair.getValue().getLast()))
                .map(pair -> cell.transport() + ", " + cell.scenario() + ": " + pair.getKey() + ": "
                        + pair.getValue().getFirst() + ", but tshark finds " + pair.getValue().getLast())
                .toList();
    }

    private static SeenCapture capture(Cell.Measured cell, Path folder, String host) throws Exception {
        return SeenCapture.read(
                folder.resolve(cell.scenario() + "-" + cell.transport() + "-" + host + ".pcapng"));
    }

    /** One direction: in the capture of the host that sent, which has this address, and in that of the other. */
    private static void compare(Map<String, List<?>> pairs, String sender, WireStats wire,
            DirectionCount count, SeenCapture here, SeenCapture there) {
        List<WirePacket> packets = wire.packets().stream()
                .filter(packet -> packet.pair().equals(count.pair())).toList();
        String direction = count.pair() + " ";
        pairs.put(direction + "sent", List.of(count.packets(), here.count(sender, _ -> true)));
        pairs.put(direction + "sent, one by one",
                List.of((long) packets.size(), here.count(sender, _ -> true)));
        pairs.put(direction + "arrived", List.of(count.delivered(), there.count(sender, _ -> true)));
        pairs.put(direction + "arrived, one by one",
                List.of(arrivals(packets, _ -> true), there.count(sender, _ -> true)));
        pairs.put(direction + "arrived damaged", List.of(
                arrivals(packets, packet -> packet.effects().stream()
                        .anyMatch(effect -> effect instanceof FaultEffect.Corrupted)),
                there.count(sender, SeenCapture.Frame::isDamaged)));
        pairs.put(direction + "dropped", List.of(count.totalDropped(),
                here.count(sender, frame -> frame.hasComment("dropped by the wire"))));
        pairs.put(direction + "duplicated", List.of(count.duplicates(),
                here.count(sender, frame -> frame.hasComment("duplicated"))));
        pairs.put(direction + "second copies", List.of(count.duplicates(),
                there.count(sender, frame -> frame.hasComment("second copy"))));
        pairs.put(direction + "retransmitted",
                List.of(count.retransmitted(), here.countRetransmitted(sender)));
        pairs.put(direction + "retransmitted, one by one",
                List.of(packets.stream().filter(WirePacket::retransmission).count(),
                        here.countRetransmitted(sender)));
    }

    private static long arrivals(List<WirePacket> packets, Predicate<WirePacket> which) {
        return packets.stream().filter(which).mapToLong(packet -> packet.arrivedAt().size()).sum();
    }

    private static Set<Integer> reached(Cell.Measured cell, Stage stage) {
        return IntStream.range(0, WORKLOAD.messages()).filter(number -> cell.ledger().has(stage, number))
                .boxed().collect(Collectors.toSet());
    }
}
