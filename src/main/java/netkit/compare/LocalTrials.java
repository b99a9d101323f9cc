package netkit.compare;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Link;
import netkit.compare.link.LinkContext;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Environment;
import netkit.compare.wire.ObservedLedger;
import netkit.compare.wire.WireObserver;
import netkit.compare.wire.WireStats;
import netkit.lab.Lab;
import netkit.lab.LabCapture;
import netkit.lab.Testbed;

/** The trials on this machine alone, in the environment of the experiment. */
record LocalTrials(Experiment experiment) implements Trials {
    @Override
    public Optional<MissingReason> missing(Scenario scenario, Transport transport) {
        return transport.missing(scenario, experiment.environment());
    }

    @Override
    public void warmUp(Transport transport, Workload load, Scenario clean)
            throws IOException, InterruptedException {
        run(Environment.LOOPBACK, load, clean, transport, 0, Experiment.MAX_CELLS, Optional.empty(), _ -> {});
    }

    @Override
    public List<Cell.Measured> run(Workload load, Scenario scenario, Transport transport, int trial,
            int backOffset, IntConsumer offered) throws IOException, InterruptedException {
        return run(experiment.environment(), load, scenario, transport, trial, backOffset,
                experiment.captures(),
                offered);
    }

    private List<Cell.Measured> run(Environment on, Workload load, Scenario scenario, Transport transport,
            int trial, int backOffset, Optional<Path> captureTo, IntConsumer offered)
            throws IOException, InterruptedException {
        TrialClock clock = new TrialClock();
        Way toBob = Way.of(Direction.TO_BOB, load, trial, clock);
        Optional<Way> toAlice = experiment.bothWays()
                ? Optional.of(Way.of(Direction.TO_ALICE, load, trial + backOffset, clock))
                : Optional.empty();
        List<Way> ways = Stream.concat(Stream.of(toBob), toAlice.stream()).toList();
        try (Testbed bed = on.open(experiment.seed());
                WireObserver observer = bed instanceof Lab lab
                        ? WireObserver.watch(lab, transport, load,
                                ways.stream().map(LocalTrials::ledger).toList(),
                                clock)
                        : null;
                Captures _ = Captures.start(bed, captureTo, scenario + "-" + transport)) {
            Trial run = new Trial(bed, scenario, experiment.duplicatePolicy(), clock, toBob, toAlice);
            LinkContext context = new LinkContext(bed, trial, load, experiment.seed(), acknowledged(toBob),
                    toAlice.map(way -> new LinkContext.Back(way.trial(), run.alice().orElseThrow(),
                            acknowledged(way))),
                    experiment.pollEvery(), experiment.rabbitMq(), Optional.empty(),
                    (direction, number, cause) -> ways.stream().filter(way -> way.direction() == direction)
                            .forEach(way -> way.ledger().copyLost(number, cause)));
            Optional<String> failure;
            try (Link link = open(transport, context)) {
                failure = run.run(link, number -> {
                    if (number == 0 && observer != null) {
                        observer.begin();
                    }
                    offered.accept(number);
                });
            }
            // first: it waits for packets in flight
            Optional<WireStats> wire = observer == null ? Optional.empty() : Optional.of(observer.stats());
            return ways.stream()
                    .map(way -> new Cell.Measured(scenario, transport, way.direction(), way.trial(),
                            way.ledger(), LedgerStats.of(way.ledger()), run.events(), wire,
                            way.sending().time(),
                            run.recovery(way.ledger()), failure))
                    .toList();
        }
    }

    private static IntConsumer acknowledged(Way way) {
        return number -> way.ledger().reached(Stage.ACKNOWLEDGED, number, way.clock().now());
    }

    private static ObservedLedger ledger(Way way) {
        return new ObservedLedger(way.direction().pair(), way.trial(), way.ledger());
    }

    private static Link open(Transport transport, LinkContext context) throws IOException {
        try {
            return transport.open(context);
        } catch (SocketException e) {
            if (transport == Transport.RABBITMQ) {
                throw e; // its message describes the problem with the server
            }
            BindException failure = new BindException("cannot open the " + transport + " sockets: "
                    + e.getMessage() + "; check the limits and the firewall of this machine");
            failure.initCause(e);
            throw failure;
        }
    }

    /** The packet captures of a trial, if requested. */
    private record Captures(Optional<LabCapture> capture) implements AutoCloseable {
        static Captures start(Testbed bed, Optional<Path> folder, String name) throws IOException {
            if (folder.isEmpty() || !(bed instanceof Lab lab)) {
                return new Captures(Optional.empty());
            }
            return new Captures(
                    Optional.of(LabCapture.start(lab, folder.get().resolve(name + ".pcapng"), 0)));
        }

        @Override
        public void close() throws IOException {
            if (capture.isPresent()) {
                capture.get().close();
            }
        }
    }
}
