package netkit.lesson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One lesson's folder: its files, wherever they are.
 *
 * <pre>
 * 04-tcp-stream/
 *   lesson.json  lesson.md  hints.md  teacher.md  checks.lab
 *   start/       what the student begins with; fails
 *   solution/    passes
 *   mistakes/    wrong solutions, each with the diagnosis it must get
 * </pre>
 */
public final class LessonFolder {
    public static final String JSON = "lesson.json";
    public static final String TEXT = "lesson.md";
    public static final String CHECKS = "checks.lab";
    public static final String HINTS = "hints.md";
    public static final String TEACHER = "teacher.md";
    public static final String START = "start/";
    public static final String SOLUTION = "solution/";
    public static final String MISTAKES = "mistakes/";

    private final String name;
    private final LessonFiles files;

    LessonFolder(String name, LessonFiles files) {
        this.name = name;
        this.files = files;
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

    /** Returns where a file is, for messages. */
    public String place(String path) {
        return files.place(name + "/" + path);
    }

    /**
     * Returns the lesson. One that has a text only, without {@code lesson.json}, has neither questions nor exercise.
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
        return lesson;
    }

    public LessonText lessonText() throws IOException {
        return LessonText.parse(text(TEXT));
    }

    /** Returns the hints, from the first tier to the last; empty if there are none. */
    public List<String> hints() throws IOException {
        return has(HINTS) ? LessonText.sections(text(HINTS)) : List.of();
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
