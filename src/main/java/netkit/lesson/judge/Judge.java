package netkit.lesson.judge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import netkit.lab.script.LabSyntaxException;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.Translation;
import netkit.lesson.check.Check;
import netkit.lesson.check.CheckFile;
import netkit.lesson.check.CheckPlan;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.DiagnosisRule;
import netkit.lesson.check.Observation;

/**
 * Judges a student's program from the outside, over real sockets: plays its peer as the lesson's checks say, and finds
 * the diagnosis of what it sees.
 */
public final class Judge {
    /** Runs of a check at most: another one if its port was taken, or if the program got no processor and failed. */
    private static final int MAX_RUNS = 4;
    /** A program that got no processor for this time may fail because it was late. */
    private static final Duration LATE = Duration.ofSeconds(1);
    private static final int WIDTH = 78;
    private static final int SHOWN = 64;

    private final CheckPlan plan;
    private final List<Lesson.Diagnosis> diagnoses;
    private final List<DiagnosisRule> rules;
    private final Map<String, Translation.Explanation> symptoms;
    private final Confinement confinement;

    /** Common symptoms are described in English. */
    public Judge(CheckPlan plan, List<Lesson.Diagnosis> diagnoses) {
        this(plan, diagnoses, Map.of());
    }

    /**
     * @param symptoms in another language, by id: what the common symptoms say
     * @throws IllegalArgumentException with one line if a rule of a diagnosis is not valid
     */
    public Judge(CheckPlan plan, List<Lesson.Diagnosis> diagnoses,
            Map<String, Translation.Explanation> symptoms) {
        this(plan, diagnoses, symptoms, Confinement.NONE);
    }

    private Judge(CheckPlan plan, List<Lesson.Diagnosis> diagnoses,
            Map<String, Translation.Explanation> symptoms, Confinement confinement) {
        this.confinement = confinement;
        this.plan = plan;
        this.symptoms = Map.copyOf(symptoms);
        this.diagnoses = List.copyOf(diagnoses);
        rules = diagnoses.stream().map(one -> DiagnosisRule.parse(one.id(), one.checks(), one.when()))
                .toList();
    }

    /**
     * Reads the checks and diagnoses of a lesson, in the language of the folder.
     *
     * @throws IOException with one line if a file is missing or not valid
     */
    public static Judge of(LessonFolder folder) throws IOException {
        try {
            return new Judge(CheckFile.parse(folder.place(LessonFolder.CHECKS),
                    folder.text(LessonFolder.CHECKS), folder.translation().checks()),
                    folder.lesson().diagnoses(), folder.commonTranslation().diagnoses());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns this judge for programs that may do harm. */
    public Judge confining(Confinement how) {
        return new Judge(plan, diagnoses, symptoms, how);
    }

    public CheckPlan plan() {
        return plan;
    }

    /** Runs all checks of a program in a file, up to the first that does not pass. */
    public Verdict check(Path file, long seed, JudgeListener listener)
            throws IOException, InterruptedException {
        return check(file, plan.checks(), seed, listener);
    }

    /** Runs some checks of a program in a file. */
    public Verdict check(Path file, List<Check> checks, long seed, JudgeListener listener)
            throws IOException, InterruptedException {
        try (StudentProgram program = StudentProgram.of(file)) {
            return check(program.confine(confinement), checks, seed, listener);
        } catch (CompileException e) {
            Symptom symptom = Symptom.DOES_NOT_COMPILE;
            Translation.Explanation words = words(symptom);
            return before(checks, seed, CheckOutcome.Status.FAILED,
                    new CheckOutcome.Failed(0, "", e.getMessage(), "",
                            "", List.of(), e.lines(), symptom.id(), symptom.id(), words.cause(),
                            words.hint()),
                    listener);
        } catch (InconclusiveException e) {
            return before(checks, seed, CheckOutcome.Status.INCONCLUSIVE, inconclusive(e), listener);
        }
    }

    private static Verdict before(List<Check> checks, long seed, CheckOutcome.Status status,
            CheckOutcome.Failed failed, JudgeListener listener) {
        CheckOutcome outcome = new CheckOutcome(checks.getFirst(), status, 0, Optional.of(failed),
                OptionalLong.empty(), List.of());
        listener.ended(outcome);
        return new Verdict(seed, List.of(outcome), checks.subList(1, checks.size()));
    }

    private static CheckOutcome.Failed inconclusive(InconclusiveException e) {
        return new CheckOutcome.Failed(0, "", e.getMessage(), "", "", List.of(), List.of(), "inconclusive",
                "inconclusive", "", "");
    }

    /** Runs some checks of a program that is ready to be started. */
    public Verdict check(StudentProgram program, List<Check> checks, long seed, JudgeListener listener)
            throws IOException, InterruptedException {
        List<CheckOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            listener.begins(checks.get(i));
            CheckOutcome outcome = run(checks.get(i), program, seed);
            outcomes.add(outcome);
            listener.ended(outcome);
            if (outcome.status() != CheckOutcome.Status.PASSED) {
                return new Verdict(seed, outcomes, checks.subList(i + 1, checks.size()));
            }
        }
        return new Verdict(seed, outcomes, List.of());
    }

    private CheckOutcome run(Check check, StudentProgram program, long seed)
            throws IOException, InterruptedException {
        return run(check, program, Optional.empty(), seed);
    }

    private CheckOutcome run(Check check, StudentProgram program, Optional<StudentProgram> server, long seed)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        String holder = "";
        for (int attempt = 1; attempt <= MAX_RUNS; attempt++) {
            try (CheckRun run = new CheckRun(check, check.role().orElse(plan.role()),
                    plan.keepsFile() && check.role().isEmpty(), program, seed)) {
                run.open();
                server.ifPresent(run::server);
                Optional<CheckOutcome.Failed> failed = steps(check, run);
                Optional<String> taken = failed.isPresent() ? run.portHolder() : Optional.empty();
                if (taken.isPresent()) {
                    holder = taken.get();
                    continue;
                }
                Duration waited = run.waitedForProcessor();
                boolean late = failed.isPresent() && waited.compareTo(LATE) >= 0;
                if (late && attempt < MAX_RUNS) {
                    continue;
                }
                List<String> notes = run.notes();
                if (late) {
                    notes.add("this machine is busy: the program waited %.1f s for a processor".formatted(
                            waited.toMillis() / 1000.0) + "; the check ran " + attempt + " times");
                }
                return new CheckOutcome(check, failed.isPresent() ? CheckOutcome.Status.FAILED
                        : CheckOutcome.Status.PASSED, millisSince(start), failed, run.value(), notes);
            } catch (InconclusiveException e) {
                return new CheckOutcome(check, CheckOutcome.Status.INCONCLUSIVE, millisSince(start),
                        Optional.of(inconclusive(e)), OptionalLong.empty(), List.of());
            }
        }
        return new CheckOutcome(check, CheckOutcome.Status.INCONCLUSIVE, millisSince(start),
                Optional.of(inconclusive(new InconclusiveException(holder + "; check again"))),
                OptionalLong.empty(), List.of());
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private Optional<CheckOutcome.Failed> steps(Check check, CheckRun run)
            throws IOException, InterruptedException, InconclusiveException {
        for (Check.Line line : check.lines()) {
            try {
                run.run(line);
            } catch (CheckFailedException e) {
                return Optional.of(explained(line, run.excess().map(
                        why -> Failure.of("the program was ended: " + why, Symptom.EXCEEDS_LIMITS))
                        .orElse(e.failure()), run));
            } catch (LabSyntaxException e) {
                throw new InconclusiveException("checks.lab:" + line.number() + ": " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private CheckOutcome.Failed explained(Check.Line line, Failure failure, CheckRun run)
            throws InterruptedException {
        Observation seen = run.observation(line, failure);
        Symptom symptom = Symptom
                .valueOf(seen.symptom().toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        Optional<Lesson.Diagnosis> diagnosis = diagnosis(seen, symptom);
        Translation.Explanation words = words(symptom);
        return new CheckOutcome.Failed(line.number(), line.text(), failure.message(),
                failure.expected().length() == 0 ? "" : ByteText.of(failure.expected().bytes(), SHOWN),
                received(failure, seen), run.ladder().lines(WIDTH), PrintedLines.of(run.printed()),
                diagnosis.map(Lesson.Diagnosis::id).orElse(symptom.id()), symptom.id(),
                diagnosis.map(Lesson.Diagnosis::cause).orElse(words.cause()),
                diagnosis.map(Lesson.Diagnosis::hint).orElse(words.hint()));
    }

    private Translation.Explanation words(Symptom symptom) {
        Translation.Explanation words = symptoms.get(symptom.id());
        return words == null ? new Translation.Explanation(symptom.cause(), symptom.hint())
                : new Translation.Explanation(words.causeOr(symptom.cause()), words.hintOr(symptom.hint()));
    }

    private static String received(Failure failure, Observation seen) {
        String bytes = ByteText.of(failure.received(), SHOWN);
        return seen.frame().map(frame -> bytes + "  (" + FrameExpecting.described(frame) + ")").orElse(bytes);
    }

    /** The first rule that fits; what hides all else comes before rules that are for all checks. */
    private Optional<Lesson.Diagnosis> diagnosis(Observation seen, Symptom symptom) {
        if (symptom == Symptom.DOES_NOT_START) {
            return Optional.empty();
        }
        for (int i = 0; i < rules.size(); i++) {
            if ((rules.get(i).namesChecks() || !symptom.comesFirst()) && rules.get(i).fits(seen)) {
                return Optional.of(diagnoses.get(i));
            }
        }
        return Optional.empty();
    }

    /** Prepares the program of a {@code measure} block. */
    @FunctionalInterface
    public interface MeasuredProgram {
        /** @param command a command of netkit, or a Java file of the lesson, with arguments */
        StudentProgram of(String command) throws IOException;
    }

    /**
     * Runs a {@code measure} block.
     *
     * @param programs prepares the program that it names, if it names one
     * @throws IOException with one line if it has no value
     */
    public long measure(String id, long seed, MeasuredProgram programs)
            throws IOException, InterruptedException {
        Check measure = plan.measure(id)
                .orElseThrow(() -> new IOException("there is no measure '" + id + "'"));
        Optional<String> command = command(measure, step -> step instanceof CheckStep.ProgramIs is
                ? Optional.of(is.command())
                : Optional.empty());
        Optional<String> beside = command(measure, step -> step instanceof CheckStep.ServerIs is
                ? Optional.of(is.command())
                : Optional.empty());
        try (StudentProgram program = command.isPresent() ? programs.of(command.get())
                : StudentProgram.command("true", Path.of(""))) {
            CheckOutcome outcome = run(measure, program,
                    beside.isPresent() ? Optional.of(programs.of(beside.get())) : Optional.empty(), seed);
            return outcome.value().orElseThrow(() -> new IOException("measure " + id + ": "
                    + outcome.failed().map(CheckOutcome.Failed::message).orElse("it has no value")));
        }
    }

    private static Optional<String> command(Check measure, Function<CheckStep, Optional<String>> of) {
        return measure.lines().stream().flatMap(line -> of.apply(line.step()).stream()).findFirst();
    }
}
