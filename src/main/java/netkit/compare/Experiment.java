package netkit.compare;

import java.io.IOException;
import java.net.BindException;
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

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Environment;

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
    private static final Scenario CLEAN = new Scenario("warm-up", "", "", Optional.empty(), List.of(),
            List.of());
    /** Messages of the warm-up carry this number, and those of the trials the next ones. */
    private static final int WARM_UP_TRIAL = 0;
    /** Messages of the direction from bob to alice carry the number of the trial plus this. */
    static final int MAX_CELLS = NumberedMessage.TRIALS / 2;

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
            long trials = transports.stream()
                    .filter(one -> missing(new LocalTrials(this), scenario, one).isEmpty()).count();
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
        run(new LocalTrials(this), results, progress);
    }

    /** Runs all trials as {@link #run(Consumer, Progress)} does, on the machines that carry them out. */
    public void run(Trials trials, Consumer<Cell> results, Progress progress)
            throws IOException, InterruptedException {
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
                        cells = cells(trials, scenario, transport, trial,
                                offered -> progress.offered(scenario, transport, offered));
                    } catch (IOException e) {
                        trials.requireAlive();
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
                .filter(transport -> missing(trials, CLEAN, transport).isEmpty())
                .<Task>map(transport -> () -> trials.warmUp(transport, WARM_UP, CLEAN)).toList(),
                Math.min(sideBySide, transports.size()));
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

    private Optional<MissingReason> missing(Trials trials, Scenario scenario, Transport transport) {
        return transport.tooLarge(workload)
                .or(() -> bothWays ? transport.oneWay() : Optional.empty())
                .or(() -> trials.missing(scenario, transport));
    }

    private List<? extends Cell> cells(Trials trials, Scenario scenario, Transport transport, int trial,
            IntConsumer offered) throws IOException, InterruptedException {
        Optional<MissingReason> reason = missing(trials, scenario, transport);
        return reason.isPresent() ? List.of(new Cell.Missing(scenario, transport, reason.get()))
                : trials.run(scenario.workload(workload), scenario, transport, trial, MAX_CELLS, offered);
    }
}
