package netkit.lesson.board;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;

import netkit.net.PrintableText;

/**
 * What a student's netkit tells the board: all of the student's state in one lesson, so that a report that was missed is made
 * up for by the next. JSON on the wire, with the components as keys.
 *
 * @param schema {@link #SCHEMA}
 * @param code the class code
 * @param student random id of the student's folder, by which the student is known when the laptop comes again
 * @param name as typed; not trusted
 * @param lesson number
 * @param step the last step that was read
 * @param checks how often the program was checked
 * @param passed checks that passed, of the last run
 * @param of all checks of that run; 0 if this report is not about one
 * @param through whether the core of the exercise has passed
 * @param diagnosis of the last check; empty if it passed
 * @param answers predictions by the ids of the questions
 */
public record BoardReport(int schema, String code, String student, String name, int lesson, int step,
        int checks, int passed, int of, boolean through, String diagnosis, Map<String, String> answers) {
    public static final int SCHEMA = 1;
    /** Bytes of a report on the wire. */
    public static final int MAX_SIZE = 16 << 10;
    private static final int MAX_NAME = 24;
    private static final int MAX_ANSWERS = 40;
    private static final int MAX_ANSWER = 300;
    private static final int MAX_COUNT = 9999;
    private static final Pattern STUDENT = Pattern.compile("[A-Za-z0-9_-]{16,40}");
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{0,60}");
    private static final Gson GSON = new Gson();

    /**
     * Reads a report that may have been written by anything.
     *
     * @throws IllegalArgumentException with one line if it is not valid
     */
    public static BoardReport parse(String json) {
        BoardReport report;
        try {
            report = GSON.fromJson(json, BoardReport.class);
        } catch (JsonParseException | NumberFormatException | StackOverflowError _) {
            throw new IllegalArgumentException("this is not a report of netkit");
        }
        if (report == null || report.schema != SCHEMA) {
            throw new IllegalArgumentException("this board understands reports of schema " + SCHEMA
                    + "; use the same version of netkit");
        }
        if (report.code == null || report.student == null || !STUDENT.matcher(report.student).matches()
                || report.lesson < 1 || report.lesson > 99) {
            throw new IllegalArgumentException("this is not a report of netkit");
        }
        return new BoardReport(SCHEMA, report.code, report.student, name(report.name), report.lesson,
                within(report.step), within(report.checks), within(report.passed),
                within(report.of), report.through,
                report.diagnosis != null && ID.matcher(report.diagnosis).matches() ? report.diagnosis : "",
                answers(report.answers));
    }

    private static int within(int count) {
        return Math.clamp(count, 0, MAX_COUNT);
    }

    /** Returns a name as it may be shown: one line without controls, bounded. */
    static String name(String typed) {
        String name = PrintableText.escapeControls(typed == null ? "" : typed.strip());
        int end = Math.min(name.length(), MAX_NAME);
        if (end < name.length() && Character.isHighSurrogate(name.charAt(end - 1))) {
            end--;
        }
        return name.isEmpty() ? "?" : name.substring(0, end);
    }

    private static Map<String, String> answers(Map<String, String> sent) {
        Map<String, String> answers = new LinkedHashMap<>();
        if (sent != null) {
            sent.entrySet().stream().limit(MAX_ANSWERS)
                    .filter(entry -> ID.matcher(entry.getKey()).matches() && entry.getValue() != null)
                    .forEach(entry -> answers.put(entry.getKey(), PrintableText.escapeControls(
                            entry.getValue().substring(0, Math.min(entry.getValue().length(), MAX_ANSWER)))));
        }
        return answers;
    }

    /** Returns this report, with the last run of the checks from the one before if this is about none. */
    BoardReport withCheckOf(BoardReport before) {
        return of > 0 || before == null ? this
                : new BoardReport(schema, code, student, name, lesson, step, Math.max(checks, before.checks),
                        before.passed, before.of, through, before.diagnosis, answers);
    }

    public String json() {
        return GSON.toJson(this);
    }
}
