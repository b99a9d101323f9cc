package netkit.lesson.progress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a student has done in one lesson. Times are as {@link java.time.Instant} prints them; what did not happen is null.
 *
 * @param version of the lesson
 * @param step the last step that was read; 0 before the first
 * @param file the student's file, relative to the folder of the progress; null before {@code start}
 * @param hints tiers that were shown
 * @param checks runs of {@code lesson check}
 * @param passed when the exercise passed for the first time
 * @param gaveUp when the solution was asked for before that
 * @param predictions by the ids of the questions
 */
public record LessonProgress(int version, int step, String file, int hints, int checks, String passed,
        String gaveUp, Map<String, Prediction> predictions) {
    /**
     * An answer that was given before the result could be seen.
     *
     * @param predicted when
     * @param measured the value of the last measurement; null before it
     * @param right whether they agree; null if nothing was measured
     */
    public record Prediction(String answer, String predicted, String measured, Boolean right) {}

    public LessonProgress {
        predictions = predictions == null ? Map.of() : predictions;
    }

    /** Returns the progress in a lesson that nothing was done in. */
    public static LessonProgress none(int version) {
        return new LessonProgress(version, 0, null, 0, 0, null, null, Map.of());
    }

    public boolean hasPassed() {
        return passed != null;
    }

    public boolean hasGivenUp() {
        return gaveUp != null;
    }

    public Optional<Prediction> prediction(String question) {
        return Optional.ofNullable(predictions.get(question));
    }

    public LessonProgress withStep(int newStep) {
        return new LessonProgress(version, newStep, file, hints, checks, passed, gaveUp, predictions);
    }

    public LessonProgress withFile(String newFile) {
        return new LessonProgress(version, step, newFile, hints, checks, passed, gaveUp, predictions);
    }

    public LessonProgress withHint() {
        return new LessonProgress(version, step, file, hints + 1, checks, passed, gaveUp, predictions);
    }

    public LessonProgress withGivingUp(String when) {
        return new LessonProgress(version, step, file, hints, checks, passed, gaveUp == null ? when : gaveUp,
                predictions);
    }

    /** @param when null if the check failed */
    public LessonProgress withCheck(String when) {
        return new LessonProgress(version, step, file, hints, checks + 1, passed == null ? when : passed,
                gaveUp, predictions);
    }

    /** Stores an answer, unless there is one: a prediction is not corrected once the result can be known. */
    public LessonProgress withPrediction(String question, String answer, String when) {
        if (predictions.containsKey(question)) {
            return this;
        }
        return with(question, new Prediction(answer, when, null, null));
    }

    /** Stores the value that was measured for a question that was answered. */
    public LessonProgress withMeasured(String question, String measured, boolean right) {
        Prediction before = predictions.get(question);
        return before == null ? this
                : with(question, new Prediction(before.answer(), before.predicted(), measured, right));
    }

    private LessonProgress with(String question, Prediction prediction) {
        Map<String, Prediction> all = new LinkedHashMap<>(predictions);
        all.put(question, prediction);
        return new LessonProgress(version, step, file, hints, checks, passed, gaveUp, all);
    }

    /** Returns the progress after {@code reset}: predictions and steps remain. */
    public LessonProgress afresh(int newVersion) {
        return new LessonProgress(newVersion, step, file, 0, 0, null, null, predictions);
    }
}
