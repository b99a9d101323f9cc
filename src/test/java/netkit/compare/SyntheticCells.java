package netkit.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenarios;
import netkit.compare.scenario.Environment;
import netkit.compare.wire.WireStats;
import netkit.compare.wire.WirePacket;
import netkit.lab.relay.SocketType;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.Late;
import netkit.packet.stream.SegmentMark;

/** Synthetic cells, such as the lab measures, without a network: TCP and UDP, with the packets of the wire. */
public final class SyntheticCells {
    public static final List<Transport> TRANSPORTS = List.of(Transport.TCP, Transport.UDP);
    /** Other scenarios have no faults here. */
    public static final List<String> SCENARIOS = List.of("clean", "loss", "reorder", "duplicate", "cut");
    public static final Workload WORKLOAD = new Workload(1000, 100, 200);
    public static final long SEED = 7;

    private static final HostPair THERE = new HostPair(Scenario.SENDER, Scenario.RECEIVER);
    private static final HostPair BACK = new HostPair(Scenario.RECEIVER, Scenario.SENDER);
    private static final long MS = 1_000_000;
    private static final long WIRE = 200_000;
    private static final long PROGRAM = 60_000;
    private static final long RTO = 210 * MS;
    private static final long NEVER = -1;
    private static final int IP_TCP = 52;
    private static final int IP_UDP = 28;
    private static final int SEGMENT = 1448;
    private static final double FRACTION = 0.1;

    private final Scenario scenario;
    private final Transport transport;
    private final int trial;
    private final Workload workload;
    private final Random random;
    private final Ledger ledger;
    private final List<WirePacket> packets = new ArrayList<>();
    private final long[] arrived;
    /** Time and number of each delivery: sorted at the end, because the ledger needs deliveries in order. */
    private final List<long[]> deliveries = new ArrayList<>();
    private long there;
    private long back;

    private SyntheticCells(Scenario scenario, Transport transport, int trial, Workload workload, long seed) {
        this.scenario = scenario;
        this.transport = transport;
        this.trial = trial;
        this.workload = workload;
        this.random = new Random(seed * 1000 + trial);
        this.ledger = new Ledger(workload.messages());
        this.arrived = new long[workload.messages()];
    }

    /** Returns an experiment with {@link #TRANSPORTS} in {@link #SCENARIOS}, in the lab. */
    public static Experiment experiment() {
        return experiment(WORKLOAD, SCENARIOS, TRANSPORTS);
    }

    public static Experiment experiment(Workload workload, List<String> scenarios,
            List<Transport> transports) {
        return new Experiment(Environment.LAB, workload,
                scenarios.stream().map(name -> Scenarios.named(name).orElseThrow()).toList(), transports,
                SEED, DuplicatePolicy.PROCESS, 12, Optional.empty(), Optional.empty());
    }

    /** Returns all cells of the experiment; equal seeds make equal cells. */
    public static List<Cell> cells(Experiment experiment) {
        List<Cell> cells = new ArrayList<>();
        for (Scenario scenario : experiment.scenarios()) {
            for (Transport transport : experiment.transports()) {
                cells.add(cell(scenario, transport, cells.size() + 1, experiment.workload(),
                        experiment.seed()));
            }
        }
        return cells;
    }

    /** Returns one cell. All transports except UDP behave like TCP. */
    public static Cell.Measured cell(Scenario scenario, Transport transport, int trial, Workload workload,
            long seed) {
        SyntheticCells cell = new SyntheticCells(scenario, transport, trial, workload, seed);
        return transport == Transport.UDP ? cell.datagrams() : cell.stream();
    }

    /** Returns a cell with this ledger, without a wire, for rules that need only the numbers. */
    public static Cell.Measured cell(Scenario scenario, Transport transport, Ledger ledger,
            Optional<String> failure) {
        return new Cell.Measured(scenario, transport, Direction.TO_BOB, 1, ledger, LedgerStats.of(ledger),
                List.of(),
                Optional.empty(), Duration.ZERO, Optional.empty(), failure);
    }

    /** Returns a cell whose messages were all accepted by send and lost, with no cause known. */
    public static Cell.Measured allLost(Scenario scenario, Transport transport, int messages) {
        Ledger ledger = new Ledger(messages);
        for (int number = 0; number < messages; number++) {
            ledger.reached(Stage.OFFERED, number, number);
            ledger.reached(Stage.ACCEPTED, number, number);
        }
        return cell(scenario, transport, ledger, Optional.empty());
    }

    /** Returns a cell with the longest numbers: duplicates, damage, and all messages except the last out of order. */
    public static Cell.Measured worst(Scenario scenario, Transport transport, int messages, String failure) {
        Ledger ledger = new Ledger(messages);
        for (int number = messages - 1; number >= 0; number--) {
            ledger.reached(Stage.OFFERED, number, 0);
            ledger.reached(Stage.ACCEPTED, number, 1);
            if (number > 0) {
                for (int copy = 0; copy < 2; copy++) {
                    ledger.delivered(number, 1_000_000 * MS, false);
                    ledger.processed(number, 1_000_000 * MS);
                }
            } else {
                ledger.copyLost(number, "dropped by the wire: loss");
            }
            ledger.invalid();
        }
        return cell(scenario, transport, ledger, Optional.of(failure));
    }

    private boolean is(String name) {
        return scenario.name().equals(name);
    }

    private boolean isCut(long at) {
        return is("cut") && at >= 1_000 * MS && at < 4_000 * MS;
    }

    private Optional<DropReason> fate(long at) {
        return isCut(at) ? Optional.of(DropReason.CUT)
                : is("loss") && random.nextDouble() < FRACTION ? Optional.of(DropReason.LOSS)
                        : Optional.empty();
    }

    private long offer(int number) {
        long at = workload.offset(number).toNanos() + number % workload.burst() * 40_000L
                + random.nextInt(20_000);
        ledger.reached(Stage.OFFERED, number, at);
        ledger.reached(Stage.ACCEPTED, number, at + 8_000);
        return at + 10_000;
    }

    private Cell.Measured datagrams() {
        for (int number = 0; number < workload.messages(); number++) {
            long at = offer(number);
            ledger.reached(Stage.LEFT, number, at);
            Optional<DropReason> dropped = fate(at);
            boolean held = is("reorder") && random.nextDouble() < FRACTION;
            boolean twice = is("duplicate") && random.nextDouble() < FRACTION;
            long comes = at + WIRE + (held ? 3 * 40_000L : 0);
            List<Long> arrivals = dropped.isPresent() ? List.of()
                    : twice ? List.of(comes, comes + 5_000) : List.of(comes);
            List<FaultEffect> touches = dropped
                    .<List<FaultEffect>>map(reason -> List.of(new FaultEffect.Dropped(reason)))
                    .orElse(held ? List.of(new FaultEffect.HeldBack())
                            : twice ? List.of(new FaultEffect.Duplicated()) : List.of());
            packets.add(new WirePacket(THERE, there++, at, arrivals, workload.size() + IP_UDP, "40000→9000",
                    "len=" + workload.size(), Optional.empty(), OptionalLong.empty(), workload.size(),
                    List.of(number), false,
                    dropped, touches));
            if (dropped.isPresent()) {
                ledger.copyLost(number, new FaultEffect.Dropped(dropped.get()).toString());
                continue;
            }
            ledger.reached(Stage.ARRIVED, number, comes);
            for (long arrival : arrivals) {
                deliveries.add(new long[] {arrival + PROGRAM, number});
            }
        }
        return measured();
    }

    private Cell.Measured stream() {
        segment(-2 * MS, -1, 0, "SYN");
        acknowledge(-2 * MS + WIRE, "SYN,ACK");
        long[] sent = new long[workload.messages()];
        List<Integer> waiting = new ArrayList<>();
        for (int number = 0; number < workload.messages(); number++) {
            sent[number] = offer(number);
            arrived[number] = NEVER;
            boolean held = isCut(sent[number]) && waiting.size() >= workload.burst();
            if (isCut(sent[number])) {
                waiting.add(number);
            }
            if (held) {
                continue; // the window is full of unacknowledged bytes
            }
            ledger.reached(Stage.LEFT, number, sent[number]);
            long at = sent[number];
            for (long wait = RTO; !transmit(at, number, at > sent[number]) && !isCut(at); wait *= 2) {
                at += wait;
            }
            if (number % 2 == 1 && arrived[number] != NEVER) {
                acknowledge(arrived[number] + PROGRAM, "ACK");
            }
        }
        if (!waiting.isEmpty()) {
            afterTheCut(waiting);
        }
        long ready = 0;
        for (int number = 0; number < arrived.length; number++) {
            if (arrived[number] == NEVER) {
                break; // nothing behind a hole is ever delivered
            }
            ledger.reached(Stage.ARRIVED, number, arrived[number]);
            ready = Math.max(ready, arrived[number]);
            deliveries.add(new long[] {ready + PROGRAM, number});
        }
        return measured();
    }

    /** The oldest segment is retransmitted until it arrives; the rest follows in large segments. */
    private void afterTheCut(List<Integer> waiting) {
        long at = ledger.at(Stage.OFFERED, waiting.getFirst()).orElseThrow();
        long wait = RTO;
        do {
            at += wait;
            wait *= 2;
            wait = Math.min(wait, 1_700 * MS);
        } while (!transmit(at, waiting.getFirst(), true));
        int each = Math.max(1, SEGMENT / workload.size());
        long next = at + 2 * WIRE;
        for (int from = 1; from < waiting.size(); from += each) {
            List<Integer> together = waiting.subList(from, Math.min(waiting.size(), from + each));
            boolean again = ledger.has(Stage.LEFT, together.getFirst());
            int length = together.size() * workload.size();
            packets.add(new WirePacket(THERE, there++, next, List.of(next + WIRE), length + IP_TCP,
                    "40000→9000",
                    "PSH,ACK len=" + length, mark(again), OptionalLong.of(position(together.getFirst())),
                    length,
                    List.copyOf(together), again, Optional.empty(), List.of()));
            for (int number : together) {
                ledger.reached(Stage.LEFT, number, next);
                arrived[number] = next + WIRE;
            }
            acknowledge(next + WIRE + PROGRAM, "ACK");
            next += 50_000;
        }
    }

    /** @return whether it arrived */
    private boolean transmit(long at, int number, boolean again) {
        Optional<DropReason> dropped = fate(at);
        packets.add(new WirePacket(THERE, there++, at, dropped.isPresent() ? List.of() : List.of(at + WIRE),
                workload.size() + IP_TCP, "40000→9000", "PSH,ACK seq=" + (position(number) + 1) + " len="
                        + workload.size(),
                mark(again), OptionalLong.of(position(number)), workload.size(), List.of(number), again,
                dropped,
                dropped.<List<FaultEffect>>map(reason -> List.of(new FaultEffect.Dropped(reason)))
                        .orElse(List.of())));
        if (dropped.isPresent()) {
            ledger.copyLost(number, new FaultEffect.Dropped(dropped.get()).toString());
            return false;
        }
        arrived[number] = at + WIRE;
        return true;
    }

    private static Optional<SegmentMark> mark(boolean again) {
        return again ? Optional.of(SegmentMark.RETRANSMISSION) : Optional.empty();
    }

    private long position(int number) {
        return (long) number * workload.size();
    }

    private void segment(long at, int number, int length, String label) {
        packets.add(new WirePacket(THERE, there++, at, List.of(at + WIRE), length + IP_TCP, "40000→9000",
                label, Optional.empty(),
                number < 0 ? OptionalLong.empty() : OptionalLong.of(position(number)), length, List.of(),
                false,
                Optional.empty(), List.of()));
    }

    private void acknowledge(long at, String label) {
        packets.add(new WirePacket(BACK, back++, at, List.of(at + WIRE), IP_TCP, "9000→40000", label,
                Optional.empty(), OptionalLong.empty(), 0, List.of(), false, Optional.empty(), List.of()));
    }

    /** Returns the cell as if its wire had been late, in milliseconds. */
    public static Cell late(Cell cell, long max, long p99) {
        Cell.Measured measured = (Cell.Measured) cell;
        WireStats wire = measured.wire().orElseThrow();
        WireStats late = new WireStats(wire.toReceiver(), wire.toSender(), wire.requests(), wire.packets(),
                wire.complete(), 0, new Late(max * MS, p99 * MS));
        return new Cell.Measured(cell.scenario(), cell.transport(), Direction.TO_BOB, measured.trial(),
                measured.ledger(), measured.stats(), measured.events(), Optional.of(late), measured.sending(),
                measured.recovery(), measured.failure());
    }

    private Cell.Measured measured() {
        deliveries.sort(Comparator.comparingLong(delivery -> delivery[0]));
        for (long[] delivery : deliveries) {
            ledger.delivered((int) delivery[1], delivery[0], transport != Transport.TCP);
            ledger.processed((int) delivery[1], delivery[0] + 1_000);
        }
        packets.sort(Comparator.comparingLong(WirePacket::sentAt));
        WireStats wire = new WireStats(count(THERE), count(BACK),
                new WireStats.Requests(transport.socketType() == SocketType.STREAM ? 1 : 0, 0, 0),
                List.copyOf(packets), true, 0, Late.NONE);
        List<ScenarioEvent> events = scenario.schedule().stream()
                .map(event -> new ScenarioEvent(event.at().toNanos() + 100_000, event.action())).toList();
        Duration sending = Duration.ofNanos(ledger.at(Stage.OFFERED, workload.messages() - 1).orElseThrow());
        return new Cell.Measured(scenario, transport, Direction.TO_BOB, trial, ledger, LedgerStats.of(ledger),
                events,
                Optional.of(wire), sending, recovery(), Optional.empty());
    }

    private Optional<Duration> recovery() {
        return is("cut") ? deliveries.stream().map(delivery -> delivery[0]).filter(at -> at >= 4_000 * MS)
                .findFirst().map(at -> Duration.ofNanos(at - 4_000 * MS)) : Optional.empty();
    }

    private DirectionCount count(HostPair pair) {
        List<WirePacket> ours = packets.stream().filter(packet -> packet.pair().equals(pair)).toList();
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        ours.forEach(packet -> packet.dropped().ifPresent(reason -> dropped.merge(reason, 1L, Long::sum)));
        return new DirectionCount(pair.from(), pair.to(), ours.size(),
                ours.stream().mapToLong(WirePacket::length).sum(),
                ours.stream().mapToLong(packet -> packet.arrivedAt().size()).sum(),
                ours.stream().mapToLong(packet -> (long) packet.arrivedAt().size() * packet.length()).sum(),
                dropped, touched(ours, FaultEffect.Duplicated.class), 0,
                touched(ours, FaultEffect.HeldBack.class),
                touched(ours, FaultEffect.HeldBack.class),
                ours.stream().filter(WirePacket::retransmission).count(), 0);
    }

    private static long touched(List<WirePacket> packets, Class<? extends FaultEffect> by) {
        return packets.stream().filter(packet -> packet.effects().stream().anyMatch(by::isInstance)).count();
    }
}
