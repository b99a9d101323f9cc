package netkit.compare;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Sends the same messages over every transport in every scenario, one trial after the other.
 *
 * @param seed equal seeds give equal faults: they hit the same messages, unless the system loses some by itself
 * @param rabbitMq where RabbitMQ is; needed for {@link Transport#RABBITMQ}
 * @param repeats what receivers do with a message that comes again
 */
public record Experiment(Workload workload, List<Scenario> scenarios, List<Transport> transports,
        long seed, Optional<URI> rabbitMq, Repeats repeats) {
    /** The usual ones: each of them says something about a transport that the others do not. */
    public static final List<Scenario> USUAL_SCENARIOS = List.copyOf(
            EnumSet.range(Scenario.CLEAN, Scenario.CUT));

    /** Compression says more about the messages than about the transport, so it is tried when asked for. */
    public static final List<Transport> USUAL_TRANSPORTS = List.of(Transport.TCP, Transport.UDP,
            Transport.WEBSOCKET);

    /** Code that has never run is slow, and the first trial must not pay for all: sent before, not measured. */
    private static final int WARM_UP_MESSAGES = 500;
    private static final double WARM_UP_PER_SECOND = 5_000;

    /** Told what is going on, often. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param cell which one is being tried, from 0
         * @param cells how many there are
         * @param offered how many of its messages have been offered
         */
        void at(int cell, int cells, Scenario scenario, Transport transport, int offered);
    }

    /** @throws IllegalArgumentException with one line that says what is missing */
    public Experiment {
        if (transports.contains(Transport.RABBITMQ) && rabbitMq.isEmpty()) {
            throw new IllegalArgumentException(
                    "rabbitmq runs on a server of yours: say which with --rabbitmq URL");
        }
    }

    /** Without RabbitMQ, and with receivers that process what comes. */
    public Experiment(Workload workload, List<Scenario> scenarios, List<Transport> transports, long seed) {
        this(workload, scenarios, transports, seed, Optional.empty(), Repeats.PROCESSED);
    }

    /** How many cells the result has, missing ones included. */
    public int cells() {
        return scenarios.size() * transports.size();
    }

    /** How long all trials send, or a slow receiver works; they take a little longer than that. */
    public Duration time() {
        Duration sending = workload.time(workload.messages());
        Duration all = Duration.ZERO;
        for (Scenario scenario : scenarios) {
            long trials = transports.stream()
                    .filter(transport -> transport.missing(scenario, workload).isEmpty()).count();
            Duration working = scenario.work(workload).multipliedBy(workload.messages());
            all = all.plus((working.compareTo(sending) > 0 ? working : sending).multipliedBy(trials));
        }
        return all;
    }

    /**
     * Runs all trials, scenario by scenario.
     *
     * @param results given each cell as soon as it is known
     * @throws BindException when a socket cannot be opened
     * @throws InterruptedException when it was interrupted; the cells given so far are whole
     */
    public void run(Consumer<Cell> results, Progress progress) throws IOException, InterruptedException {
        warmUp();
        int done = 0;
        for (Scenario scenario : scenarios) {
            for (Transport transport : transports) {
                int cell = done++;
                results.accept(cell(scenario, transport, cell + 1,
                        offered -> progress.at(cell, cells(), scenario, transport, offered)));
            }
        }
    }

    private void warmUp() throws IOException, InterruptedException {
        int size = Math.min(workload.size(), 1_000);
        Workload few = new Workload(WARM_UP_MESSAGES, size, WARM_UP_PER_SECOND);
        for (Transport transport : transports) {
            try (Link link = open(transport, Scenario.CLEAN, few)) {
                new Trial(link, few, 0, Duration.ZERO, Repeats.PROCESSED).run(_ -> {});
            }
        }
    }

    private Cell cell(Scenario scenario, Transport transport, int run, IntConsumer offered)
            throws IOException, InterruptedException {
        Optional<Cell.Absence> absence = transport.missing(scenario, workload);
        if (absence.isPresent()) {
            return new Cell.Missing(scenario, transport, absence.get());
        }
        try (Link link = open(transport, scenario, workload)) {
            Trial trial = new Trial(link, workload, run, scenario.work(workload), repeats);
            Optional<String> failure = trial.run(offered);
            Account account = trial.account();
            return new Cell.Measured(scenario, transport, account, link.relay(),
                    link.lostByAccident(account.sent()), trial.sending(), failure);
        }
    }

    private Link open(Transport transport, Scenario scenario, Workload sent) throws IOException {
        try {
            return transport.open(scenario, sent, this);
        } catch (IOException e) {
            if (transport == Transport.RABBITMQ) {
                throw e; // it says what is wrong with that server
            }
            BindException failure = new BindException("cannot open the " + transport + " sockets: "
                    + e.getMessage() + "; look at the limits and the firewall of this machine, it needs a few"
                    + " sockets on the loopback address");
            failure.initCause(e);
            throw failure;
        }
    }
}
