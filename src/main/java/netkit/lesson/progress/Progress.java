package netkit.lesson.progress;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import netkit.lesson.Lesson;

/**
 * What a student has done in all lessons.
 *
 * @param schema {@link #SCHEMA}
 * @param lessons by the ids of the lessons
 */
public record Progress(int schema, Map<String, LessonProgress> lessons) {
    public static final int SCHEMA = 1;

    public Progress {
        lessons = lessons == null ? Map.of() : lessons;
    }

    public static Progress none() {
        return new Progress(SCHEMA, Map.of());
    }

    /** Returns the progress in a lesson; empty if nothing was done in it. */
    public Optional<LessonProgress> in(String lessonId) {
        return Optional.ofNullable(lessons.get(lessonId));
    }

    /** Returns this with another progress in one lesson. */
    public Progress with(Lesson lesson, UnaryOperator<LessonProgress> change) {
        Map<String, LessonProgress> all = new TreeMap<>(lessons);
        all.put(lesson.id(), change.apply(in(lesson.id()).orElse(LessonProgress.none(lesson.version()))));
        return new Progress(SCHEMA, all);
    }
}
