package netkit.lesson.grade;

import java.util.List;
import java.util.Locale;

/**
 * What one student's program for one exercise came to.
 *
 * @param student the name of the folder
 * @param lesson the lesson's number
 * @param file relative to the folder; empty if there is none
 * @param passed checks that passed
 * @param checks of the exercise
 * @param failed id of the check that did not pass; empty if all did
 * @param diagnosis its id
 * @param wrong one sentence: what was expected, and what happened
 * @param cause the likely cause
 * @param printed the last lines of the program's output
 * @param seed with which the same values come again; 0 if nothing was run
 */
public record Grade(String student, int lesson, String exercise, Status status, String file, int passed,
        int checks, String failed, String diagnosis, String wrong, String cause, List<String> printed,
        long seed) {
    /** What a grade is about. */
    public enum Status {
        /** All checks of the core passed. */
        THROUGH,
        /** A check of the core failed. */
        FAILED,
        /** Something else was in the way. */
        INCONCLUSIVE,
        /** The start file as it was given out. */
        UNCHANGED,
        /** There is no file for this exercise. */
        MISSING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Grade without(String student, int lesson, String exercise, Status status, String file) {
        return new Grade(student, lesson, exercise, status, file, 0, 0, "", "", "", "", List.of(), 0);
    }

    /** Returns a few characters for a table: {@code 8/8}, {@code 3/8}, {@code –}. */
    public String brief() {
        return switch (status) {
            case THROUGH, FAILED -> passed + "/" + checks;
            case INCONCLUSIVE -> "?";
            case UNCHANGED -> "start";
            case MISSING -> "–";
        };
    }
}
