package netkit.cli.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import netkit.cli.terminal.StoppableWork;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.report.CompareReport;
import netkit.report.ComparedRun;
import netkit.report.Prediction;
import netkit.report.Json;
import netkit.report.Machines;
import netkit.report.OutputFile;

/** A run of an experiment on the command line: heading, progress, table and result files. */
final class Comparison {
    private static final Set<String> SIDE_EFFECTS = Set.of("--json", "--html", "--pcap", "--predict",
            "--token");
    private static final Duration LONG = Duration.ofMinutes(1);
    /** How long running trials may take to clean up after Ctrl-C. */
    private static final Duration CLEANUP_TIMEOUT = Duration.ofSeconds(5);

    private final CommandSpec spec;
    private final CompareOptions options;
    private final Experiment experiment;
    private final EnvironmentChoice environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Style style;
    /** What ended the run early, or which file could not be written; thrown after the results are shown. */
    private IOException failure;

    Comparison(CommandSpec spec, CompareOptions options, Experiment experiment,
            EnvironmentChoice environment) {
        this.spec = spec;
        this.options = options;
        this.experiment = experiment;
        this.environment = environment;
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
        this.style = Style.of(spec);
    }

    /** Prints the environment and the workload. */
    void begin() {
        if (!options.jsonToStandardOutput()) {
            style.wrap("", environment.line()).forEach(out::println);
            style.wrap("", CompareTable.heading(experiment)).forEach(out::println);
            out.flush();
        }
    }

    /**
     * Runs the experiment until its end, Ctrl-C, or a fatal failure; the result has the cells that were completed.
     *
     * @param addSeed whether the seed was random, so that the command to repeat the run must name it
     * @throws IOException if not even one cell could be run
     */
    ComparedRun run(Optional<Prediction> prediction, long seed, boolean addSeed) throws IOException {
        return run(experiment::run, prediction, seed, addSeed, _ -> Optional.empty());
    }

    /** The trials of an experiment; see {@link Experiment#run}. */
    @FunctionalInterface
    interface Trials {
        void run(Consumer<Cell> results, Experiment.Progress progress)
                throws IOException, InterruptedException;
    }

    /** Does the same as {@link #run(Optional, long, boolean)}, with these trials. */
    ComparedRun run(Trials trials, Optional<Prediction> prediction, long seed, boolean addSeed)
            throws IOException {
        return run(trials, prediction, seed, addSeed, _ -> Optional.empty());
    }

    /** @param machines returns what there is to say of the two machines, once these cells are measured */
    ComparedRun run(Trials trials, Optional<Prediction> prediction, long seed, boolean addSeed,
            Function<List<Cell>, Optional<Machines>> machines) throws IOException {
        Duration time = experiment.estimatedTime();
        if (time.compareTo(LONG) > 0) {
            err.println("this will take about "
                    + (time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h"));
            err.flush();
        }
        Instant began = Instant.now();
        long start = System.nanoTime();
        List<Cell> cells = Collections.synchronizedList(new ArrayList<>());
        List<Cell> whole;
        try (CompareProgress progress = CompareProgress.on(err, experiment);
                StoppableWork work = new StoppableWork(() -> trials.run(cells::add, progress),
                        CLEANUP_TIMEOUT)) {
            try {
                work.await(StoppableWork.FOR_EVER);
            } catch (IOException e) {
                failure = e;
            }
            synchronized (cells) {
                whole = List.copyOf(cells);
            }
        }
        if (failure != null && whole.stream().noneMatch(Cell.Measured.class::isInstance)) {
            throw failure;
        }
        Optional<Machines> two = machines.apply(whole);
        return new ComparedRun(experiment,
                environment.line() + two.map(both -> "; " + both.text()).orElse(""), whole, prediction, began,
                Duration.ofNanos(System.nanoTime() - start), replayCommand(seed, addSeed), two);
    }

    private String replayCommand(long seed, boolean addSeed) {
        String typed = withoutSideEffects(typed(spec)).stream().map(Comparison::quoted)
                .collect(Collectors.joining(" "));
        return "netkit " + typed + (addSeed ? " --seed " + seed : "");
    }

    /** Drops the options that write files, which a repeated command would overwrite, and the one that asks questions. */
    private List<String> withoutSideEffects(List<String> typed) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < typed.size(); i++) {
            String word = typed.get(i);
            if (SIDE_EFFECTS.contains(word)) {
                boolean hasValue = i + 1 < typed.size() && values(word).contains(typed.get(i + 1));
                i += hasValue ? 1 : 0;
            } else if (SIDE_EFFECTS.stream().noneMatch(option -> word.startsWith(option + "="))) {
                kept.add(word);
            }
        }
        return kept;
    }

    /** Returns the values typed for an option, at any level of the command. */
    private List<String> values(String option) {
        List<String> values = new ArrayList<>();
        for (ParseResult parsed = spec.root().commandLine().getParseResult(); parsed != null;) {
            if (parsed.hasMatchedOption(option)) {
                values.addAll(parsed.matchedOption(option).originalStringValues());
            }
            parsed = parsed.hasSubcommand() ? parsed.subcommand() : null;
        }
        return values;
    }

    /** Returns what was typed, without passwords in URLs, for files that others may read. */
    static List<String> typed(CommandSpec spec) {
        return spec.root().commandLine().getParseResult().originalArgs().stream()
                .map(Comparison::withoutPassword).toList();
    }

    /** RFC 3986 §3.2.1: what follows the colon in the user information must not be shown. */
    static String withoutPassword(String word) {
        return word.replaceAll("(?<=://)([^/@:]*):[^/@]*@", "$1:PASSWORD@");
    }

    /** Quotes a word for a POSIX shell (POSIX.1-2024, Shell Command Language §2.2.2). */
    private static String quoted(String word) {
        return word.matches("[\\w./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Prints and writes the result; if the run was stopped before a cell was finished, says that there is none.
     *
     * @param more lines below the table
     * @param replay for the JSON, the differences from the saved result
     * @throws IOException after everything is shown, if the run ended early or a file could not be written
     */
    void show(ComparedRun run, List<String> more, Optional<CompareDifferences.Replay> replay)
            throws IOException {
        if (!run.isComplete() && run.measured().isEmpty() && failure == null) {
            err.println("stopped before a cell was finished: there is no result to show or to write");
            err.flush();
            return;
        }
        if (options.jsonToStandardOutput()) {
            Json.write(SavedRun.of(run, replay), out);
            out.flush();
        } else {
            CompareTable.lines(run, options.details(), style).forEach(out::println);
            if (run.prediction().isPresent()) {
                out.println();
                PredictionTable.lines(run, style).forEach(out::println);
            }
            if (!more.isEmpty()) {
                out.println();
                more.forEach(out::println);
            }
            out.flush();
        }
        options.jsonFile().ifPresent(file -> attempt(
                () -> OutputFile.write(file, writer -> Json.write(SavedRun.of(run, replay), writer))));
        options.html().ifPresent(file -> attempt(() -> CompareReport.write(file, run)));
        if (failure != null) {
            throw failure;
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    /** If one file cannot be written, another perhaps can: the first failure is thrown at the end, later ones printed here. */
    private void attempt(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            } else {
                err.println(spec.qualifiedName() + ": " + e.getMessage());
                err.flush();
            }
        }
    }
}
