package netkit.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Environment;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenarios;
import netkit.compare.wire.WirePacket;
import netkit.compare.wire.WireStats;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.Late;

/** A cell whose packets with payload a test writes down: requests from bob, and responses from alice. Each takes 1 ms. */
final class AskingCell {
    private static final long MS = 1_000_000;
    static final Scenario CLEAN = Scenarios.named("clean").orElseThrow();

    private final Transport transport;
    private final Ledger ledger;
    private final List<WirePacket> packets = new ArrayList<>();
    private int requests;

    /** Messages are offered each 50 ms. */
    AskingCell(Transport transport, int messages) {
        this.transport = transport;
        this.ledger = new Ledger(messages);
        IntStream.range(0, messages)
                .forEach(number -> ledger.reached(Stage.OFFERED, number, number * 50 * MS));
    }

    AskingCell asks(long at, int port) {
        requests++;
        return packet(Scenario.RECEIVER, at, port + "→9000", 0, false, true);
    }

    /** Asks with a message from bob in the body. */
    AskingCell posts(long at, int port) {
        requests++;
        packets.add(packetOf(Scenario.RECEIVER, at, port + "→9000", 0, false, true, List.of(0)));
        return this;
    }

    AskingCell responds(long at, int port, long position, Integer... messages) {
        return packet(Scenario.SENDER, at, "9000→" + port, position, false, true, messages);
    }

    /** Sends a part of a response that never arrives. */
    AskingCell loses(long at, int port, long position) {
        return packet(Scenario.SENDER, at, "9000→" + port, position, false, false);
    }

    AskingCell retransmits(long at, int port, long position, Integer... messages) {
        return packet(Scenario.SENDER, at, "9000→" + port, position, true, true, messages);
    }

    private AskingCell packet(String from, long at, String flow, long position, boolean again,
            boolean arrives,
            Integer... messages) {
        packets.add(packetOf(from, at, flow, position, again, arrives, List.of(messages)));
        for (int number : messages) {
            long arrival = (at + 1) * MS;
            ledger.reached(Stage.LEFT, number, at * MS);
            ledger.arrived(number, arrival);
            ledger.delivered(number, arrival, true);
            ledger.processed(number, arrival);
        }
        return this;
    }

    private WirePacket packetOf(String from, long at, String flow, long position, boolean again,
            boolean arrives, List<Integer> messages) {
        HostPair pair = new HostPair(from,
                from.equals(Scenario.SENDER) ? Scenario.RECEIVER : Scenario.SENDER);
        return new WirePacket(pair, packets.size(), at * MS, arrives ? List.of((at + 1) * MS) : List.of(),
                100,
                flow, "PSH,ACK", Optional.empty(), OptionalLong.of(position), 48, messages, again,
                Optional.empty(), List.of());
    }

    Cell.Measured measured(boolean complete) {
        packets.sort(Comparator.comparingLong(WirePacket::sentAt));
        WireStats wire = new WireStats(count(Direction.TO_BOB.pair()), count(Direction.TO_ALICE.pair()),
                new WireStats.Requests(1, requests, 100), List.copyOf(packets), complete, 0, Late.NONE);
        return new Cell.Measured(CLEAN, transport, Direction.TO_BOB, 1, ledger, LedgerStats.of(ledger),
                List.of(), Optional.of(wire), Duration.ofSeconds(1), Optional.empty(), Optional.empty());
    }

    private static DirectionCount count(HostPair pair) {
        return new DirectionCount(pair.from(), pair.to(), 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0);
    }

    static Experiment experiment(int messages, Transport... transports) {
        return new Experiment(Environment.LAB, new Workload(messages, 100, 20), List.of(CLEAN),
                List.of(transports), 7, DuplicatePolicy.PROCESS, 1, Optional.empty(), Optional.empty());
    }
}
