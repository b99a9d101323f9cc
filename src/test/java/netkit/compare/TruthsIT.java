package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Environment;
import netkit.lab.namespace.InsideLab;

/** The known guarantees of the transports, measured in the lab with many seeds. */
@Timeout(300)
@Tag("lab")
class TruthsIT {
    private static final List<Long> SEEDS = LongStream.rangeClosed(1, 20).boxed().toList();
    /** A good second of sending. */
    private static final Workload WORKLOAD = new Workload(240, 80, 200);
    /** Trials wait more than they work. */
    private static final int TRIALS_AT_ONCE = 16;

    private static final List<Transport> ORDERED = List.of(Transport.TCP, Transport.WEBSOCKET);
    private static final List<Transport> WITHOUT_STORAGE = List.of(Transport.TCP, Transport.ROOMS,
            Transport.SOCKET_IO);
    private static final List<Transport> WITH_STORAGE = List.of(Transport.SOCKET_IO_RECOVERY,
            Transport.QUEUE);
    private static final List<Transport> ACKNOWLEDGED = List.of(Transport.SOCKET_IO_ACK, Transport.QUEUE);

    /**
     * The scenarios that ship, shortened to the workload. Each effect lasts 300 ms and more, so that a short stall of the
     * machine or the disk does not hide it. The reset loses acknowledgements first, and
     * then messages too; a delay instead would make a young connection, whose RTT estimate is short, retransmit and slow down. The
     * wire is healed last, so that no retransmitted acknowledgement arrives before the connection is gone. bob receives
     * something before he goes offline, because Socket.IO recovers from the last event received.
     */
    private static final Map<String, String> SCENARIOS = Map.of(
            "loss", "wire loss 10%",
            "reorder", "wire alice>bob reorder 10% by 3 within 100ms",
            "duplicate", "wire alice>bob duplicate 10%",
            "corrupt", "wire alice>bob corrupt 10%",
            "reset",
            "at 200ms wire bob>alice cut\nat 700ms wire cut\nat 1s bob resets\nat 1050ms wire heal",
            "offline", "at 500ms bob leaves\nat 900ms bob returns",
            "crash", "at 300ms bob crashes\nat 600ms bob returns");

    private static Scenario scenario(String name) {
        return ScenarioFile.parse(name, name + ".lab", SCENARIOS.get(name));
    }

    /** Runs the cells with each seed inside the lab, asserts the statement for each, and returns all. */
    private static List<Cell.Measured> assertTrueOf(List<String> scenarios, List<Transport> transports,
            DuplicatePolicy duplicatePolicy,
            BiPredicate<Cell.Measured, LedgerStats> statement) throws Exception {
        List<String> complaints = new ArrayList<>();
        List<Seeded> all = runAll(scenarios.stream().map(TruthsIT::scenario).toList(), transports,
                duplicatePolicy);
        for (Seeded one : all) {
            Cell.Measured cell = one.cell();
            if (!statement.test(cell, cell.stats())) {
                complaints.add("seed " + one.seed() + ", " + cell.transport() + ", " + cell.scenario() + ": "
                        + cell.stats() + " " + cell.events()
                        + cell.failure().map(why -> " " + why).orElse(""));
            }
        }
        assertEquals(SEEDS.size() * scenarios.size() * transports.size(), all.size());
        assertTrue(complaints.isEmpty(),
                () -> complaints.size() + " complaints:\n" + String.join("\n", complaints));
        return all.stream().map(Seeded::cell).toList();
    }

    private record Seeded(long seed, Cell.Measured cell) {}

    private static List<Seeded> runAll(List<Scenario> scenarios, List<Transport> transports,
            DuplicatePolicy duplicatePolicy)
            throws Exception {
        List<Seeded> all = Collections.synchronizedList(new ArrayList<>());
        List<Callable<Void>> experiments = new ArrayList<>();
        int cells = scenarios.size() * transports.size();
        for (long seed : SEEDS) {
            Experiment experiment = new Experiment(Environment.LAB, WORKLOAD, scenarios, transports, seed,
                    duplicatePolicy, cells, Optional.empty(), Optional.empty());
            experiments.add(() -> {
                experiment.run(cell -> {
                    if (cell instanceof Cell.Measured measured) { // else run says why not
                        all.add(new Seeded(seed, measured));
                    }
                }, new NoProgress());
                return null;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(TRIALS_AT_ONCE / cells)) {
            for (Future<Void> experiment : threads.invokeAll(experiments)) {
                experiment.get();
            }
        }
        return all;
    }

    private static boolean isExactlyOnceInOrder(LedgerStats stats) {
        return stats.verdict().words().subList(0, 2).equals(List.of("exactly once", "in order"));
    }

    @Test
    void tcpAndWebSocketDeliverExactlyOnceInOrderDespitePacketFaults() throws Exception {
        InsideLab.run(TruthsIT.class, "streams");
    }

    static void streams(String[] arguments) throws Exception {
        assertTrueOf(List.of("loss", "reorder", "duplicate", "corrupt"), ORDERED, DuplicatePolicy.PROCESS,
                (_, stats) -> isExactlyOnceInOrder(stats));
    }

    @Test
    void udpLosesExactlyWhatTheWireLoses() throws Exception {
        InsideLab.run(TruthsIT.class, "datagrams");
    }

    static void datagrams(String[] arguments) throws Exception {
        assertTrueOf(List.of("loss", "corrupt"), List.of(Transport.UDP), DuplicatePolicy.PROCESS,
                (cell, stats) -> {
                    List<Integer> lostByWire = IntStream.range(0, WORKLOAD.messages())
                            .filter(number -> cell.ledger().has(Stage.LEFT, number)
                                    && !cell.ledger().has(Stage.ARRIVED, number))
                            .boxed().collect(Collectors.toList());
                    return !lostByWire.isEmpty() && stats.lost().equals(lostByWire);
                });
    }

    @Test
    void acknowledgedDatagramsAreDeliveredOnceAndInOrder() throws Exception {
        InsideLab.run(TruthsIT.class, "reliableDatagrams");
    }

    static void reliableDatagrams(String[] arguments) throws Exception {
        assertTrueOf(List.of("loss", "reorder", "duplicate", "corrupt"), List.of(Transport.UDP_ACK),
                DuplicatePolicy.PROCESS, (_, stats) -> isExactlyOnceInOrder(stats));
    }

    @Test
    void resetLosesWithoutAcknowledgementsAndDuplicatesWithThem() throws Exception {
        InsideLab.run(TruthsIT.class, "reset");
    }

    static void reset(String[] arguments) throws Exception {
        assertTrueOf(List.of("reset"), ORDERED, DuplicatePolicy.PROCESS,
                (_, stats) -> !stats.lost().isEmpty() && stats.duplicates().isEmpty());
        List<Cell.Measured> acknowledged = assertTrueOf(List.of("reset"), ACKNOWLEDGED,
                DuplicatePolicy.PROCESS,
                (cell, stats) -> stats.lost().isEmpty()
                        && (!stats.duplicates().isEmpty() || !isAckCutOff(cell)));
        long cutOff = acknowledged.stream().filter(TruthsIT::isAckCutOff).count();
        assertTrue(cutOff > acknowledged.size() / 2,
                "acknowledgements were cut off in " + cutOff + " cells only");
    }

    /**
     * Returns whether a message was delivered after the acknowledgement path was cut and before the reset. Otherwise, when
     * the machine or the disk stalled at that time, there is nothing to deliver again.
     */
    private static boolean isAckCutOff(Cell.Measured cell) {
        long cut = cell.events().get(0).at() + Duration.ofMillis(20).toNanos(); // an acknowledgement may be in flight
        long reset = cell.events().get(2).at();
        return IntStream.range(0, WORKLOAD.messages())
                .mapToLong(number -> cell.ledger().at(Stage.DELIVERED, number).orElse(0))
                .anyMatch(delivered -> delivered > cut && delivered < reset);
    }

    @Test
    void absentReceiverLosesMessagesUnlessTheyAreStored() throws Exception {
        InsideLab.run(TruthsIT.class, "offline");
    }

    static void offline(String[] arguments) throws Exception {
        assertTrueOf(List.of("offline"), WITHOUT_STORAGE, DuplicatePolicy.PROCESS,
                (_, stats) -> !stats.lost().isEmpty());
        assertTrueOf(List.of("offline"), WITH_STORAGE, DuplicatePolicy.PROCESS,
                (_, stats) -> stats.lost().isEmpty());
    }

    @Test
    void afterACrashTheQueueRedeliversAndDedupSkips() throws Exception {
        InsideLab.run(TruthsIT.class, "crash");
    }

    static void crash(String[] arguments) throws Exception {
        assertTrueOf(List.of("crash"), List.of(Transport.QUEUE), DuplicatePolicy.PROCESS,
                (_, stats) -> stats.lost().isEmpty() && !stats.reprocessed().isEmpty());
        assertTrueOf(List.of("crash"), List.of(Transport.QUEUE), DuplicatePolicy.SKIP,
                (_, stats) -> stats.lost().isEmpty() && stats.reprocessed().isEmpty()
                        && stats.skipped() > 0);
    }
}
