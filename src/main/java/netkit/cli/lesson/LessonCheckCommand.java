package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.StoppedException;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.lab.script.ProgramCommand;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.check.Check;
import netkit.lesson.judge.CheckOutcome;
import netkit.lesson.judge.Judge;
import netkit.lesson.judge.JudgeListener;
import netkit.lesson.judge.StudentProgram;
import netkit.lesson.judge.Verdict;
import netkit.lesson.judge.VerdictText;
import netkit.lesson.progress.LessonProgress;
import netkit.lesson.progress.ProgressFile;
import netkit.net.PrintableText;

/** {@code netkit lesson check}: judges the student's program. */
@Command(name = "check", description = {"Check your program for a lesson's exercise: netkit plays its peer.",
    "Ends at the first check that fails, and says what was sent, received and expected. Exits with 0 if the core"
            + " passed, 1 if a check of it failed, 3 if something else was in the way."}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit lesson check 4", "  netkit lesson check 4 Framer.java --watch",
            "  netkit lesson check 4 --cmd \"ruby framer.rb\"",
            "  netkit lesson check 4 framer.py --only split-body --seed 7"})
final class LessonCheckCommand implements Callable<Integer> {
    /** Time for a program to be ended after Ctrl-C. */
    private static final Duration PROGRAM_END = Duration.ofSeconds(5);
    private static final int MAX_SEED = 1_000_000;

    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Mixin
    TextLanguage language;

    @Mixin
    BoardOptions boardOptions;

    @Parameters(index = "0", paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE",
            description = "Your program: .java, .py or .js (default: the file that 'lesson start' created).")
    Path file;

    @Option(names = "--cmd", paramLabel = "COMMAND",
            description = "Command that runs your program in any language. HOST PORT, or only PORT for a server, are"
                    + " appended, or put at {host} and {port}.")
    String command;

    @Option(names = "--only", paramLabel = "ID", description = "Run only this check.")
    String only;

    @Option(names = "--seed", paramLabel = "N",
            description = "Seed of all random values and faults (default: random, and printed if a check fails).")
    Long seed;

    @Option(names = "--watch", description = "Check again whenever the file is saved, until Ctrl-C.")
    boolean watch;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Usage.check(spec, file == null || command == null, "give FILE or --cmd, not both");
        LessonFolder folder = options.lesson(language, number);
        Lesson lesson = ExerciseFile.withExercise(spec, folder);
        board = boardOptions.link(options.folder);
        if (board.isPresent()) { // while the checks run, so that the result is soon told
            board.get().report(lesson, options.progress(spec).read().in(lesson.id())
                    .orElse(LessonProgress.none(lesson.version())));
        }
        Judge judge = Judge.of(folder);
        List<Check> checks = checks(judge);
        Path program = command != null ? null : program(lesson);
        if (!watch) {
            return check(lesson, judge, program, checks);
        }
        List<Path> files = program != null ? List.of(program) : filesOfCommand();
        Usage.check(spec, !files.isEmpty(), "--watch needs a file: --cmd names none that exists");
        watch(files, () -> check(lesson, judge, program, checks));
        throw new StoppedException("stopped watching");
    }

    private Optional<BoardLink> board = Optional.empty();

    /** A check that is repeated. */
    @FunctionalInterface
    private interface Work {
        int run() throws IOException, InterruptedException;
    }

    /** Returns at Ctrl-C. */
    private void watch(List<Path> files, Work work) throws IOException {
        FileWatch changes = FileWatch.of(files);
        PrintWriter out = spec.commandLine().getOut();
        try (StoppableWork watching = new StoppableWork(() -> {
            while (true) {
                try {
                    work.run();
                } catch (IOException e) {
                    out.println(PrintableText.escapeControls(String.valueOf(e.getMessage())));
                }
                out.println();
                out.println("waiting until " + files.stream().map(Path::toString)
                        .collect(Collectors.joining(", ")) + " is saved; Ctrl-C ends");
                out.flush();
                changes.awaitChange();
            }
        }, PROGRAM_END)) {
            watching.await(StoppableWork.FOR_EVER);
        }
    }

    private List<Path> filesOfCommand() {
        return Usage.valid(spec, () -> ProgramCommand.parse(command).words()).stream()
                .map(options.folder::resolve).filter(Files::isRegularFile).toList();
    }

    private int check(Lesson lesson, Judge judge, Path program, List<Check> checks)
            throws IOException, InterruptedException {
        long chosen = seed != null ? seed : new SecureRandom().nextInt(MAX_SEED);
        Verdict verdict = run(judge, program, checks, chosen);
        boolean passed = only == null ? verdict.isThrough() : verdict.allPassed();
        if (only == null) {
            LessonProgress done = record(lesson, passed);
            board.ifPresent(joined -> joined.report(lesson, done, verdict));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            VerdictJson.print(out, lesson, verdict);
        } else {
            print(out, verdict, program, chosen);
        }
        out.flush();
        board.ifPresent(joined -> joined.complain(spec.commandLine().getErr()));
        return code(verdict, passed);
    }

    private static int code(Verdict verdict, boolean passed) {
        boolean inconclusive = verdict.firstFailed()
                .filter(outcome -> outcome.status() == CheckOutcome.Status.INCONCLUSIVE).isPresent();
        return passed ? ExitCode.DONE : inconclusive ? ExitCode.INCONCLUSIVE : ExitCode.FAILED;
    }

    private List<Check> checks(Judge judge) {
        if (only == null) {
            return judge.plan().checks();
        }
        return List.of(judge.plan().check(only).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "there is no check '" + only + "'; there are " + judge.plan().checks().stream().map(Check::id)
                        .collect(Collectors.joining(", ")))));
    }

    private Path program(Lesson lesson) throws IOException {
        if (file != null) {
            Usage.check(spec, Files.isRegularFile(file), "there is no file '" + file + "'");
            return file;
        }
        List<String> names = new ArrayList<>();
        options.progress(spec).read().in(lesson.id()).ifPresent(done -> names.add(done.file()));
        names.addAll(lesson.exercise().files().values());
        return names.stream()
                .filter(name -> name != null && Files.isRegularFile(options.folder.resolve(name)))
                .map(options.folder::resolve).findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(),
                        "there is no program to check here; begin one with: netkit lesson start " + number));
    }

    private Verdict run(Judge judge, Path program, List<Check> checks, long chosen)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JudgeListener listener = json ? JudgeListener.NONE : new JudgeListener() {
            @Override
            public void begins(Check check) {}

            @Override
            public void ended(CheckOutcome outcome) {
                out.println(VerdictText.line(outcome));
                VerdictText.notes(outcome).forEach(out::println);
                out.flush();
            }
        };
        if (program != null) {
            return judge.check(program, checks, chosen, listener);
        }
        try (StudentProgram started = Usage.valid(spec,
                () -> StudentProgram.command(command, options.folder))) {
            return judge.check(started, checks, chosen, listener);
        }
    }

    /** Returns the progress in the lesson, which is stored only where the student has begun with one. */
    private LessonProgress record(Lesson lesson, boolean passed) throws IOException {
        ProgressFile progress = options.progress(spec);
        UnaryOperator<LessonProgress> change = done -> done.withCheck(passed ? ProgressFile.now() : null);
        return progress.exists() ? progress.update(lesson, change).in(lesson.id()).orElseThrow()
                : change.apply(LessonProgress.none(lesson.version()));
    }

    private void print(PrintWriter out, Verdict verdict, Path program, long chosen) {
        Optional<CheckOutcome> failed = verdict.firstFailed();
        failed.ifPresent(outcome -> VerdictText.explanation(outcome, again(outcome, program, chosen))
                .forEach(out::println));
        out.println();
        out.println(VerdictText.summary(verdict));
        if (failed.isEmpty() && only == null) {
            out.println("You are through. What comes next: netkit lesson");
        }
    }

    /** Returns the words of a command, as a shell reads them. */
    private List<String> again(CheckOutcome outcome, Path program, long chosen) {
        List<String> words = new ArrayList<>(List.of("netkit", "lesson", "check", number.toString()));
        words.addAll(options.typed());
        words.addAll(language.words());
        words.addAll(program == null ? List.of("--cmd", command) : List.of(program.toString()));
        words.addAll(List.of("--only", outcome.check().id(), "--seed", Long.toString(chosen)));
        return words.stream().map(ShellWord::of).toList();
    }
}
