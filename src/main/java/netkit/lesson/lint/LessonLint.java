package netkit.lesson.lint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import netkit.lesson.Glossary;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.check.CheckPlan;

/** Checks all of a lesson that can be checked without running its programs. */
public final class LessonLint {
    private final LessonSchema schema = new LessonSchema();
    private final LessonSchema translationSchema = LessonSchema.ofTranslation();
    private final Glossary glossary;
    private final Function<List<String>, Optional<String>> commands;

    /** @param commands returns what is wrong with the arguments of netkit, if something is */
    public LessonLint(Glossary glossary, Function<List<String>, Optional<String>> commands)
            throws IOException {
        this.glossary = glossary;
        this.commands = commands;
    }

    /**
     * What there is to say of a lesson, a line each, which names the file.
     *
     * @param complaints what is wrong; nothing if the lesson is well made
     * @param notes what is not translated yet, in languages into which something is
     */
    public record Result(List<String> complaints, List<String> notes) {}

    public Result of(LessonFolder folder) throws IOException {
        Complaints notes = new Complaints();
        List<String> complaints = complaints(folder, notes);
        return new Result(complaints, notes.lines());
    }

    /** Returns what is wrong, a line each, which names the file; nothing if the lesson is well made. */
    public List<String> complaints(LessonFolder folder) throws IOException {
        return of(folder).complaints;
    }

    private List<String> complaints(LessonFolder folder, Complaints notes) throws IOException {
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
        Optional<CheckPlan> plan = new FilesLint(folder, lesson, complaints).run();
        for (String language : folder.languages()) {
            String texts = language + "/" + LessonFolder.TRANSLATION;
            if (folder.has(texts)) {
                translationSchema.complaints(folder.text(texts))
                        .forEach(line -> complaints.add(folder.place(texts), line));
            }
            new TranslationLint(folder, language, complaints, notes).run(lesson,
                    plan.map(CheckPlan::checks).orElse(List.of()));
        }
        return complaints.lines();
    }
}
