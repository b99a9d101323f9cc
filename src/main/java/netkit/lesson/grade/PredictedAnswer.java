package netkit.lesson.grade;

/**
 * A student's answer to a question, as the student's file has it, beside what was measured while the class was graded.
 *
 * @param measured empty if nothing can be measured
 * @param right null if nothing was measured
 */
public record PredictedAnswer(String student, int lesson, String question, String answer, String measured,
        Boolean right) {}
