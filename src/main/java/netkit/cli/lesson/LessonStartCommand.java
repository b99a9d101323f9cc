package netkit.cli.lesson;

import java.io.IOException;
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

/** {@code netkit lesson start}: copies the start file of an exercise. */
@Command(name = "start", description = {"Copy the start file of a lesson's exercise into your folder.",
    "The programs that the lesson runs are copied too. A file that is there already is never overwritten:"
            + " 'netkit lesson reset' keeps it aside."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson start 4", "  netkit lesson start 4 --lang python"})
final class LessonStartCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Parameters(paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Option(names = "--lang", paramLabel = "LANGUAGE", converter = ProgramLanguage.class,
            description = "Language of the program: java, python or javascript (default: java, if the exercise is a"
                    + " program).")
    Language language;

    @Override
    public Integer call() throws IOException {
        LessonFolder folder = options.lesson(spec, number);
        Lesson lesson = ExerciseFile.withExercise(spec, folder);
        ExerciseFile file = ExerciseFile.of(spec, options, folder,
                language != null ? language : lesson.exercise().usual());
        file.create();
        file.createExamples();
        options.progress(spec).update(file.lesson(), done -> done.withFile(file.name()));
        file.printNextSteps();
        return ExitCode.DONE;
    }
}
