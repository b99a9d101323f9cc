package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;

/** {@code netkit lesson hint}: the hints, one more each time. */
@Command(name = "hint", description = {"Print a hint for a lesson's exercise.",
    "Each call prints the next of three: where to look, what to think about, and nearly the solution."}, //
        footerHeading = "%nExamples:%n", footer = {"  netkit lesson hint 4",
            "  netkit lesson hint 22 --lessons my-lessons"})
final class LessonHintCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Mixin
    TextLanguage language;

    @Parameters(paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Override
    public Integer call() throws IOException {
        LessonFolder folder = options.lesson(language, number);
        Lesson lesson = ExerciseFile.withExercise(spec, folder);
        List<String> hints = folder.hints();
        PrintWriter out = spec.commandLine().getOut();
        if (hints.isEmpty()) {
            throw new IOException("lesson " + number + " has no hints");
        }
        int given = options.progress(spec)
                .update(lesson, done -> done.hints() < hints.size() ? done.withHint() : done)
                .in(lesson.id()).orElseThrow().hints();
        int shown = Math.clamp(given, 1, hints.size());
        Documents.print(spec.commandLine(), hints.get(shown - 1));
        out.println();
        out.println("Hint %d of %d.%s".formatted(shown, hints.size(), shown < hints.size()
                ? " One more: " + language.in("netkit lesson hint " + number)
                : " If nothing helps: netkit lesson solution " + number));
        out.flush();
        return ExitCode.DONE;
    }
}
