package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.StoppedException;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.Table;
import netkit.lab.namespace.LabEntry;
import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;
import netkit.lesson.Measurement;
import netkit.lesson.Question;
import netkit.lesson.grade.Grade;
import netkit.lesson.grade.GradeCsv;
import netkit.lesson.grade.GradedClass;
import netkit.lesson.grade.Grading;
import netkit.lesson.progress.ProgressFile;
import netkit.net.PrintableText;
import netkit.report.GradePage;
import netkit.report.Json;
import netkit.report.OutputFile;

/** {@code netkit lesson grade}: runs what a class has handed in. */
@Command(name = "grade", description = {"Grade a class: run again what each student handed in.",
    "DIR holds a folder for each student. Programs are judged anew, each with a seed of its own and, on Linux, enclosed in"
            + " namespaces; what progress files say of them is not read. Predictions become a table beside what is"
            + " measured now.",
    "Exits with 0 if all were judged, 3 if something was in the way of one."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson grade handed-in",
            "  netkit lesson grade handed-in --lesson 4 --out framer.html",
            "  netkit lesson grade handed-in --out class.csv --out class.json --seed 7"})
final class LessonGradeCommand implements Callable<Integer> {
    private static final int COLUMNS = 80;
    private static final int MAX_NAME = 20;
    private static final int MOST_DIAGNOSES = 8;
    private static final int MAX_SEED = 1_000_000;
    private static final Duration END = Duration.ofSeconds(10);

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder that holds a folder for each student.")
    Path folder;

    @Option(names = "--lesson", paramLabel = "N", split = ",",
            description = "Only these lessons (default: all for which there is a program).")
    List<Integer> numbers;

    @Option(names = "--out", paramLabel = "FILE",
            description = "Write the result: .csv, .json or .html. May be given several times.")
    List<Path> files = List.of();

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Option(names = "--seed", paramLabel = "SEED",
            description = "Derive the seeds of all programs from this one (default: random, and printed).")
    Long seed;

    @Option(names = "--limit", paramLabel = "TIME",
            description = "Time for all checks of one program (default: ${DEFAULT-VALUE}).")
    Duration limit = Duration.ofMinutes(5);

    @Option(names = "--side-by-side", paramLabel = "COUNT",
            description = "Programs judged at once (default: the number of processors).")
    int sideBySide = Runtime.getRuntime().availableProcessors();

    @Option(names = "--lessons", paramLabel = "DIR",
            description = "Folder of your own lessons, which holds a folder NN-topic for each (default: those of netkit).")
    Path lessons;

    @Override
    public Integer call() throws IOException {
        Usage.check(spec, Files.isDirectory(folder), "there is no folder '" + folder + "'");
        Usage.check(spec, sideBySide >= 1, "--side-by-side must be at least 1");
        Usage.checkMillis(spec, "--limit", limit);
        for (Path file : files) {
            Usage.check(spec, ending(file).matches("csv|json|html"),
                    "'" + file + "' must end with .csv, .json or .html");
            OutputFile.requireFile(file);
        }
        long chosen = seed != null ? seed : new SecureRandom().nextInt(MAX_SEED);
        Optional<String> refusal = LabEntry.refusal();
        refusal.ifPresent(why -> {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": programs run with your rights to"
                    + " files and network: " + why);
            spec.commandLine().getErr().flush();
        });
        Grading grading = new Grading(folder, chosen(),
                new Grading.Settings(lessons, chosen, limit, sideBySide, refusal.isEmpty()));
        AtomicReference<GradedClass> result = new AtomicReference<>();
        try (StoppableWork work = new StoppableWork(() -> result
                .set(grading.run(ProgressFile.now(), this::measured, this::tell)), END)) {
            if (work.await(StoppableWork.FOR_EVER) == StoppableWork.Ending.INTERRUPTED) {
                throw new StoppedException("stopped; nothing was written");
            }
        }
        GradedClass graded = result.get();
        for (Path file : files) {
            write(file, graded);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, graded);
        } else {
            print(graded, out);
        }
        boolean all = graded.grades().stream()
                .noneMatch(grade -> grade.status() == Grade.Status.INCONCLUSIVE);
        return all ? ExitCode.DONE : ExitCode.INCONCLUSIVE;
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private List<LessonFolder> chosen() throws IOException {
        LessonOptions options = new LessonOptions();
        options.lessons = lessons;
        if (numbers == null) {
            return options.lessons().all();
        }
        List<LessonFolder> folders = new ArrayList<>();
        for (int number : numbers.stream().distinct().sorted().toList()) {
            folders.add(options.lesson(spec, number));
        }
        return folders;
    }

    private String measured(LessonFolder lesson, Question question) {
        try {
            return new Measurement(lesson,
                    command -> NetkitProcess.output(List.of(command.strip().split("\\s+"))),
                    MeasureBlocks::run).of(question.measure());
        } catch (IOException _) {
            return "";
        }
    }

    /** Called by the threads that judge. */
    private synchronized void tell(Grade grade) {
        if (json || grade.status() == Grade.Status.MISSING) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        String line = name(grade.student()) + ", lesson " + grade.lesson() + ": " + grade.status()
                + (grade.checks() > 0 ? ", " + grade.brief() + " checks" : "")
                + (grade.diagnosis().isEmpty() ? grade.wrong().isEmpty() ? "" : ", " + grade.wrong()
                        : ", " + grade.diagnosis());
        out.println(Paragraph.clip(PrintableText.escapeControls(line), COLUMNS));
        out.flush();
    }

    private static String name(String student) {
        return Paragraph.clip(PrintableText.escapeControls(student), MAX_NAME);
    }

    private void write(Path file, GradedClass graded) throws IOException {
        switch (ending(file)) {
            case "csv" -> OutputFile.write(file, writer -> GradeCsv.write(graded, writer));
            case "json" -> OutputFile.write(file, writer -> Json.write(graded, writer));
            default -> GradePage.write(file, graded);
        }
        if (!json) {
            spec.commandLine().getOut().println("wrote " + file);
        }
    }

    private void print(GradedClass graded, PrintWriter out) {
        out.println();
        Table table = new Table(1).left("lesson", 0);
        graded.lessons().forEach(lesson -> table.right(Integer.toString(lesson), 3));
        Map<String, Map<Integer, String>> cells = graded.grades().stream()
                .collect(Collectors.groupingBy(Grade::student,
                        Collectors.toMap(Grade::lesson, Grade::brief)));
        for (String student : graded.students()) {
            List<String> row = new ArrayList<>(List.of(name(student)));
            graded.lessons().forEach(lesson -> row.add(cells.get(student).get(lesson)));
            table.row(row);
        }
        table.lines(COLUMNS).forEach(out::println);
        out.println();
        graded.grades().stream().filter(grade -> !grade.diagnosis().isEmpty())
                .collect(Collectors.groupingBy(grade -> "lesson " + grade.lesson() + ", " + grade.diagnosis()
                        + ": " + grade.cause(), Collectors.counting()))
                .entrySet().stream().sorted(Collections.reverseOrder(Map.Entry.comparingByValue()))
                .limit(MOST_DIAGNOSES).forEach(entry -> Paragraph
                        .wrap("%4d × ".formatted(entry.getValue()), entry.getKey(), COLUMNS)
                        .forEach(out::println));
        graded.notes().forEach(note -> Paragraph
                .wrap("", PrintableText.escapeControls(note), COLUMNS).forEach(out::println));
        out.println(graded.predictions().isEmpty() ? "no predictions"
                : "%d predictions of %d questions, %d right of %d measured (in the files of --out)".formatted(
                        graded.predictions().size(), graded.questions().size(),
                        graded.predictions().stream().filter(one -> Boolean.TRUE.equals(one.right())).count(),
                        graded.predictions().stream().filter(one -> one.right() != null).count()));
        Paragraph.wrap("", graded.confinement(), COLUMNS).forEach(out::println);
        out.println("seed " + graded.seed());
        out.flush();
    }
}
