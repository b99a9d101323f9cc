package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Table;
import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;
import netkit.lesson.judge.Judge;
import netkit.lesson.lint.JudgedProgram;
import netkit.lesson.lint.LessonLint;
import netkit.lesson.lint.LintRun;
import netkit.net.PrintableText;

/** {@code netkit lesson lint}: checks lessons, as their authors need it. */
@Command(name = "lint",
        description = {"Check lessons: files, pages, and that each program is judged as it must be.",
            "The start file must fail, each solution pass, and each mistake get its diagnosis."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson lint 4", "  netkit lesson lint --runs 20 --seed 7",
            "  netkit lesson lint my-lessons/22-my-topic"})
final class LessonLintCommand implements Callable<Integer> {
    private static final int COLUMNS = 80;
    /** Most programs wait most of the time. */
    private static final int RUNNING_PER_CORE = 5;
    private static final int MAX_RANDOM_SEED = 1_000_000;

    /** A row of the result; without a run if the files have faults. */
    private record Row(LessonFolder folder, int complaints, LintRun.Result run) {}

    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Parameters(arity = "0..1", paramLabel = "N|DIR",
            description = "Number of a lesson, or the folder of one (default: all lessons).")
    String which;

    @Option(names = "--runs", paramLabel = "COUNT",
            description = "Runs of each program, each with a seed of its own (default: ${DEFAULT-VALUE}).")
    int runs = 1;

    @Option(names = "--seed", paramLabel = "SEED", description = "Seed of the first run (default: random).")
    Long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Usage.check(spec, runs >= 1, "--runs must be at least 1");
        PrintWriter out = spec.commandLine().getOut();
        long first = seed != null ? seed : ThreadLocalRandom.current().nextInt(1, MAX_RANDOM_SEED);
        Lessons lessons = lessons();
        LessonLint lint = new LessonLint(lessons.glossary(), new CommandExamples(
                ((LessonCommand) spec.parent().userObject()).netkit())::problem);
        LintRun run = new LintRun(JudgedProgram::prepare, runs, first,
                RUNNING_PER_CORE * Runtime.getRuntime().availableProcessors());
        List<Row> rows = new ArrayList<>();
        int complaints = 0;
        for (LessonFolder folder : chosen(lessons)) {
            LessonLint.Result linted = lint.of(folder);
            List<String> found = new ArrayList<>(linted.complaints());
            LintRun.Result result = null;
            if (canRun(folder)) {
                result = run.of(folder);
                found.addAll(result.complaints());
            }
            linted.notes().forEach(line -> print("note: " + line, out));
            found.forEach(line -> print(line, out));
            out.flush();
            complaints += found.size();
            rows.add(new Row(folder, found.size(), result));
        }
        print(rows, first, out);
        return complaints == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void print(String line, PrintWriter out) {
        Paragraph.wrap("", PrintableText.escapeControls(line), COLUMNS).forEach(out::println);
    }

    private void print(List<Row> rows, long first, PrintWriter out) {
        Table table = new Table(2).left("lesson", 0).right("programs", 0).right("mistakes", 0)
                .right("caught", 0).right("flakes", 0).right("seconds", 0).right("complaints", 0);
        for (Row row : rows) {
            LintRun.Result run = row.run;
            table.row(run == null
                    ? List.of(row.folder.name(), "–", "–", "–", "–", "–", Integer.toString(row.complaints))
                    : List.of(row.folder.name(), Integer.toString(run.programs()),
                            Integer.toString(run.mistakes()), Integer.toString(run.caught()),
                            Integer.toString(run.flakes()),
                            String.format(Locale.ROOT, "%.1f", run.time().toMillis() / 1000.0),
                            Integer.toString(row.complaints)));
        }
        table.lines(COLUMNS).forEach(out::println);
        out.println(runs + (runs == 1 ? " run" : " runs") + " of each program, seed " + first);
        out.flush();
    }

    /** Whether the programs can be judged, whatever else is wrong; if not, that has been told. */
    private static boolean canRun(LessonFolder folder) throws IOException {
        if (!folder.has(LessonFolder.JSON) || !folder.has(LessonFolder.CHECKS)) {
            return false;
        }
        try {
            Judge.of(folder);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private boolean isFolder() {
        return which != null && !which.matches("\\d{1,2}");
    }

    private Lessons lessons() throws IOException {
        if (!isFolder()) {
            return options.lessons();
        }
        Path folder = Path.of(which).toAbsolutePath().normalize();
        Usage.check(spec, Files.isDirectory(folder) && folder.getParent() != null,
                "there is no lesson '" + which + "': give its number or its folder");
        return Lessons.in(folder.getParent());
    }

    private List<LessonFolder> chosen(Lessons lessons) throws IOException {
        if (which == null) {
            return lessons.all();
        }
        if (!isFolder()) {
            return List.of(options.lesson(spec, Integer.parseInt(which)));
        }
        String name = Path.of(which).toAbsolutePath().normalize().getFileName().toString();
        List<LessonFolder> found = lessons.all().stream().filter(one -> one.name().equals(name)).toList();
        Usage.check(spec, !found.isEmpty(),
                "'" + which + "' is not a folder NN-topic with files of a lesson");
        return found;
    }
}
