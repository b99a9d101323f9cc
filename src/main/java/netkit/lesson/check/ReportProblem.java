package netkit.lesson.check;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first thing that is wrong in the lines that a program has printed about a file.
 *
 * @param field what it concerns, for the rules of diagnoses: {@code no lines}, {@code missing}, {@code too many}, or what
 *        the report names
 * @param expected the right line; empty if there is one too many
 * @param received the printed line; empty if there is none
 * @param message one sentence
 * @param picture lines that show what the line is about
 */
public record ReportProblem(String field, String expected, String received, String message,
        List<String> picture) {
    /** Returns a line as the bytes that rules speak about. */
    public static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }
}
