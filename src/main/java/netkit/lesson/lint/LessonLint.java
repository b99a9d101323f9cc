package netkit.lesson.lint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import netkit.lesson.Glossary;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;

/** Checks all of a lesson that can be checked without running its programs. */
public final class LessonLint {
    private final LessonSchema schema = new LessonSchema();
    private final Glossary glossary;
    private final Function<List<String>, Optional<String>> commands;

    /** @param commands returns what is wrong with the arguments of netkit, if something is */
    public LessonLint(Glossary glossary, Function<List<String>, Optional<String>> commands)
            throws IOException {
        this.glossary = glossary;
        this.commands = commands;
    }

    /** Returns what is wrong, a line each, which names the file; nothing if the lesson is well made. */
    public List<String> complaints(LessonFolder folder) throws IOException {
        Complaints complaints = new Complaints();
        String place = folder.place(LessonFolder.JSON);
        if (!folder.has(LessonFolder.JSON)) {
            return List.of(place + ": is missing");
        }
        schema.complaints(folder.text(LessonFolder.JSON)).forEach(line -> complaints.add(place, line));
        Lesson lesson;
        try {
            lesson = folder.lesson();
        } catch (IOException e) {
            return complaints.isEmpty() ? List.of(e.getMessage()) : complaints.lines();
        }
        new TextLint(folder, lesson, glossary, commands, complaints).run();
        new FilesLint(folder, lesson, complaints).run();
        return complaints.lines();
    }
}
