package netkit.lesson.progress;

import java.util.List;
import java.util.Optional;

import netkit.lesson.Lesson;

/**
 * Where a student is in a lesson, and what comes next.
 *
 * @param steps number of steps of the text
 * @param progress empty if nothing was done yet
 */
public record LessonState(Lesson lesson, int steps, Optional<LessonProgress> progress) {
    /** What to type, and what it does. */
    public record Next(String command, String effect) {}

    private LessonProgress done() {
        return progress.orElse(LessonProgress.none(lesson.version()));
    }

    public boolean hasBegun() {
        return progress.isPresent();
    }

    public boolean isRead() {
        return done().step() >= steps;
    }

    /** Whether the core of the exercise passed; of a lesson without an exercise, whether the text was read. */
    public boolean isThrough() {
        return lesson.hasExercise() ? done().hasPassed() : hasBegun() && isRead();
    }

    /** Returns a few words, such as {@code step 2 of 6, 1 hint}; empty if nothing was done yet. */
    public String summary() {
        if (!hasBegun()) {
            return "";
        }
        LessonProgress now = done();
        StringBuilder words = new StringBuilder(isThrough() ? "through"
                : now.hasGivenUp() ? "solution seen" : "step " + now.step() + " of " + steps);
        if (lesson.hasExercise() && !isThrough() && now.checks() > 0) {
            words.append(", ").append(now.checks()).append(now.checks() == 1 ? " check" : " checks")
                    .append(", not passed");
        }
        long measured = now.predictions().values().stream().filter(one -> one.right() != null).count();
        if (measured > 0) {
            long right = now.predictions().values().stream()
                    .filter(one -> Boolean.TRUE.equals(one.right())).count();
            words.append(", ").append(right).append(" of ").append(measured).append(" predictions right");
        }
        return words.toString();
    }

    /** Returns what to do next in this lesson; nothing if it is finished. */
    public List<Next> next() {
        int number = lesson.number();
        if (!hasBegun()) {
            return List.of(
                    new Next("lesson " + number, "begin: " + lesson.minutes() + " minutes to read and try"));
        }
        if (!isRead()) {
            return List.of(new Next("lesson " + number,
                    "go on at step " + (done().step() + 1) + " of " + steps));
        }
        if (isThrough()) {
            return List.of();
        }
        if (done().file() == null) {
            return List.of(new Next("lesson start " + number,
                    "get the file of the exercise " + lesson.exercise().name()));
        }
        return List.of(new Next("lesson check " + number, "check " + done().file()),
                new Next("lesson hint " + number, "get a hint"));
    }

    /** Returns the lesson to go on with: the first that was begun and not finished, else the first that is new. */
    public static Optional<LessonState> current(List<LessonState> all) {
        return all.stream().filter(state -> state.hasBegun() && !state.isThrough()
                && !state.done().hasGivenUp()).findFirst()
                .or(() -> all.stream().filter(state -> !state.isThrough() && !state.done().hasGivenUp())
                        .findFirst());
    }
}
