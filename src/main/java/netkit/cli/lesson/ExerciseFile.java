package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Collectors;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import netkit.lesson.Language;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;

/**
 * The file of an exercise in the student's folder.
 *
 * @param name of the file, as in the lesson's {@code start/}
 */
record ExerciseFile(CommandSpec spec, LessonFolder folder, Lesson lesson, String name, Path path) {
    /** How the name of a capture ends that a lesson brings along. */
    private static final String CAPTURE = ".pcapng";

    /** @throws ParameterException if the lesson has no exercise, or none in this language */
    static ExerciseFile of(CommandSpec spec, LessonOptions options, LessonFolder folder, Language language)
            throws IOException {
        Lesson lesson = withExercise(spec, folder);
        String name = lesson.exercise().files().get(language);
        if (name == null) {
            throw new ParameterException(spec.commandLine(), "the exercise " + lesson.exercise().name()
                    + " has no start file in " + language + "; it has "
                    + lesson.exercise().files().keySet().stream().map(Language::toString).sorted()
                            .collect(Collectors.joining(", "))
                    + " (any other language: 'netkit lesson check " + lesson.number() + " --cmd ...')");
        }
        return new ExerciseFile(spec, folder, lesson, name, options.folder.resolve(name));
    }

    static Lesson withExercise(CommandSpec spec, LessonFolder folder) throws IOException {
        Lesson lesson = folder.lesson();
        if (!lesson.hasExercise()) {
            throw new ParameterException(spec.commandLine(),
                    "lesson " + lesson.number() + " has no exercise");
        }
        return lesson;
    }

    /** @throws IOException with one line if the file exists, or cannot be written */
    void create() throws IOException {
        byte[] start = folder.bytes(LessonFolder.START + name);
        try {
            Files.write(path, start, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("'" + path + "' exists already, and is left as it is; begin anew with: "
                    + "netkit lesson reset " + lesson.number(), e);
        } catch (NoSuchFileException e) {
            throw new IOException("cannot write '" + path + "': there is no such directory", e);
        }
    }

    /** Copies the programs that the lesson's steps run; those that are there already are left as they are. */
    void createExamples() throws IOException {
        for (String example : folder.paths()) {
            Path copy = path.resolveSibling(example);
            boolean isProgram = Language.of(example).isPresent();
            if (!example.contains("/") && (isProgram || example.endsWith(CAPTURE)) && !Files.exists(copy)) {
                Files.write(copy, folder.bytes(example));
                spec.commandLine().getOut().println("created " + copy);
            }
        }
    }

    /** Renames the file, if there is one, to a name that is free; returns that. */
    Optional<Path> keepAside() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        for (int i = 1;; i++) {
            Path aside = path.resolveSibling(name + ".old-" + i);
            if (!Files.exists(aside)) {
                return Optional.of(Files.move(path, aside));
            }
        }
    }

    void printNextSteps() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("created " + path);
        out.println("What to do stands in it, and in: netkit lesson show " + lesson.number());
        out.println("When it is written: netkit lesson check " + lesson.number());
        out.flush();
    }
}
