package netkit.cli.lesson;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;
import netkit.lesson.progress.LessonState;
import netkit.lesson.progress.Progress;
import netkit.lesson.progress.ProgressFile;
import netkit.net.PrintableText;

/** The options of all commands about lessons: which lessons, and in which folder the student works. */
final class LessonOptions {
    @Option(names = "--lessons", paramLabel = "DIR",
            description = "Folder of your own lessons, which holds a folder NN-topic for each (default: those of netkit).")
    Path lessons;

    @Option(names = "--folder", paramLabel = "DIR",
            description = "Your folder: programs, and the progress in .netkit/ (default: this folder).")
    Path folder = Path.of("");

    Lessons lessons() throws IOException {
        return lessons == null ? Lessons.packed() : Lessons.in(lessons);
    }

    /** @throws ParameterException if there is no such lesson */
    LessonFolder lesson(CommandSpec spec, int number) throws IOException {
        return find(spec, lessons(), number);
    }

    /** Returns a lesson in a language. */
    LessonFolder lesson(TextLanguage language, int number) throws IOException {
        return find(language.spec, language.of(lessons()), number);
    }

    private static LessonFolder find(CommandSpec spec, Lessons all, int number) throws IOException {
        LessonFolder found = all.find(number).orElse(null);
        if (found == null) {
            throw new ParameterException(spec.commandLine(), "there is no lesson " + number + "; there are "
                    + all.all().stream().map(one -> Integer.toString(one.number()))
                            .collect(Collectors.joining(", ")));
        }
        return found;
    }

    ProgressFile progress(CommandSpec spec) {
        return new ProgressFile(folder, line -> {
            spec.commandLine().getErr()
                    .println(spec.qualifiedName() + ": " + PrintableText.escapeControls(line));
            spec.commandLine().getErr().flush();
        });
    }

    /** Returns where the student is in each lesson. */
    List<LessonState> states(TextLanguage language, Progress progress) throws IOException {
        List<LessonState> states = new ArrayList<>();
        for (LessonFolder one : language.of(lessons()).all()) {
            states.add(state(one, progress));
        }
        return states;
    }

    static LessonState state(LessonFolder folder, Progress progress) throws IOException {
        Lesson lesson = folder.lesson();
        return new LessonState(lesson, folder.lessonText().steps().size(), progress.in(lesson.id()));
    }

    /** Returns these options as they are typed, for another command. */
    List<String> typed() {
        List<String> words = new ArrayList<>();
        if (lessons != null) {
            words.addAll(List.of("--lessons", lessons.toString()));
        }
        if (!folder.toString().isEmpty()) {
            words.addAll(List.of("--folder", folder.toString()));
        }
        return words;
    }
}
