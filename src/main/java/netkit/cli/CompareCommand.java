package netkit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.Repeats;
import netkit.compare.Scenario;
import netkit.compare.Transport;
import netkit.compare.Workload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code netkit compare}: the same messages over several transports, and what each delivered. */
@Command(name = "compare", sortOptions = false, //
        description = {
            "Send the same numbered messages over several transports while things go wrong on the way,"
                    + " and show what each delivered.",
            "Everything but RabbitMQ stays on this machine: a relay between the sender and the receiver does the harm."})
final class CompareCommand implements Callable<Integer> {
    private static final int MAX_RANDOM_SEED = 1_000_000;
    private static final Duration LONG = Duration.ofMinutes(1);

    private CommandSpec spec;

    @Option(names = "--transports", split = ",", paramLabel = "NAME", converter = TransportName.class,
            description = "Which transports, separated by commas: tcp, udp, websocket, websocket+deflate,"
                    + " socket.io, socket.io+ack, socket.io+recovery, queue (netkit's own message queue, durable:"
                    + " in a temporary folder), rabbitmq (default: the first three).")
    private List<Transport> transports = Experiment.USUAL_TRANSPORTS;

    @Option(names = "--scenarios", split = ",", paramLabel = "NAME", converter = ScenarioName.class,
            description = "Which scenarios, separated by commas (default: the first five below).")
    private List<Scenario> scenarios = Experiment.USUAL_SCENARIOS;

    @Option(names = "--rabbitmq", paramLabel = "URL",
            description = "Try RabbitMQ too, at amqp://USER:PASSWORD@HOST:PORT, with its queue netkit-compare"
                    + " (default: not tried).")
    private URI rabbitMq;

    @Option(names = "--dedup",
            description = "The receiver remembers which messages it has processed, and passes over what comes"
                    + " again (default: it processes it again).")
    private boolean dedup;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "1000",
            description = "How many messages each transport sends in each scenario (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "100", converter = Quantity.Size.class,
            description = "Bytes in a message, such as 100 or 4k (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--rate", paramLabel = "RATE", defaultValue = "2000/s",
            description = "How fast to send, such as 500/s or 10mbit (default: ${DEFAULT-VALUE}).")
    private Rate rate;

    @Option(names = "--seed", paramLabel = "N",
            description = "Decides which messages are hit; the same seed hits the same ones (default: random).")
    private Long seed;

    @Option(names = "--json", description = "Print the whole result as JSON (default: a table).")
    private boolean json;

    @Spec
    private void spec(CommandSpec itself) {
        spec = itself;
        spec.usageMessage().footerHeading("%nScenarios:%n")
                .footer(Arrays.stream(Scenario.values())
                        .map(scenario -> "  %-11s".formatted(scenario) + scenario.words().replace("%", "%%"))
                        .toArray(String[]::new));
    }

    @Override
    public Integer call() throws IOException {
        Experiment experiment = experiment();
        PrintWriter out = spec.commandLine().getOut();
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        List<Cell> cells = run(experiment);
        if (json) {
            Json.print(out, CompareJson.of(experiment, cells));
        } else {
            CompareTable.lines(experiment, cells, ansi).forEach(out::println);
            out.flush();
        }
        return ExitCode.DONE;
    }

    private List<Cell> run(Experiment experiment) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Duration time = experiment.time();
        if (time.compareTo(LONG) > 0) {
            err.println("this will take about "
                    + (time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h")
                    + "; a higher --rate makes it faster");
            err.flush();
        }
        List<Cell> cells = Collections.synchronizedList(new ArrayList<>());
        try (CompareProgress progress = progress(err);
                StoppableWork work = new StoppableWork(() -> experiment.run(cells::add, progress))) {
            work.await(StoppableWork.FOR_EVER);
        }
        return List.copyOf(cells);
    }

    private CompareProgress progress(PrintWriter err) {
        CompareProgress.Look look = !Terminals.watched() ? CompareProgress.Look.NONE
                : Terminals.mayMoveCursor() ? CompareProgress.Look.ONE_LINE : CompareProgress.Look.LINES;
        return new CompareProgress(err, messages, look);
    }

    private Experiment experiment() {
        if (transports.isEmpty() || scenarios.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name at least one transport and one scenario");
        }
        try {
            if (rabbitMq != null
                    && (rabbitMq.getHost() == null || !rabbitMq.toString().matches("amqps?://.*"))) {
                throw new IllegalArgumentException("'" + rabbitMq
                        + "' is not the URL of RabbitMQ: write amqp://USER:PASSWORD@HOST:PORT");
            }
            List<Transport> tried = Stream
                    .concat(transports.stream(), Stream.ofNullable(rabbitMq).map(_ -> Transport.RABBITMQ))
                    .distinct().toList();
            Workload workload = new Workload(messages, size, rate.messagesPerSecond(size));
            for (Transport transport : tried) {
                if (size > transport.maxSize()) {
                    throw new IllegalArgumentException(transport + " carries messages of at most "
                            + transport.maxSize() + " bytes, not " + size);
                }
            }
            return new Experiment(workload, scenarios.stream().distinct().toList(),
                    tried, seed != null ? seed : ThreadLocalRandom.current().nextInt(1, MAX_RANDOM_SEED),
                    Optional.ofNullable(rabbitMq), dedup ? Repeats.PASSED_OVER : Repeats.PROCESSED);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    static final class TransportName implements ITypeConverter<Transport> {
        @Override
        public Transport convert(String text) {
            return named(text, "a transport", Transport.values());
        }
    }

    static final class ScenarioName implements ITypeConverter<Scenario> {
        @Override
        public Scenario convert(String text) {
            return named(text, "a scenario", Scenario.values());
        }
    }

    private static <T> T named(String text, String what, T[] known) {
        return Stream.of(known).filter(one -> one.toString().equalsIgnoreCase(text)).findFirst()
                .orElseThrow(
                        () -> new TypeConversionException("'" + text + "' is not " + what + ": there are "
                                + Stream.of(known).map(Object::toString).collect(Collectors.joining(", "))));
    }
}
