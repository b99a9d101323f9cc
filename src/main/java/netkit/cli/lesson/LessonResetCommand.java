package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
import netkit.lesson.progress.ProgressFile;

/** {@code netkit lesson reset}: begins an exercise anew. */
@Command(name = "reset", description = {"Begin a lesson's exercise anew.",
    "Your file is kept under another name; hints, checks and a pass are forgotten, predictions are not."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson reset 4", "  netkit lesson reset 4 --lang python"})
final class LessonResetCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Parameters(paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Option(names = "--lang", paramLabel = "LANGUAGE", converter = ProgramLanguage.class,
            description = "Language of the program: java, python or javascript (default: that of your file).")
    Language language;

    @Override
    public Integer call() throws IOException {
        LessonFolder folder = options.lesson(spec, number);
        Lesson lesson = ExerciseFile.withExercise(spec, folder);
        ProgressFile progress = options.progress(spec);
        Language chosen = language != null ? language
                : progress.read().in(lesson.id()).flatMap(done -> Optional.ofNullable(done.file()))
                        .flatMap(Language::of).orElse(lesson.exercise().usual());
        ExerciseFile file = ExerciseFile.of(spec, options, folder, chosen);
        PrintWriter out = spec.commandLine().getOut();
        Optional<Path> aside = file.keepAside();
        aside.ifPresent(path -> out.println("kept your file as " + path));
        file.create();
        progress.update(lesson, done -> done.afresh(lesson.version()).withFile(file.name()));
        file.printNextSteps();
        return ExitCode.DONE;
    }
}
