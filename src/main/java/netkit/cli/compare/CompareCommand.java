package netkit.cli.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Quantity;
import netkit.cli.option.Rate;
import netkit.cli.terminal.Paragraph;
import netkit.compare.Cell;
import netkit.compare.MachineTrials;
import netkit.compare.machines.ComparisonClient;
import netkit.compare.machines.RemoteTrial.Relay;
import netkit.net.Endpoint;
import netkit.compare.Experiment;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenarios;
import netkit.compare.scenario.Environment;
import netkit.net.PrintableText;
import netkit.report.ComparedRun;
import netkit.report.Machines;
import netkit.report.Prediction;

/** {@code netkit compare}: the same messages over several transports, and what each delivered. */
@Command(name = "compare", sortOptions = false, subcommands = CompareReplayCommand.class, //
        synopsisSubcommandLabel = "[COMMAND]", //
        description = {
            "Compare transports: send the same numbered messages over each of them under the same faults, and show"
                    + " which messages were lost, duplicated or delivered out of order.",
            "",
            "Two hosts of the lab, alice (sender) and bob (receiver), are connected by a link that injects the faults"
                    + " into real packets. Where this machine allows no lab, relays above the sockets inject them. All"
                    + " traffic except that to RabbitMQ stays on this machine, unless --serve and --to name two machines.",
            ""})
public final class CompareCommand implements Callable<Integer> {
    private static final int MAX_RANDOM_SEED = 1_000_000;
    private static final int HELP_WIDTH = 80;

    /** The cell that {@code --explain} names. */
    private record ExplainedCell(Transport transport, String scenario) {
        boolean is(Cell cell) {
            return cell.transport() == transport && cell.scenario().name().equals(scenario);
        }
    }

    private CommandSpec spec;

    @Option(names = "--transports", split = ",", paramLabel = "NAME",
            description = "Transports to compare, separated by commas: tcp, udp, udp+ack (netkit's acknowledged"
                    + " datagrams), websocket, websocket+deflate, socket.io, socket.io+ack, socket.io+recovery,"
                    + " socket.io+polling (without WebSocket), http-polling, http-long-polling, sse (server-sent"
                    + " events), rooms (chat rooms), rooms+redis (rooms over two servers; starts a redis-server), queue (netkit's"
                    + " message queue, on disk), rabbitmq, or 'all' for all of these except rooms+redis and rabbitmq (default: tcp,udp,websocket,socket.io,queue).")
    List<String> transports;

    @Option(names = "--scenarios", split = ",", paramLabel = "NAME",
            description = "Scenarios to run, separated by commas, from the list below, or 'all'"
                    + " (default: clean,loss,reorder,cut,offline).")
    List<String> scenarios;

    @Option(names = "--scenario", paramLabel = "FILE",
            description = "Run your own scenario from a .lab file; may be repeated.")
    List<Path> files = List.of();

    @Option(names = "--show-scenario", paramLabel = "NAME",
            description = "Print the .lab file of a scenario from the list below, to copy and change, and exit.")
    String show;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "500",
            description = "Messages to send in each cell (default: ${DEFAULT-VALUE}).")
    int messages;

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "100", converter = Quantity.Size.class,
            description = "Message size in bytes, such as 100 or 4k (default: ${DEFAULT-VALUE}).")
    int size;

    @Option(names = "--rate", paramLabel = "RATE", defaultValue = "100/s",
            description = "Sending rate, such as 500/s or 10mbit (default: ${DEFAULT-VALUE}).")
    Rate rate;

    @Option(names = "--dedup",
            description = "Let bob record the messages that he has processed and skip duplicates"
                    + " (default: duplicates are processed again).")
    boolean dedup;

    @Option(names = "--both",
            description = "Let bob send the same messages to alice at the same time, over the same connection or, with"
                    + " HTTP, by POST. Each direction has a row of its own (default: only alice sends).")
    boolean both;

    @Option(names = "--poll-every", paramLabel = "TIME", defaultValue = "250ms",
            description = "How often bob asks for messages over http-polling (default: ${DEFAULT-VALUE}).")
    Duration pollEvery;

    @Option(names = "--seed", paramLabel = "N",
            description = "Seed of the faults; the same seed and traffic produce the same faults"
                    + " (default: random).")
    Long seed;

    @Mixin
    CompareOptions options;

    @Mixin
    MachineOptions machines;

    @Option(names = "--explain", paramLabel = "TRANSPORT,SCENARIO",
            description = "Explain one cell in detail: its events, lost messages, packets and cost. Only this cell is"
                    + " run unless --transports or --scenarios names others.")
    String explain;

    @Option(names = "--predict", arity = "0..1", fallbackValue = "netkit-prediction.json",
            paramLabel = "FILE",
            description = "Ask for a prediction first, save it to this file, and compare it with the measurement. If"
                    + " the file exists, the prediction is read from it (default: ${FALLBACK-VALUE}).")
    Path predict;

    @Spec
    void spec(CommandSpec itself) {
        spec = itself;
        spec.usageMessage().footerHeading("%nExamples:%n")
                .footer(Stream.concat(
                        Stream.of("  netkit compare",
                                "  netkit compare --scenarios loss,cut --transports tcp,udp --seed 7",
                                "  netkit compare --explain tcp,loss --seed 7",
                                "  netkit compare --scenarios all --html report.html",
                                "  netkit compare --serve 5201",
                                "  netkit compare --to 192.0.2.7:5201 --token k7pm-3xqa-9wdz", "",
                                "Scenarios:"),
                        Scenarios.NAMES.stream().map(CompareNames::scenario)
                                .flatMap(scenario -> Paragraph.wrap("  %-9s  ".formatted(scenario),
                                        scenario.title(), HELP_WIDTH).stream())
                                .map(line -> line.replace("%", "%%")))
                        .toArray(String[]::new));
    }

    @Override
    public Integer call() throws Exception {
        if (show != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(checked(() -> CompareNames.scenario(show)).text());
            out.flush();
            return ExitCode.DONE;
        }
        machines.check(options);
        if (machines.serves()) {
            return ComparisonServing.run(spec, machines.serveAt(), machines.ownToken(), machines.maxTime);
        }
        Optional<ExplainedCell> explained = checked(this::explained);
        Experiment plan = checked(() -> plan(explained));
        options.check();
        Optional<PredictionSource> source = Optional.ofNullable(predict).map(PredictionSource::new);
        if (source.isPresent()) {
            source.get().check(spec);
        }
        if (machines.connects()) {
            return runBetweenMachines(plan, source, explained);
        }
        return EnvironmentChoice.run(spec, options.on(), plan,
                choice -> run(plan.in(choice.environment()), choice, Optional.empty(), source, explained));
    }

    private int runBetweenMachines(Experiment plan, Optional<PredictionSource> source,
            Optional<ExplainedCell> explained) throws IOException, InterruptedException {
        Endpoint server = machines.server();
        ComparisonClient client = ComparisonClient.connect(server, machines.token());
        boolean done = false;
        try {
            int code = run(plan, EnvironmentChoice.betweenMachines(server,
                    plan.scenarios().stream().anyMatch(MachineTrials::hasFaults) ? machines.relay()
                            : Relay.NONE),
                    Optional.of(new MachineTrials(client, plan, machines.relay())), source, explained);
            done = code == ExitCode.DONE;
            return code;
        } finally {
            client.bye(done);
        }
    }

    /** @param remote what runs the trials between two machines; empty on one */
    private int run(Experiment plan, EnvironmentChoice choice, Optional<MachineTrials> remote,
            Optional<PredictionSource> source, Optional<ExplainedCell> explained) throws IOException {
        Comparison comparison = new Comparison(spec, options, plan, choice);
        comparison.begin();
        plan.scenarios().stream().filter(CompareCommand::isIdle)
                .forEach(scenario -> spec.commandLine().getErr()
                        .println("scenario '" + PrintableText.escapeControls(scenario.name())
                                + "' has no faults: its file has no 'wire' and"
                                + " no 'at' line; 'netkit compare --show-scenario cut' prints an example"));
        Optional<Prediction> prediction = Optional.empty();
        if (source.isPresent()) {
            prediction = Optional.of(source.get().prediction(spec, plan));
        }
        ComparedRun run = remote.isEmpty() ? comparison.run(prediction, plan.seed(), seed == null)
                : comparison.run((results, progress) -> plan.run(remote.get(), results, progress), prediction,
                        plan.seed(), seed == null, cells -> Optional.of(machines(remote.get(), cells)));
        List<String> explanation = new ArrayList<>();
        for (Cell.Measured cell : run.measured()) {
            if (explained.isPresent() && explained.get().is(cell)) {
                if (!explanation.isEmpty()) {
                    explanation.add("");
                }
                explanation.addAll(CellExplanation.lines(run.experiment(), cell, Style.of(spec)));
            }
        }
        comparison.show(run, explanation, Optional.empty());
        return run.isComplete() ? ExitCode.DONE : ExitCode.INTERRUPTED;
    }

    private static Machines machines(MachineTrials trials, List<Cell> cells) {
        ComparisonClient client = trials.client();
        boolean oneWay = cells.stream().filter(Cell.Measured.class::isInstance).map(Cell.Measured.class::cast)
                .noneMatch(cell -> cell.ledger().hasRoundTrips());
        return client.clocks().all()
                .map(clocks -> new Machines(client.server().toString(), client.ownAddress().getHostAddress(),
                        trials.relay().toString(), oneWay, clocks.offset() / 1e6,
                        clocks.error().toNanos() / 1e6,
                        clocks.drift() * 1e6))
                .orElseGet(
                        () -> new Machines(client.server().toString(), client.ownAddress().getHostAddress(),
                                trials.relay().toString(), false, 0, 0, 0));
    }

    /** Whether a user's scenario changes nothing; netkit's own {@code clean} does so on purpose. */
    private static boolean isIdle(Scenario scenario) {
        return scenario.wire().isEmpty() && scenario.schedule().isEmpty() && scenario.pace().isEmpty()
                && Scenarios.named(scenario.name()).isEmpty();
    }

    @FunctionalInterface
    private interface Typed<T> {
        T value() throws IOException;
    }

    /** Returns the value, or reports in one line why what was typed is invalid. */
    private <T> T checked(Typed<T> typed) throws IOException {
        try {
            return typed.value();
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private Optional<ExplainedCell> explained() {
        if (explain == null) {
            return Optional.empty();
        }
        int comma = explain.indexOf(',');
        if (comma < 0) {
            throw new IllegalArgumentException(
                    "--explain requires a transport and a scenario, such as udp,loss; not '" + explain + "'");
        }
        return Optional.of(new ExplainedCell(CompareNames.transport(explain.substring(0, comma)),
                explain.substring(comma + 1).strip()));
    }

    private Experiment plan(Optional<ExplainedCell> explained) throws IOException {
        List<Transport> named = transports != null ? CompareNames.transports(transports)
                : explained.map(one -> List.of(one.transport())).orElse(Experiment.DEFAULT_TRANSPORTS);
        List<Scenario> selected = scenarios(explained);
        List<Transport> used = new ArrayList<>(named);
        if (options.rabbitMq().isPresent() && !used.contains(Transport.RABBITMQ)
                && (transports != null || explained.isEmpty())) {
            used.add(Transport.RABBITMQ);
        }
        if (used.isEmpty() || selected.isEmpty()) {
            throw new IllegalArgumentException("name at least one transport and one scenario");
        }
        if (explained.isPresent() && !(used.contains(explained.get().transport())
                && selected.stream().anyMatch(one -> one.name().equals(explained.get().scenario())))) {
            throw new IllegalArgumentException(
                    "--explain requires a cell that is run; " + explained.get().transport()
                            + " in '" + explained.get().scenario() + "' is not run");
        }
        Workload workload = new Workload(messages, size, rate.messagesPerSecond(size));
        return new Experiment(
                machines.connects() ? Environment.MACHINES : options.on().orElse(Environment.LAB), workload,
                selected, used,
                seed != null ? seed : ThreadLocalRandom.current().nextInt(1, MAX_RANDOM_SEED),
                dedup ? DuplicatePolicy.SKIP : DuplicatePolicy.PROCESS,
                machines.connects() ? Math.min(options.sideBySide(workload), MachineTrials.SIDE_BY_SIDE)
                        : options.sideBySide(workload),
                options.rabbitMq(), both, pollEvery, options.captures());
    }

    private List<Scenario> scenarios(Optional<ExplainedCell> explained) throws IOException {
        List<Scenario> found = new ArrayList<>();
        if (scenarios != null) {
            found.addAll(CompareNames.scenarios(scenarios));
        }
        for (Path file : files) {
            found.add(CompareNames.read(file));
        }
        if (scenarios == null && files.isEmpty()) {
            found.addAll(CompareNames.scenarios(explained.map(one -> List.of(one.scenario()))
                    .orElse(Scenarios.DEFAULT_NAMES)));
        }
        CompareNames.requireDifferent(found);
        return found;
    }
}
