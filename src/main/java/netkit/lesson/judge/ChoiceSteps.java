package netkit.lesson.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import netkit.compare.ledger.Workload;
import netkit.compare.scenario.MissingReason;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.CheckStep.Demanded;
import netkit.lesson.check.ChoiceTable;
import netkit.lesson.check.ChoiceTable.InvalidChoiceException;
import netkit.lesson.check.Names;
import netkit.lesson.trial.CompareProcess;
import netkit.lesson.trial.ComparedCell;

/** A choice of transports, put to the test by {@code netkit compare} with seeds that the student does not know. */
final class ChoiceSteps {
    /** Share of the time between two messages by which the wire itself may be late where messages are. */
    private static final double MOST_OF_INTERVAL = 0.8;
    private static final double MILLIS = 1000;
    private static final int MAX_TRIES = 4;
    /** Trials of several programs that are judged side by side would disturb each other. */
    private static final Semaphore TURN = new Semaphore(1, true);
    private static final int ALL = 100;

    private final Path table;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final List<String> notes = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private ChoiceTable.Choice choice;
    private Workload workload;
    private CheckStep.Trials trials;

    /** The trials of one seed. */
    private record Run(long seed, List<ComparedCell> cells) {}

    /** @param table the student's file */
    ChoiceSteps(Path table, Names names, Events events, Ladder ladder) {
        this.table = table;
        this.names = names;
        this.events = events;
        this.ladder = ladder;
    }

    /** Returns what could not be tested here. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    void run(CheckStep.OfChoice step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        switch (step) {
            case CheckStep.Choice(String requirement) -> choose(requirement);
            case CheckStep.ChoiceIs(List<String> transports) -> {
                if (!transports.contains(choice.transport().toString())) {
                    throw failed("line " + choice.line() + ": " + choice.transport() + " is none of "
                            + String.join(", ", transports), "not allowed");
                }
            }
            case CheckStep.WorkloadIs(Workload load) -> workload = load;
            case CheckStep.Trials wanted -> compare(wanted);
            case CheckStep.Demand(Demanded what, int most) -> demand(what, most);
            case CheckStep.DemandsPrediction _ -> {
                predicted(Demanded.LOST, choice.losesSome());
                predicted(Demanded.REPEATED, choice.repeatsSome());
            }
        }
    }

    private void choose(String requirement) throws CheckFailedException, IOException {
        try {
            choice = new ChoiceTable(Files.readString(table, StandardCharsets.ISO_8859_1))
                    .choice(requirement);
        } catch (InvalidChoiceException e) {
            throw failed(table.getFileName() + ": " + e.getMessage(), e.field());
        }
    }

    private void compare(CheckStep.Trials wanted)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        Optional<MissingReason> large = choice.transport().tooLarge(workload);
        if (large.isPresent()) {
            throw failed(large.get().reason(), large.get().brief());
        }
        trials = wanted;
        runs.clear();
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < wanted.seeds(); i++) {
            seeds.add((long) names.random().nextInt(1, Integer.MAX_VALUE));
        }
        List<CompareProcess> processes = new ArrayList<>();
        TURN.acquire();
        try {
            for (long seed : seeds) {
                processes.add(CompareProcess.start(arguments(wanted.scenarios(), seed)));
            }
            for (int i = 0; i < seeds.size(); i++) {
                List<ComparedCell> cells = processes.get(i).cells(events::isOver);
                if (cells.isEmpty()) {
                    throw new InconclusiveException(events.isOver()
                            ? "netkit compare took longer than this check may"
                            : "netkit compare gave no result");
                }
                runs.add(new Run(seeds.get(i), cells));
            }
        } finally {
            processes.forEach(CompareProcess::close);
            TURN.release();
        }
        runs.stream().flatMap(run -> run.cells.stream())
                .flatMap(cell -> cell.missing().stream().map(why -> cell.scenario() + ": " + why)).distinct()
                .forEach(notes::add);
    }

    private List<String> arguments(List<String> scenarios, long seed) {
        List<String> words = new ArrayList<>(List.of("compare", "--transports", choice.transport().toString(),
                "--scenarios", String.join(",", scenarios), "--messages",
                Integer.toString(workload.messages()),
                "--size", Integer.toString(workload.size()), "--rate", (int) workload.perSecond() + "/s",
                "--seed", Long.toString(seed)));
        if (choice.dedup()) {
            words.add("--dedup");
        }
        words.add("--json");
        return words;
    }

    /** Returns the trials that were possible here. */
    private List<ComparedCell> cells() {
        return runs.stream().flatMap(run -> run.cells.stream()).filter(cell -> cell.missing().isEmpty())
                .toList();
    }

    private static int count(List<ComparedCell> cells, Demanded what) {
        return cells.stream().mapToInt(cell -> cell.numbers(what).size()).sum();
    }

    private static boolean holds(List<ComparedCell> cells, Demanded what, int most) {
        return count(cells, what) * ALL <= most * cells.stream().mapToInt(ComparedCell::count).sum();
    }

    /** Lost and repeated messages are counted whatever the machine does; whether one is too late also depends on it. */
    private void demand(Demanded what, int most)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        for (int tries = 1; !holds(cells(), what, most); tries++) {
            List<ComparedCell> fair = what == Demanded.STALE ? punctual() : cells();
            if (!holds(fair, what, most)) {
                throw failed(fair, what, most);
            }
            if (!fair.isEmpty()) {
                return;
            }
            if (tries == MAX_TRIES) {
                throw new InconclusiveException(
                        "this machine is busy: the wire itself was late in all trials");
            }
            compare(trials);
        }
    }

    /** Returns the trials whose wire was itself never as late as the next message. */
    private List<ComparedCell> punctual() {
        double interval = MILLIS / workload.perSecond();
        return cells().stream().filter(cell -> cell.lateMillis() < interval * MOST_OF_INTERVAL).toList();
    }

    private CheckFailedException failed(List<ComparedCell> cells, Demanded what, int most) {
        ComparedCell worst = cells.stream()
                .max(Comparator.comparingInt(cell -> cell.numbers(what).size())).orElseThrow();
        List<Integer> numbers = worst.numbers(what);
        show(worst, what);
        return failed("%s: %d of %d messages %s over %s in scenario %s, where %s may be".formatted(
                table.getFileName(), numbers.size(), worst.count(), what.happened(), choice.typed(),
                worst.scenario(), most == 0 ? "none" : "at most " + most + "%"),
                what.word() + " in " + worst.scenario());
    }

    /** Shows the first message to which it happened, and how to see it again. */
    private void show(ComparedCell cell, Demanded what) {
        cell.history(cell.numbers(what).getFirst(), what).forEach(ladder::picture);
        long seed = runs.stream().filter(run -> run.cells.contains(cell)).findFirst().orElseThrow().seed;
        again(cell.scenario(), seed).forEach(ladder::picture);
    }

    /** Returns the command that shows this trial, in lines of 78 columns. */
    private List<String> again(String scenario, long seed) {
        return List.of("the same messages and faults again:",
                "  netkit compare --explain " + choice.transport() + "," + scenario
                        + (choice.dedup() ? " --dedup" : "") + " --seed " + seed + " \\",
                "    --messages " + workload.messages() + " --size " + workload.size() + " --rate "
                        + (int) workload.perSecond() + "/s");
    }

    private void predicted(Demanded what, boolean some) throws CheckFailedException {
        int count = count(cells(), what);
        if (cells().isEmpty() || some == count > 0) {
            return;
        }
        cells().stream().filter(cell -> !cell.numbers(what).isEmpty()).findFirst()
                .ifPresent(cell -> show(cell, what));
        throw failed("line %d: predicted is that %s of the messages %s over %s, but %s %s".formatted(
                choice.line(), some ? "some" : "none", what.happened(), choice.typed(),
                count == 0 ? "none" : Integer.toString(count), what.happened()),
                "predicted " + (some ? "some " : "none ") + what.word());
    }

    private static CheckFailedException failed(String message, String field) {
        return new CheckFailedException(Failure.of(message, Symptom.WRONG_BYTES).with(field));
    }

    /** Returns the transport that was chosen, as it stands in the table; empty if none was. */
    byte[] chosen() {
        return choice == null ? new byte[0] : choice.typed().getBytes(StandardCharsets.UTF_8);
    }
}
