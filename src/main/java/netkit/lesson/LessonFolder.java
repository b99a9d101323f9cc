package netkit.lesson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One lesson's folder: its files, wherever they are.
 *
 * <pre>
 * 04-tcp-stream/
 *   lesson.json  lesson.md  hints.md  teacher.md  checks.lab
 *   start/       what the student begins with; fails
 *   solution/    passes
 *   mistakes/    wrong solutions, each with the diagnosis it must get
 *   de/          texts in another language: texts.json lesson.md hints.md; what is absent is shown in English
 * </pre>
 */
public final class LessonFolder {
    public static final String JSON = "lesson.json";
    public static final String TEXT = "lesson.md";
    public static final String CHECKS = "checks.lab";
    public static final String HINTS = "hints.md";
    public static final String TEACHER = "teacher.md";
    public static final String TRANSLATION = "texts.json";
    public static final String START = "start/";
    public static final String SOLUTION = "solution/";
    public static final String MISTAKES = "mistakes/";

    private static final Pattern TRANSLATED = Pattern
            .compile("([a-z]{2,3})/(?:texts\\.json|(?:lesson|hints|teacher)\\.md)");

    private final String name;
    private final LessonFiles files;
    private final String language;

    LessonFolder(String name, LessonFiles files, String language) {
        this.name = name;
        this.files = files;
        this.language = language;
    }

    /** Returns this lesson with its texts in a language, such as {@code de}, as far as they are translated. */
    public LessonFolder in(String other) {
        return new LessonFolder(name, files, other);
    }

    /** Returns the languages in which there are texts, beside English. */
    public SortedSet<String> languages() throws IOException {
        return languages(paths().stream());
    }

    /** @param paths relative to the folder of a lesson, or to that of all */
    static SortedSet<String> languages(Stream<String> paths) {
        return paths.map(TRANSLATED::matcher).filter(Matcher::matches).map(path -> path.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the language of the texts, such as {@code en}. */
    public String language() {
        return language;
    }

    /** Returns the folder's name, such as {@code 04-tcp-stream}. */
    public String name() {
        return name;
    }

    /** Returns the number that the name begins with. */
    public int number() {
        return Integer.parseInt(name.substring(0, 2));
    }

    /** Returns the paths of all files, relative to the folder and with {@code /}, sorted. */
    public List<String> paths() throws IOException {
        String prefix = name + "/";
        return files.paths().stream().filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length())).toList();
    }

    public boolean has(String path) throws IOException {
        return files.paths().contains(name + "/" + path);
    }

    /** Returns whether a link in a text of this folder, such as {@code ../guides/udp.md}, leads to a file. */
    public boolean hasLinked(String link) throws IOException {
        String path = Path.of(name).resolve(link).normalize().toString().replace('\\', '/');
        return files.paths().contains(path) || new LessonFiles.Packed().paths().contains(path);
    }

    /** @throws IOException with one line if there is no such file, or it cannot be read */
    public byte[] bytes(String path) throws IOException {
        return files.bytes(name + "/" + path);
    }

    /** Returns a file's content, which is UTF-8. */
    public String text(String path) throws IOException {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    /** Returns a page in the language of this folder, or in English if there is no other. */
    public String page(String path) throws IOException {
        String translated = language + "/" + path;
        return text(has(translated) ? translated : path);
    }

    /** Returns the texts of {@code lesson.json} and {@code checks.lab} in the language of this folder. */
    public Translation translation() throws IOException {
        return translation(files, name + "/" + language + "/" + TRANSLATION);
    }

    /** Returns the texts that are common to all lessons: diagnoses by the ids of common symptoms. */
    public Translation commonTranslation() throws IOException {
        String path = language + "/" + TRANSLATION;
        return translation(files.paths().contains(path) ? files : new LessonFiles.Packed(), path);
    }

    private static Translation translation(LessonFiles from, String path) throws IOException {
        return from.paths().contains(path)
                ? LessonJson.readTranslation(new String(from.bytes(path), StandardCharsets.UTF_8),
                        from.place(path))
                : Translation.NONE;
    }

    /** Returns where a file is, for messages. */
    public String place(String path) {
        return files.place(name + "/" + path);
    }

    /**
     * Returns the lesson, its texts in the language of this folder. One that has a text only, without {@code lesson.json}, has neither questions nor exercise.
     *
     * @throws IOException with one line, which says where something is wrong, and what
     */
    public Lesson lesson() throws IOException {
        if (!has(JSON)) {
            return new Lesson(Lesson.SCHEMA, name, number(), 1, lessonText().title(), 20, null, null, null,
                    null, null);
        }
        Lesson lesson = LessonJson.read(text(JSON), place(JSON));
        if (!lesson.id().equals(name)) {
            throw new IOException(place(JSON) + ": id: '" + lesson.id() + "' is not the folder's name");
        }
        return translation().of(lesson);
    }

    public LessonText lessonText() throws IOException {
        return LessonText.parse(page(TEXT));
    }

    /** Returns the hints, from the first tier to the last; empty if there are none. */
    public List<String> hints() throws IOException {
        return has(HINTS) ? LessonText.sections(page(HINTS)) : List.of();
    }

    /** Returns the start file of a language, a path in the folder. */
    public Optional<String> start(Lesson lesson, Language language) {
        return Optional.ofNullable(lesson.hasExercise() ? lesson.exercise().files().get(language) : null)
                .map(file -> START + file);
    }

    @Override
    public String toString() {
        return name;
    }
}
