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

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Link;
import netkit.compare.link.LinkContext;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Environment;
import netkit.compare.wire.WireObserver;
import netkit.compare.wire.WireStats;
import netkit.lab.Lab;
import netkit.lab.LabCapture;
import netkit.lab.Testbed;

/**
 * Sends the same messages over every transport in every scenario, some trials side by side, each on a testbed of its
 * own.
 *
 * @param seed equal seeds give equal traffic equal faults
 * @param duplicatePolicy what receivers do with a message that they have processed
 * @param sideBySide how many trials go on at once
 * @param rabbitMq where the user's RabbitMQ is, which a lab reaches by {@link netkit.lab.namespace.TunnelEntrance}; needed for
 *        {@link Transport#RABBITMQ}
 * @param captures the folder for what each host saw in each trial; only for {@link Environment#LAB}
 */
public record Experiment(Environment environment, Workload workload, List<Scenario> scenarios,
        List<Transport> transports, long seed, DuplicatePolicy duplicatePolicy, int sideBySide,
        Optional<URI> rabbitMq,
        Optional<Path> captures) {
    /** Each of them says something about a transport that the others do not. */
    public static final List<Transport> DEFAULT_TRANSPORTS = List.of(Transport.TCP, Transport.UDP,
            Transport.WEBSOCKET, Transport.SOCKET_IO, Transport.QUEUE);
    /** Messages a second of all trials together that two processor cores carry without one disturbing another. */
    private static final double MAX_TOTAL_RATE = 2_500;
    /** Trials that go on at once unless more are wanted. */
    private static final int DEFAULT_MAX_SIDE_BY_SIDE = 12;
    public static final int MAX_SIDE_BY_SIDE = 100;

    /** Code that has never run is slow, and the first trial must not pay for all: sent before, not measured. */
    private static final Workload WARM_UP = new Workload(200, 100, 2_000);
    private static final int WARM_UP_TRIAL = 0;

    /** Told what is going on, from several threads. */
    public interface Progress {
        void started(Scenario scenario, Transport transport);

        /** @param offered how many of its messages have been offered */
        void offered(Scenario scenario, Transport transport, int offered);

        void finished(Cell cell);
    }

    /** @throws IllegalArgumentException with one line that says what is missing or out of bounds */
    public Experiment {
        scenarios = List.copyOf(scenarios);
        transports = List.copyOf(transports);
        if (transports.contains(Transport.RABBITMQ) && rabbitMq.isEmpty()) {
            throw new IllegalArgumentException(
                    "rabbitmq runs on a server of yours: say which with --rabbitmq URL");
        }
        if (scenarios.size() * transports.size() >= NumberedMessage.TRIALS) {
            throw new IllegalArgumentException(
                    "an experiment has fewer than " + NumberedMessage.TRIALS + " trials");
        }
        if (transports.stream().allMatch(transport -> transport.tooLarge(workload).isPresent())) {
            throw new IllegalArgumentException(transports.stream()
                    .map(transport -> transport + " carries messages of at most " + transport.maxSize())
                    .collect(Collectors.joining(", ")) + " bytes, not " + workload.size());
        }
    }

    /** How many trials may go on at once without one disturbing another much. */
    public static int sideBySide(Workload workload) {
        return Math.clamp((long) (MAX_TOTAL_RATE / workload.perSecond()), 1, DEFAULT_MAX_SIDE_BY_SIDE);
    }

    /** How many cells the result has, missing ones included. */
    public int cells() {
        return scenarios.size() * transports.size();
    }

    /** About how long all trials take at least. */
    public Duration estimatedTime() {
        Duration all = Duration.ZERO;
        Duration longest = Duration.ZERO;
        for (Scenario scenario : scenarios) {
            Duration sending = workload.time(workload.messages());
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
     * Runs all trials. One that fails is a {@link Cell.Missing}, and disturbs no other.
     *
     * @param results given each cell as soon as it is known, by several threads, in no certain order
     * @throws BindException when a socket cannot be opened
     * @throws IOException when one could not be tried: at once if its transport does not work at all, else when all others
     *         have been; further ones are its {@link Throwable#getSuppressed()}
     * @throws InterruptedException when it was interrupted; the cells given so far are whole
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
                    Cell cell;
                    try {
                        cell = cell(scenario, transport, trial,
                                offered -> progress.offered(scenario, transport, offered));
                    } catch (IOException e) {
                        failures.add(e);
                        cell = new Cell.Missing(scenario, transport, new MissingReason("failed", reason(e)));
                    }
                    results.accept(cell);
                    progress.finished(cell);
                });
            }
        }
        runAll(transports.stream().filter(transport -> transport.tooLarge(workload).isEmpty())
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
        // Platform threads: they open labs, which is done with blocking foreign calls
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
            threads.close(); // waits for each to take away what it has made
        }
    }

    private Optional<MissingReason> missing(Scenario scenario, Transport transport) {
        return transport.tooLarge(workload).or(() -> transport.missing(scenario, environment));
    }

    private void warmUp(Transport transport) throws IOException, InterruptedException {
        Scenario nothing = new Scenario("warm-up", "", "", List.of(), List.of());
        run(Environment.LOOPBACK, WARM_UP, nothing, transport, WARM_UP_TRIAL, Optional.empty(), _ -> {});
    }

    private Cell cell(Scenario scenario, Transport transport, int trial, IntConsumer offered)
            throws IOException, InterruptedException {
        Optional<MissingReason> reason = missing(scenario, transport);
        if (reason.isPresent()) {
            return new Cell.Missing(scenario, transport, reason.get());
        }
        return run(environment, workload, scenario, transport, trial, captures, offered);
    }

    private Cell.Measured run(Environment on, Workload load, Scenario scenario, Transport transport,
            int trial,
            Optional<Path> captureTo, IntConsumer offered) throws IOException, InterruptedException {
        Ledger ledger = new Ledger(load.messages());
        TrialClock clock = new TrialClock();
        try (Testbed bed = on.open(seed);
                WireObserver observer = WireObserver.of(bed, transport, trial, load, ledger, clock);
                Captures _ = Captures.start(bed, captureTo, scenario + "-" + transport)) {
            Trial run = new Trial(bed, scenario, load, trial, duplicatePolicy, ledger, clock);
            LinkContext context = new LinkContext(bed, trial, load, seed,
                    number -> ledger.reached(Stage.ACKNOWLEDGED, number, clock.now()), rabbitMq);
            Optional<String> failure;
            try (Link link = open(transport, context)) {
                failure = run.run(link, offered);
            }
            Optional<WireStats> wire = observer.stats(); // first: it waits for what is still under way
            return new Cell.Measured(scenario, transport, trial, ledger, LedgerStats.of(ledger),
                    run.events(),
                    wire, run.sending(), run.recovery(), failure);
        }
    }

    private static Link open(Transport transport, LinkContext context) throws IOException {
        try {
            return transport.open(context);
        } catch (SocketException e) {
            if (transport == Transport.RABBITMQ) {
                throw e; // it says what is wrong with that server
            }
            BindException failure = new BindException("cannot open the " + transport + " sockets: "
                    + e.getMessage() + "; look at the limits and the firewall of this machine");
            failure.initCause(e);
            throw failure;
        }
    }

    /** What each host saw, if that is wanted. */
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
