package netkit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.google.gson.JsonObject;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** Runs an experiment in front of a person, and makes of the result what was wanted. */
final class Comparison {
    private static final Duration LONG = Duration.ofMinutes(1);
    /** What was begun is taken away before the end. */
    private static final Duration TO_CLEAR_UP = Duration.ofSeconds(5);

    private final CommandSpec spec;
    private final CompareChoices choices;
    private final Experiment experiment;
    private final CompareGround ground;
    private final PrintWriter out;
    private final PrintWriter err;
    /** What ended the run early; told when all that there is has been shown. */
    private IOException failure;

    Comparison(CommandSpec spec, CompareChoices choices, Experiment experiment, CompareGround ground) {
        this.spec = spec;
        this.choices = choices;
        this.experiment = experiment;
        this.ground = ground;
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
    }

    /** Says on what it will be run, and what. */
    void begin() {
        if (!choices.jsonToStandardOutput()) {
            Paragraph.wrap("", ground.line(), CompareTable.WIDTH).forEach(out::println);
            Paragraph.wrap("", CompareTable.heading(experiment), CompareTable.WIDTH).forEach(out::println);
            out.flush();
        }
    }

    /**
     * Runs it to its end, to Ctrl-C, or to something without which it cannot go on; then the cells are those that were whole.
     *
     * @param addSeed whether it was not typed, and so must be said to whoever wants the same again
     * @throws IOException if it could not even try one cell
     */
    ComparedRun run(Optional<Prediction> prediction, long seed, boolean addSeed) throws IOException {
        return run(experiment::run, prediction, seed, addSeed);
    }

    /** As {@link Experiment#run}. */
    @FunctionalInterface
    interface Trials {
        void run(Consumer<Cell> results, Experiment.Progress progress)
                throws IOException, InterruptedException;
    }

    /** As {@link #run(Optional, long, boolean)}, with these trials. */
    ComparedRun run(Trials trials, Optional<Prediction> prediction, long seed, boolean addSeed)
            throws IOException {
        Duration time = experiment.time();
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
                        TO_CLEAR_UP)) {
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
        return new ComparedRun(experiment, ground.line(), whole, prediction, began,
                Duration.ofNanos(System.nanoTime() - start), again(seed, addSeed));
    }

    private String again(long seed, boolean addSeed) {
        String typed = typed(spec).stream().map(Comparison::quoted).collect(Collectors.joining(" "));
        return "netkit " + typed + (addSeed ? " --seed " + seed : "");
    }

    /** What was typed, for files that others may read: without the password of a URL. */
    static List<String> typed(CommandSpec spec) {
        return spec.root().commandLine().getParseResult().originalArgs().stream()
                .map(Comparison::withoutPassword).toList();
    }

    /** RFC 3986 §3.2.1: whatever is behind the colon in the user information is not to be shown. */
    static String withoutPassword(String word) {
        return word.replaceAll("(?<=://)([^/@:]*):[^/@]*@", "$1:PASSWORD@");
    }

    /** As a POSIX shell wants it (POSIX.1-2024, Shell Command Language §2.2.2). */
    private static String quoted(String word) {
        return word.matches("[\\w./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Prints and writes the result.
     *
     * @param more lines below the table
     * @param replay for the JSON, what is different from the saved result that was run again
     * @throws IOException also for what ended the run early, when all is shown
     */
    void show(ComparedRun run, List<String> more, Optional<JsonObject> replay) throws IOException {
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        if (choices.jsonToStandardOutput()) {
            CompareJson.write(run, replay, out);
            out.flush();
        } else {
            CompareTable.lines(run, choices.details(), ansi).forEach(out::println);
            if (run.prediction().isPresent()) {
                out.println();
                PredictionTable.lines(run).forEach(out::println);
            }
            if (!more.isEmpty()) {
                out.println();
                more.forEach(out::println);
            }
            out.flush();
        }
        if (choices.jsonFile().isPresent()) {
            writeJson(choices.jsonFile().get(), run, replay);
        }
        if (choices.html().isPresent()) {
            CompareReport.write(choices.html().get(), run);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void writeJson(Path file, ComparedRun run, Optional<JsonObject> replay)
            throws IOException {
        try (var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            CompareJson.write(run, replay, writer);
        } catch (NoSuchFileException _) {
            throw new IOException("cannot write '" + file + "': there is no such folder");
        }
    }
}
