package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.lesson.Language;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.progress.LessonProgress;
import netkit.lesson.progress.ProgressFile;
import netkit.net.PrintableText;

/** {@code netkit lesson solution}: a solution, after a pass or after giving up. */
@Command(name = "solution", description = {"Print a solution of a lesson's exercise.",
    "It is shown after your program has passed; --give-up shows it before, and records that."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson solution 4", "  netkit lesson solution 4 --give-up --lang python"})
final class LessonSolutionCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Parameters(paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Option(names = "--give-up", description = "Show it before your program has passed.")
    boolean giveUp;

    @Option(names = "--lang", paramLabel = "LANGUAGE", converter = ProgramLanguage.class,
            description = "Language of the program: java, python or javascript (default: that of your file).")
    Language language;

    @Override
    public Integer call() throws IOException {
        LessonFolder folder = options.lesson(spec, number);
        Lesson lesson = ExerciseFile.withExercise(spec, folder);
        ProgressFile progress = options.progress(spec);
        LessonProgress done = progress.read().in(lesson.id()).orElse(LessonProgress.none(lesson.version()));
        if (!done.hasPassed() && !done.hasGivenUp() && !giveUp) {
            throw new IOException("your program has not passed yet: 'netkit lesson hint " + number
                    + "' helps, and 'netkit lesson solution " + number
                    + " --give-up' shows a solution and records that");
        }
        Language chosen = language != null ? language
                : Optional.ofNullable(done.file()).flatMap(Language::of)
                        .orElse(lesson.exercise().usual());
        ExerciseFile file = ExerciseFile.of(spec, options, folder, chosen);
        String solution = folder.text(LessonFolder.SOLUTION + file.name());
        if (!done.hasPassed()) {
            progress.update(lesson, before -> before.withGivingUp(ProgressFile.now()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(PrintableText.escapeLines(solution, false));
        out.flush();
        return ExitCode.DONE;
    }
}
