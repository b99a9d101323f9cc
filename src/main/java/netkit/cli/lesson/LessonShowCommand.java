package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.LessonText;
import netkit.lesson.progress.LessonProgress;
import netkit.lesson.progress.ProgressFile;

/** {@code netkit lesson show}: one step of a lesson. */
@Command(name = "show", description = {"Print one step of a lesson.",
    "Without STEP: prints the step after the one that you read last; 0 is the introduction."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson show 1", "  netkit lesson show 1 3", "  netkit lesson show 4 0"})
final class LessonShowCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Mixin
    TextLanguage language;

    @Parameters(index = "0", paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Parameters(index = "1", arity = "0..1", paramLabel = "STEP", description = "Number of the step.")
    Integer step;

    @Override
    public Integer call() throws IOException {
        LessonFolder folder = options.lesson(language, number);
        Lesson lesson = folder.lesson();
        LessonText text = folder.lessonText();
        ProgressFile progress = options.progress(spec);
        int last = text.steps().size();
        int shown = step != null ? step
                : progress.read().in(lesson.id()).map(done -> Math.min(last, done.step() + 1)).orElse(0);
        Usage.check(spec, shown >= 0 && shown <= last,
                "lesson " + number + " has the steps 0 to " + last + ", no step " + shown);
        Documents.print(spec.commandLine(), markdown(text, number, shown));
        if (progress.exists()) { // reading alone leaves no file behind
            progress.update(lesson, done -> done.withStep(Math.max(done.step(), shown)));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.println(shown < last
                ? "Step %d of %d. Next: ".formatted(shown, last)
                        + language.in("netkit lesson show " + number + " " + (shown + 1))
                : "This was the last step." + (lesson.hasExercise()
                        && progress.read().in(lesson.id()).map(LessonProgress::file).isEmpty()
                                ? " Next: netkit lesson start " + number
                                : ""));
        out.flush();
        return ExitCode.DONE;
    }

    /** @param step 0 for the introduction */
    static String markdown(LessonText text, int lesson, int step) {
        return step > 0 ? text.steps().get(step - 1).markdown()
                : "# " + lesson + " · " + text.title() + "\n\n" + text.introduction();
    }
}
