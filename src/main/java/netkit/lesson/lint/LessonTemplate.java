package netkit.lesson.lint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lesson that {@code lesson new} writes: small, complete, and without complaints of {@code lesson lint}. */
public final class LessonTemplate {
    private static final String RESOURCES = "/netkit/lesson/template/";
    private static final List<String> FILES = List.of("lesson.json", "lesson.md", "checks.lab", "hints.md",
            "teacher.md", "start/Greeter.java", "solution/Greeter.java", "mistakes/NoLineEnd.java",
            "mistakes/OneRead.java", "mistakes/OneLine.java", "mistakes/Shouts.java");
    private static final Pattern NAME = Pattern.compile("(\\d\\d)-([a-z0-9]+(?:-[a-z0-9]+)*)");

    private LessonTemplate() {}

    /**
     * Writes a new lesson.
     *
     * @param folder that holds the lessons
     * @param name such as {@code 22-my-topic}
     * @return the files
     * @throws IllegalArgumentException with one line if the name has another form
     * @throws IOException with one line if there is such a lesson already
     */
    public static List<Path> write(Path folder, String name) throws IOException {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches() || parts.group(1).equals("00")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not of the form NN-topic, such as 22-my-topic");
        }
        Path lesson = folder.resolve(name);
        if (Files.exists(lesson)) {
            throw new IOException("'" + lesson + "' exists already, and is left as it is");
        }
        String words = parts.group(2).replace('-', ' ');
        String title = words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
        List<Path> written = new ArrayList<>();
        for (String path : FILES) {
            Path file = lesson.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, resource(path).replace("@ID@", name).replace("@TITLE@", title)
                    .replace("@NUMBER@", Integer.toString(Integer.parseInt(parts.group(1))))
                    .replace("@NN@", parts.group(1)));
            written.add(file);
        }
        return written;
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = LessonTemplate.class.getResourceAsStream(RESOURCES + path)) {
            if (in == null) {
                throw new IOException("netkit was packed without the template's " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
