package netkit.lesson.grade;

import java.util.List;

/**
 * The result of grading.
 *
 * @param schema {@link #SCHEMA}
 * @param started when, as {@link java.time.Instant} prints it
 * @param seed from which the seeds of all programs were derived
 * @param confinement one sentence: what the programs were kept from
 * @param students the names of the folders
 * @param questions those that at least one student has answered
 * @param notes what was wrong with folders and files, a line for each
 */
public record GradedClass(int schema, String started, long seed, String confinement, List<String> students,
        List<Grade> grades, List<AskedQuestion> questions, List<PredictedAnswer> predictions,
        List<String> notes) {
    public static final int SCHEMA = 1;

    /**
     * A question, and what was measured.
     *
     * @param choices empty if it is no choice
     * @param measured empty if nothing could be measured
     */
    public record AskedQuestion(int lesson, String id, String text, List<String> choices, String measured) {}

    /** Returns the numbers of the lessons that were graded. */
    public List<Integer> lessons() {
        return grades.stream().map(Grade::lesson).distinct().sorted().toList();
    }
}
