package netkit.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongUnaryOperator;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.LinkContext;
import netkit.compare.link.Transport;
import netkit.compare.machines.ClockSamples;
import netkit.compare.machines.ComparisonClient;
import netkit.compare.machines.RemoteTrial;
import netkit.compare.machines.RemoteTrial.Relay;
import netkit.compare.machines.TrialRequest;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Environment;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenario.Action;
import netkit.lab.Testbed;
import netkit.lab.wire.WireSettings;

/**
 * The trials between two machines: bob is this one, alice the serving side. Both keep a ledger, by their own clocks; here they
 * become one, by this machine's.
 *
 * @param relay where faults are injected
 */
public record MachineTrials(ComparisonClient client, Experiment experiment, Relay relay) implements Trials {
    /** Exchanges of clocks before a trial that count for it. */
    private static final Duration CLOCKS_BEFORE = Duration.ofSeconds(5);
    /** The most trials that run at the same time. */
    public static final int SIDE_BY_SIDE = 8;

    private static final MissingReason NO_RELAY = new MissingReason("no relay",
            "Between two machines only a relay injects faults, and --relay none leaves it out.");

    @Override
    public Optional<MissingReason> missing(Scenario scenario, Transport transport) {
        return transport.oneMachine()
                .or(() -> transport.missing(scenario, Environment.MACHINES))
                .or(() -> relay == Relay.NONE && hasFaults(scenario) ? Optional.of(NO_RELAY)
                        : Optional.empty());
    }

    /** Returns whether the scenario changes the wire. */
    public static boolean hasFaults(Scenario scenario) {
        return !scenario.firstWire().equals(WireSettings.clear(Scenario.HOSTS))
                || scenario.has(Action.Wire.class);
    }

    @Override
    public void requireAlive() throws IOException {
        Optional<IOException> failure = client.failure();
        if (failure.isPresent()) {
            throw new IOException(failure.get().getMessage(), failure.get());
        }
    }

    @Override
    public void warmUp(Transport transport, Workload load, Scenario clean)
            throws IOException, InterruptedException {
        run(load, clean, transport, 0, Experiment.MAX_CELLS, _ -> {});
    }

    @Override
    public List<Cell.Measured> run(Workload load, Scenario scenario, Transport transport, int trial,
            int backOffset,
            IntConsumer offered) throws IOException, InterruptedException {
        boolean both = experiment.bothWays();
        TrialClock clock = new TrialClock();
        int key = client.nextKey();
        Relay used = hasFaults(scenario) ? relay : Relay.NONE; // without faults it would only cost time
        Way back = Way.of(Direction.TO_ALICE, load, trial + backOffset, clock);
        Way local = Way.of(Direction.TO_BOB, load, trial, clock);
        long asked = System.nanoTime();
        try (Testbed bed = RemoteTrial.bed(client, key, experiment.seed(), used)) {
            LinkContext context = new LinkContext(bed, trial, load, experiment.seed(), acknowledged(local),
                    both ? Optional.of(new LinkContext.Back(back.trial(), (_, _, _, _) -> {
                        throw new IllegalStateException("alice receives on her own machine");
                    }, acknowledged(back))) : Optional.empty(), experiment.pollEvery(), Optional.empty());
            TrialRequest request = new TrialRequest(key, trial, back.trial(), transport, load,
                    experiment.seed(),
                    experiment.duplicatePolicy(), both, used == Relay.ALICE);
            try (RemoteTrial link = RemoteTrial.open(client, request, context)) {
                Way toBob = new Way(Direction.TO_BOB, load, trial, local.ledger(), clock, link);
                Trial run = new Trial(bed, scenario, experiment.duplicatePolicy(), clock, toBob,
                        both ? Optional.of(back) : Optional.empty());
                Optional<String> failure = run.run(link, offered);
                List<Way> ways = both ? List.of(toBob, back) : List.of(toBob);
                Optional<ClockSamples.Estimate> estimate = client.clocks()
                        .between(asked - CLOCKS_BEFORE.toNanos(), Long.MAX_VALUE);
                LongUnaryOperator onThisClock = onThisClock(estimate, link.startedAt(), clock);
                for (Way way : ways) {
                    link.addLedger(way.direction(), way.ledger(), onThisClock);
                    if (estimate.isEmpty()) {
                        way.ledger().setRoundTrips();
                    }
                }
                return ways.stream()
                        .map(way -> new Cell.Measured(scenario, transport, way.direction(), way.trial(),
                                way.ledger(), LedgerStats.of(way.ledger()), run.events(), Optional.empty(),
                                way.sending().time(), run.recovery(way.ledger()), failure))
                        .toList();
            }
        }
    }

    /** Without an estimate the starts of both trials count as one moment, which is enough to put events in order. */
    private static LongUnaryOperator onThisClock(Optional<ClockSamples.Estimate> estimate, long aliceStart,
            TrialClock clock) {
        return estimate.<LongUnaryOperator>map(clocks -> time -> clock.at(clocks.toBob(aliceStart + time)))
                .orElse(time -> time);
    }

    private static IntConsumer acknowledged(Way way) {
        return number -> way.ledger().reached(Stage.ACKNOWLEDGED, number, way.clock().now());
    }
}
