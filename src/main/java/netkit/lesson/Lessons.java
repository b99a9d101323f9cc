package netkit.lesson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A set of lessons: those that are packed into netkit, or those in a folder of a teacher. */
public final class Lessons {
    private static final Pattern NAME = Pattern.compile("\\d\\d-[a-z0-9-]+");

    /** The language in which every text exists. */
    public static final String ENGLISH = "en";

    private static final String GLOSSARY = "glossary.md";

    private final LessonFiles files;
    private final String language;

    private Lessons(LessonFiles files, String language) {
        this.files = files;
        this.language = language;
    }

    /** Returns those that are packed into netkit. */
    public static Lessons packed() {
        return new Lessons(new LessonFiles.Packed(), ENGLISH);
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
        return new Lessons(new LessonFiles.OfFolder(folder), ENGLISH);
    }

    /** Returns the same lessons with their texts in a language, as far as they are translated. */
    public Lessons in(String other) {
        return new Lessons(files, other);
    }

    /** Returns the languages in which there is a text, here or in netkit's own lessons; {@link #ENGLISH} is one. */
    public SortedSet<String> languages() throws IOException {
        SortedSet<String> all = new TreeSet<>(Set.of(ENGLISH));
        for (LessonFiles from : List.of(files, new LessonFiles.Packed())) {
            all.addAll(LessonFolder.languages(from.paths().stream()
                    .map(path -> NAME.matcher(path.split("/", 2)[0]).matches() ? path.split("/", 2)[1]
                            : path)));
        }
        return all;
    }

    /** Returns the folders of the lessons, in the order of their numbers. */
    public List<LessonFolder> all() throws IOException {
        return files.paths().stream().filter(path -> path.indexOf('/') > 0)
                .map(path -> path.substring(0, path.indexOf('/')))
                .filter(name -> NAME.matcher(name).matches()).distinct()
                .map(name -> new LessonFolder(name, files, language)).toList();
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
