package netkit.lesson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A set of lessons: those that are packed into netkit, or those in a folder of a teacher. */
public final class Lessons {
    private static final Pattern NAME = Pattern.compile("\\d\\d-[a-z0-9-]+");

    private static final String GLOSSARY = "glossary.md";

    private final LessonFiles files;

    private Lessons(LessonFiles files) {
        this.files = files;
    }

    /** Returns those that are packed into netkit. */
    public static Lessons packed() {
        return new Lessons(new LessonFiles.Packed());
    }

    /**
     * Returns those in a folder, which holds a folder {@code NN-topic} for each.
     *
     * @throws IOException with one line if there is no such folder
     */
    public static Lessons in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "there is no folder '" + folder + "'; it must hold a folder NN-topic for each lesson");
        }
        return new Lessons(new LessonFiles.OfFolder(folder));
    }

    /** Returns the folders of the lessons, in the order of their numbers. */
    public List<LessonFolder> all() throws IOException {
        return files.paths().stream().filter(path -> path.indexOf('/') > 0)
                .map(path -> path.substring(0, path.indexOf('/')))
                .filter(name -> NAME.matcher(name).matches()).distinct()
                .map(name -> new LessonFolder(name, files)).toList();
    }

    /** Finds a lesson by its number. */
    public Optional<LessonFolder> find(int number) throws IOException {
        return all().stream().filter(folder -> folder.number() == number).findFirst();
    }

    /** Returns the glossary of the folder, or netkit's if that has none. */
    public Glossary glossary() throws IOException {
        LessonFiles from = files.paths().contains(GLOSSARY) ? files : new LessonFiles.Packed();
        return Glossary.parse(new String(from.bytes(GLOSSARY), StandardCharsets.UTF_8));
    }
}
