package netkit.compare;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.DuplicatePolicy;
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

/**
 * An experiment: the same messages over every transport in every scenario, several trials side by side, each on a testbed
 * of its own.
 *
 * @param seed the same seed and traffic produce the same faults
 * @param duplicatePolicy what receivers do with a message that they have already processed
 * @param sideBySide how many trials run at the same time
 * @param rabbitMq the user's RabbitMQ, which a lab reaches through {@link netkit.lab.namespace.TunnelEntrance}; required for
 *        {@link Transport#RABBITMQ}
 * @param bothWays whether bob sends the same workload to alice at the same time
 * @param pollEvery how often a receiver that has to ask does so ({@link Transport#HTTP_POLLING})
 * @param captures the folder for the packet captures of each trial; only for {@link Environment#LAB}
 */
public record Experiment(Environment environment, Workload workload, List<Scenario> scenarios,
        List<Transport> transports, long seed, DuplicatePolicy duplicatePolicy, int sideBySide,
        Optional<URI> rabbitMq, boolean bothWays, Duration pollEvery, Optional<Path> captures) {
    /** Often enough to seem quick, and seldom enough to seem cheap. */
    public static final Duration DEFAULT_POLL_EVERY = Duration.ofMillis(250);
    public static final Duration MIN_POLL_EVERY = Duration.ofMillis(1);
    /** One transport for each kind of guarantee. */
    public static final List<Transport> DEFAULT_TRANSPORTS = List.of(Transport.TCP, Transport.UDP,
            Transport.WEBSOCKET, Transport.SOCKET_IO, Transport.QUEUE);
    /** Messages per second of all trials together that two processor cores handle without trials disturbing each other. */
    private static final double MAX_TOTAL_RATE = 2_500;
    /** Most trials that run at the same time by default. */
    private static final int DEFAULT_MAX_SIDE_BY_SIDE = 25;
    public static final int MAX_SIDE_BY_SIDE = 100;

    /** Sent before the first trial and not measured, so that no trial pays for cold code. */
    private static final Workload WARM_UP = new Workload(200, 100, 2_000);
    private static final int WARM_UP_TRIAL = 0;
    /** Messages of the direction from bob to alice carry the number of the trial plus this. */
    private static final int MAX_CELLS = NumberedMessage.TRIALS / 2;

    /** Receives the progress of an experiment, from several threads. */
    public interface Progress {
        void started(Scenario scenario, Transport transport);

        /** @param offered number of messages of the trial that have been offered */
        void offered(Scenario scenario, Transport transport, int offered);

        void finished(Cell cell);
    }

    /** @throws IllegalArgumentException with one line, if something is missing or out of range */
    public Experiment {
        scenarios = List.copyOf(scenarios);
        transports = List.copyOf(transports);
        if (transports.contains(Transport.RABBITMQ) && rabbitMq.isEmpty()) {
            throw new IllegalArgumentException(
                    "rabbitmq requires a server of your own: add --rabbitmq URL");
        }
        if (scenarios.size() * transports.size() >= MAX_CELLS) {
            throw new IllegalArgumentException("an experiment has fewer than " + MAX_CELLS + " cells");
        }
        if (pollEvery.compareTo(MIN_POLL_EVERY) < 0) {
            throw new IllegalArgumentException("a receiver asks every millisecond at most");
        }
        if (transports.stream().allMatch(transport -> transport.tooLarge(workload).isPresent())) {
            throw new IllegalArgumentException(transports.stream()
                    .map(transport -> transport + " carries messages of at most " + transport.maxSize())
                    .collect(Collectors.joining(", ")) + " bytes, not " + workload.size());
        }
    }

    /** An experiment with traffic one way, and a receiver that asks at the usual interval. */
    public Experiment(Environment environment, Workload workload, List<Scenario> scenarios,
            List<Transport> transports, long seed, DuplicatePolicy duplicatePolicy, int sideBySide,
            Optional<URI> rabbitMq, Optional<Path> captures) {
        this(environment, workload, scenarios, transports, seed, duplicatePolicy, sideBySide, rabbitMq, false,
                DEFAULT_POLL_EVERY, captures);
    }

    /** Returns this experiment in another environment. */
    public Experiment in(Environment other) {
        return new Experiment(other, workload, scenarios, transports, seed, duplicatePolicy, sideBySide,
                rabbitMq, bothWays, pollEvery, captures);
    }

    /** Returns this experiment with traffic both ways, or one way. */
    public Experiment withBothWays(boolean both) {
        return new Experiment(environment, workload, scenarios, transports, seed, duplicatePolicy, sideBySide,
                rabbitMq, both, pollEvery, captures);
    }

    /** Returns this experiment with another interval of asking. */
    public Experiment withPollEvery(Duration interval) {
        return new Experiment(environment, workload, scenarios, transports, seed, duplicatePolicy, sideBySide,
                rabbitMq, bothWays, interval, captures);
    }

    /** Returns how many trials can run at the same time without disturbing each other much. */
    public static int sideBySide(Workload workload) {
        return Math.clamp((long) (MAX_TOTAL_RATE / workload.perSecond()), 1, DEFAULT_MAX_SIDE_BY_SIDE);
    }

    /** Returns the number of cells in the result, missing ones included, the two directions of one counted once. */
    public int cells() {
        return scenarios.size() * transports.size();
    }

    /** Returns the approximate minimum time that all trials take. */
    public Duration estimatedTime() {
        Duration all = Duration.ZERO;
        Duration longest = Duration.ZERO;
        for (Scenario scenario : scenarios) {
            Workload load = scenario.workload(workload);
            Duration sending = load.time(load.messages());
            Duration events = scenario.lastEvent().orElse(Duration.ZERO);
            Duration longer = events.compareTo(sending) > 0 ? events : sending;
            long trials = transports.stream().filter(one -> missing(scenario, one).isEmpty()).count();
            all = all.plus(longer.multipliedBy(trials));
            longest = longer.compareTo(longest) > 0 ? longer : longest;
        }
        Duration shared = all.dividedBy(sideBySide);
        return shared.compareTo(longest) > 0 ? shared : longest;
    }

    /**
     * Runs all trials. A trial that cannot be run becomes a {@link Cell.Missing} and does not affect the others.
     *
     * @param results receives each cell as soon as it is known, from several threads, in no particular order
     * @throws BindException if a socket cannot be opened
     * @throws IOException if a trial could not be run: at once if its transport does not work at all, else after all other
     *         trials; further failures are its {@link Throwable#getSuppressed()}
     * @throws InterruptedException if interrupted; the cells received so far are complete
     */
    public void run(Consumer<Cell> results, Progress progress) throws IOException, InterruptedException {
        List<Task> tasks = new ArrayList<>();
        Queue<IOException> failures = new ConcurrentLinkedQueue<>();
        int number = WARM_UP_TRIAL;
        for (Scenario scenario : scenarios) {
            for (Transport transport : transports) {
                int trial = ++number;
                tasks.add(() -> {
                    progress.started(scenario, transport);
                    List<? extends Cell> cells;
                    try {
                        cells = cells(scenario, transport, trial,
                                offered -> progress.offered(scenario, transport, offered));
                    } catch (IOException e) {
                        failures.add(e);
                        cells = List.of(new Cell.Missing(scenario, transport,
                                new MissingReason("failed", reason(e))));
                    }
                    cells.forEach(results);
                    progress.finished(cells.getFirst());
                });
            }
        }
        runAll(transports.stream()
                .filter(transport -> transport.tooLarge(workload).isEmpty()
                        && !(bothWays && transport.oneWay().isPresent()))
                .<Task>map(transport -> () -> warmUp(transport)).toList(), transports.size());
        runAll(tasks, sideBySide);
        if (!failures.isEmpty()) {
            IOException first = failures.remove();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void runAll(List<Task> tasks, int atOnce) throws IOException, InterruptedException {
        // Platform threads: opening a lab makes blocking foreign calls
        ExecutorService threads = Executors.newFixedThreadPool(atOnce,
                Thread.ofPlatform().daemon().name("trial ", 0).factory());
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Task task : tasks) {
                all.add(threads.submit(() -> {
                    task.run();
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case InterruptedException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Throwable cause -> throw new IllegalStateException(cause);
            }
        } finally {
            threads.shutdownNow();
            threads.close(); // waits until each trial has cleaned up
        }
    }

    private Optional<MissingReason> missing(Scenario scenario, Transport transport) {
        return transport.tooLarge(workload)
                .or(() -> bothWays ? transport.oneWay() : Optional.empty())
                .or(() -> transport.missing(scenario, environment));
    }

    private void warmUp(Transport transport) throws IOException, InterruptedException {
        Scenario nothing = new Scenario("warm-up", "", "", Optional.empty(), List.of(), List.of());
        run(Environment.LOOPBACK, WARM_UP, nothing, transport, WARM_UP_TRIAL, Optional.empty(), _ -> {});
    }

    private List<? extends Cell> cells(Scenario scenario, Transport transport, int trial, IntConsumer offered)
            throws IOException, InterruptedException {
        Optional<MissingReason> reason = missing(scenario, transport);
        return reason.isPresent() ? List.of(new Cell.Missing(scenario, transport, reason.get()))
                : run(environment, scenario.workload(workload), scenario, transport, trial, captures,
                        offered);
    }

    /** Returns a cell for each direction. */
    private List<Cell.Measured> run(Environment on, Workload load, Scenario scenario, Transport transport,
            int trial, Optional<Path> captureTo, IntConsumer offered)
            throws IOException, InterruptedException {
        TrialClock clock = new TrialClock();
        Way toBob = Way.of(Direction.TO_BOB, load, trial, clock);
        Optional<Way> toAlice = bothWays
                ? Optional.of(Way.of(Direction.TO_ALICE, load, trial + MAX_CELLS, clock))
                : Optional.empty();
        List<Way> ways = Stream.concat(Stream.of(toBob), toAlice.stream()).toList();
        try (Testbed bed = on.open(seed);
                WireObserver observer = bed instanceof Lab lab
                        ? WireObserver.watch(lab, transport, load,
                                ways.stream().map(Experiment::ledger).toList(),
                                clock)
                        : null;
                Captures _ = Captures.start(bed, captureTo, scenario + "-" + transport)) {
            Trial run = new Trial(bed, scenario, duplicatePolicy, clock, toBob, toAlice);
            LinkContext context = new LinkContext(bed, trial, load, seed, acknowledged(toBob),
                    toAlice.map(way -> new LinkContext.Back(way.trial(), run.alice().orElseThrow(),
                            acknowledged(way))),
                    pollEvery, rabbitMq);
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
