package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Environment;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Scenarios;
import netkit.compare.wire.WirePacket;
import netkit.compare.wire.WireStats;
import netkit.lab.namespace.InsideLab;

/** What it costs to ask for messages, and what it costs to be sent them, measured in the lab; and traffic in both directions. */
@Timeout(300)
@Tag("lab")
class AskingAndPushingIT {
    private static final Workload WORKLOAD = new Workload(200, 80, 100);
    private static final int AT_ONCE = 12;
    /** Beyond this the machine is to blame for what is measured. */
    private static final Duration LATE = Duration.ofMillis(20);
    private static final int MAX_TRIALS = 4;
    private static final List<Transport> HTTP = List.of(Transport.HTTP_POLLING, Transport.HTTP_LONG_POLLING,
            Transport.SSE);

    private static Scenario scenario(String name, String... lines) {
        return ScenarioFile.parse(name, name + ".lab", String.join("\n", lines));
    }

    /** Runs the cells side by side; each must not have failed. */
    private static List<Cell.Measured> run(boolean bothWays, List<Transport> transports,
            Scenario... scenarios)
            throws Exception {
        List<Cell> cells = Collections.synchronizedList(new ArrayList<>());
        new Experiment(Environment.LAB, WORKLOAD, List.of(scenarios), transports, 1, DuplicatePolicy.PROCESS,
                AT_ONCE, Optional.empty(), Optional.empty()).withBothWays(bothWays).run(cells::add,
                        new NoProgress());
        List<Cell.Measured> measured = cells.stream().filter(Cell.Measured.class::isInstance)
                .map(Cell.Measured.class::cast).toList();
        assertEquals(transports.size() * scenarios.length * (bothWays ? 2 : 1), measured.size());
        measured.forEach(cell -> assertEquals(Optional.empty(), cell.failure(), describe(cell)));
        return measured;
    }

    private static void assertEach(List<Cell.Measured> cells, Predicate<Cell.Measured> statement) {
        cells.forEach(cell -> assertTrue(statement.test(cell), describe(cell)));
    }

    private static String describe(Cell.Measured cell) {
        return cell.row() + ", " + cell.scenario() + ": " + cell.stats() + " " + cell.events()
                + cell.wire().map(wire -> " " + wire.requests() + ", " + wire.count() + " packets, "
                        + wire.bytes() + " bytes, late " + wire.late().maxNanos() / 1e6 + " ms").orElse("")
                + cell.failure().map(why -> " " + why).orElse("");
    }

    private static Cell.Measured of(List<Cell.Measured> cells, Transport transport) {
        return cells.stream().filter(cell -> cell.transport() == transport).findFirst().orElseThrow();
    }

    private static WireStats wire(Cell.Measured cell) {
        return cell.wire().orElseThrow();
    }

    @Test
    void httpLosesNothingWhenTheWireIsCutOrBobIsAway() throws Exception {
        InsideLab.run(AskingAndPushingIT.class, "nothingLost");
    }

    static void nothingLost(String[] arguments) throws Exception {
        List<Cell.Measured> cells = run(false, HTTP,
                scenario("cut", "at 500ms wire cut", "at 1500ms wire heal"),
                scenario("offline", "at 500ms bob leaves", "at 1s bob returns"),
                scenario("reset", "at 400ms wire cut", "at 900ms bob resets", "at 950ms wire heal"));
        assertEach(cells, cell -> cell.stats().lost().isEmpty());
        // the connection outlives the cut, and a program that leaves has stored its place
        assertEach(cells, cell -> cell.scenario().has(Scenario.Action.Resets.class)
                || cell.stats().verdict().words().subList(0, 2).equals(List.of("exactly once", "in order")));
    }

    @Test
    void httpDeliversExactlyOnceInOrderDespitePacketFaults() throws Exception {
        InsideLab.run(AskingAndPushingIT.class, "packetFaults");
    }

    static void packetFaults(String[] arguments) throws Exception {
        List<Transport> transports = List.of(Transport.HTTP_POLLING, Transport.HTTP_LONG_POLLING,
                Transport.SSE, Transport.SOCKET_IO_POLLING);
        List<Cell.Measured> cells = run(false, transports, scenario("loss", "wire loss 10%"),
                scenario("burst", "wire loss 10% burst 5"), scenario("delay", "wire delay 100ms"),
                scenario("reorder", "wire reorder 10% by 3 within 100ms"),
                scenario("duplicate", "wire duplicate 10%"), scenario("corrupt", "wire corrupt 10%"),
                scenario("congested", "wire alice>bob rate 500kbit queue 4k"),
                scenario("slow", "at 0s bob takes 20ms", "at 1s bob takes 0ms"));
        assertEach(cells, cell -> cell.stats().verdict().words().subList(0, 2)
                .equals(List.of("exactly once", "in order")));
    }

    /** bob has lost his place: the server still has what he did not ask to follow; an event stream begins now. */
    @Test
    void afterACrashWhatWasNotAcknowledgedComesAgain() throws Exception {
        InsideLab.run(AskingAndPushingIT.class, "crash");
    }

    static void crash(String[] arguments) throws Exception {
        List<Cell.Measured> cells = run(false, HTTP,
                scenario("crash", "at 500ms bob crashes", "at 1500ms bob returns"));
        assertEach(cells, cell -> cell.stats().lost().isEmpty() == (cell.transport() != Transport.SSE));
    }

    /**
     * Measures until the statement is true. A statement that is false of a trial whose wire was late proves nothing: it is
     * measured again; but one that is false of all trials is false.
     *
     * @param trials runs the cells
     * @param statement returns what is false, or empty
     */
    private static void assertMeasured(Callable<List<Cell.Measured>> trials,
            Function<List<Cell.Measured>, Optional<String>> statement) throws Exception {
        for (int trial = 1;; trial++) {
            List<Cell.Measured> cells = trials.call();
            Optional<String> complaint = statement.apply(cells);
            if (complaint.isEmpty()) {
                return;
            }
            cells.forEach(cell -> System.out.println(describe(cell)));
            boolean late = cells.stream().anyMatch(cell -> wire(cell).late().maxNanos() > LATE.toNanos());
            assertTrue(late && trial < MAX_TRIALS, "trial " + trial + ": " + complaint.get());
        }
    }

    /** The bytes of all packets except retransmissions, of which a wire that is late has more. */
    private static long bytes(Cell.Measured cell) {
        return wire(cell).packets().stream().filter(packet -> !packet.retransmission())
                .mapToLong(WirePacket::length).sum();
    }

    private static Duration p50(List<Cell.Measured> cells, Transport transport) {
        return of(cells, transport).stats().latency().orElseThrow().p50();
    }

    /** Returns what is false: half of the messages wait half the interval for a request, and pushed ones do not wait. */
    private static Optional<String> waits(List<Cell.Measured> cells, Duration interval) {
        Duration asked = p50(cells, Transport.HTTP_POLLING);
        Duration pushed = p50(cells, Transport.WEBSOCKET);
        String both = "p50 " + asked + " by asking every " + interval + ", " + pushed + " by WebSocket";
        System.out.println(both);
        Duration half = interval.dividedBy(2);
        boolean isHalf = asked.compareTo(half.dividedBy(2)) > 0 && asked.compareTo(interval) < 0;
        return isHalf && pushed.compareTo(half.dividedBy(4)) < 0 ? Optional.empty() : Optional.of(both);
    }

    @Test
    void inAQuietTimeAskingCostsMostAndPushingNothing() throws Exception {
        System.out.print(InsideLab.run(AskingAndPushingIT.class, "quiet"));
    }

    static void quiet(String[] arguments) throws Exception {
        Scenario quiet = Scenarios.named("quiet").orElseThrow();
        int messages = quiet.workload(WORKLOAD).messages();
        assertMeasured(() -> run(false, List.of(Transport.HTTP_POLLING, Transport.HTTP_LONG_POLLING,
                Transport.SSE, Transport.WEBSOCKET), quiet), cells -> {
                    assertEach(cells, cell -> cell.stats().reached(Stage.PROCESSED) == messages);
                    cells.forEach(cell -> System.out.printf("bytes of a message in quiet over %s: %d%n",
                            cell.transport(), bytes(cell) / messages));
                    long asked = bytes(of(cells, Transport.HTTP_POLLING));
                    long pushed = bytes(of(cells, Transport.WEBSOCKET));
                    if (cells.stream().anyMatch(cell -> wire(cell).requests().connections() > 1)) {
                        return Optional.of("a connection was opened again");
                    }
                    assertEquals(1, wire(of(cells, Transport.SSE)).requests().requests());
                    assertEquals(1, wire(of(cells, Transport.WEBSOCKET)).requests().requests());
                    return waits(cells, Experiment.DEFAULT_POLL_EVERY).or(() -> asked >= 10 * pushed
                            ? Optional.empty()
                            : Optional.of(asked + " bytes by asking, " + pushed + " by WebSocket"));
                });
    }

    /** On a wire that takes 1 ms, a receiver that asks every 400 ms gets a message after 200 ms in the median. */
    @Test
    void whoAsksWaitsHalfTheInterval() throws Exception {
        System.out.print(InsideLab.run(AskingAndPushingIT.class, "latency"));
    }

    static void latency(String[] arguments) throws Exception {
        Duration interval = Duration.ofMillis(400);
        assertMeasured(() -> {
            List<Cell> cells = Collections.synchronizedList(new ArrayList<>());
            new Experiment(Environment.LAB, WORKLOAD, List.of(scenario("clean", "wire clear")),
                    List.of(Transport.HTTP_POLLING, Transport.WEBSOCKET), 1, DuplicatePolicy.PROCESS, 1,
                    Optional.empty(), Optional.empty()).withPollEvery(interval)
                    .run(cells::add, new NoProgress());
            return cells.stream().map(Cell.Measured.class::cast).toList();
        }, cells -> waits(cells, interval));
    }

    @Test
    void bothLedgersAreCompleteDespiteLoss() throws Exception {
        System.out.print(InsideLab.run(AskingAndPushingIT.class, "bothWays"));
    }

    static void bothWays(String[] arguments) throws Exception {
        List<Transport> transports = Arrays.stream(Transport.values())
                .filter(transport -> transport.oneWay().isEmpty() && !transport.needsProgram()).toList();
        List<Cell.Measured> cells = run(true, transports, scenario("loss", "wire loss 10%"));
        assertEach(cells, cell -> cell.stats().reached(Stage.ACCEPTED) == WORKLOAD.messages());
        assertEach(cells, cell -> cell.transport() == Transport.UDP
                ? cell.stats().lost().stream().allMatch(number -> cell.ledger().has(Stage.LEFT, number)
                        && !cell.ledger().has(Stage.ARRIVED, number)
                        && cell.ledger().cause(number).isPresent())
                : cell.stats().lost().isEmpty() && cell.stats().reached(Stage.LEFT) == WORKLOAD.messages()
                        && cell.stats().reached(Stage.ARRIVED) == WORKLOAD.messages());
        assertEach(cells, cell -> !cell.transport().hasAcknowledgements(cell.direction())
                || cell.stats().reached(Stage.ACKNOWLEDGED) == WORKLOAD.messages());
        WireStats duplex = wire(of(cells, Transport.WEBSOCKET));
        WireStats twoConnections = wire(of(cells, Transport.SSE));
        System.out.printf(
                "both ways, %d messages in each: websocket %s, %d packets, %d bytes; sse and POST %s, %d"
                        + " packets, %d bytes%n",
                WORKLOAD.messages(), duplex.requests(), duplex.count(),
                duplex.bytes(), twoConnections.requests(), twoConnections.count(), twoConnections.bytes());
        assertEquals(1, duplex.requests().connections());
        // one for each direction, and another when the handshake of bob's is lost
        assertTrue(twoConnections.requests().connections() >= 2, twoConnections.requests().toString());
    }
}
