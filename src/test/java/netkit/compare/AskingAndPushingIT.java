package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
import netkit.compare.wire.WireStats;
import netkit.lab.namespace.InsideLab;

/** What it costs to ask for messages, and what it costs to be sent them, measured in the lab; and traffic in both directions. */
@Timeout(300)
@Tag("lab")
class AskingAndPushingIT {
    private static final Workload WORKLOAD = new Workload(200, 80, 100);
    private static final int AT_ONCE = 12;
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

    /** Things counted, not times: the requests and bytes of five messages in sixteen seconds. */
    @Test
    void inAQuietTimeAskingCostsMostAndPushingNothing() throws Exception {
        InsideLab.run(AskingAndPushingIT.class, "quiet");
    }

    static void quiet(String[] arguments) throws Exception {
        List<Cell.Measured> cells = run(false,
                List.of(Transport.HTTP_POLLING, Transport.HTTP_LONG_POLLING, Transport.SSE,
                        Transport.WEBSOCKET),
                Scenarios.named("quiet").orElseThrow());
        int messages = 5;
        assertEach(cells, cell -> cell.stats().reached(Stage.PROCESSED) == messages);
        cells.forEach(cell -> System.out.printf("bytes of a message in quiet over %s: %d%n",
                cell.transport(), wire(cell).bytes() / messages));
        assertEquals(1, wire(of(cells, Transport.SSE)).requests().requests());
        assertEquals(1, wire(of(cells, Transport.WEBSOCKET)).requests().requests());
        assertEach(cells, cell -> wire(cell).requests().connections() == 1);
        if (isLate(cells, Duration.ofMillis(50))) { // then bob asks less often, and TCP sends again what has arrived
            return;
        }
        long asked = wire(of(cells, Transport.HTTP_POLLING)).bytes();
        long pushed = wire(of(cells, Transport.WEBSOCKET)).bytes();
        assertTrue(asked >= 10 * pushed, asked + " bytes by asking, " + pushed + " by WebSocket");
    }

    private static boolean isLate(List<Cell.Measured> cells, Duration limit) {
        boolean late = cells.stream().anyMatch(cell -> wire(cell).late().maxNanos() > limit.toNanos());
        if (late) {
            System.out.println("no statement: this machine was late");
        }
        return late;
    }

    /** On a wire that takes 1 ms, a receiver that asks every 400 ms gets a message after 200 ms in the median. */
    @Test
    void whoAsksWaitsHalfTheInterval() throws Exception {
        InsideLab.run(AskingAndPushingIT.class, "latency");
    }

    static void latency(String[] arguments) throws Exception {
        Duration interval = Duration.ofMillis(400);
        List<Cell> cells = Collections.synchronizedList(new ArrayList<>());
        new Experiment(Environment.LAB, WORKLOAD, List.of(scenario("clean", "wire clear")),
                List.of(Transport.HTTP_POLLING, Transport.WEBSOCKET), 1, DuplicatePolicy.PROCESS, 1,
                Optional.empty(), Optional.empty()).withPollEvery(interval).run(cells::add, new NoProgress());
        List<Cell.Measured> measured = cells.stream().map(Cell.Measured.class::cast).toList();
        if (isLate(measured, interval.dividedBy(20))) {
            return;
        }
        Duration asked = of(measured, Transport.HTTP_POLLING).stats().latency().orElseThrow().p50();
        Duration pushed = of(measured, Transport.WEBSOCKET).stats().latency().orElseThrow().p50();
        System.out.println("p50: " + asked + " by asking, " + pushed + " by WebSocket");
        double half = interval.toNanos() / 2.0;
        assertTrue(asked.toNanos() > half / 2 && asked.toNanos() < 2 * half, asked.toString());
        assertTrue(pushed.toNanos() < half / 4, pushed.toString());
    }

    @Test
    void bothLedgersAreCompleteDespiteLoss() throws Exception {
        InsideLab.run(AskingAndPushingIT.class, "bothWays");
    }

    static void bothWays(String[] arguments) throws Exception {
        List<Transport> transports = Arrays.stream(Transport.values())
                .filter(transport -> transport.oneWay().isEmpty()).toList();
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
        assertEquals(2, twoConnections.requests().connections());
    }
}
