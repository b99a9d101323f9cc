package netkit.lesson.grade;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import netkit.net.PrintableText;

/**
 * The grades as comma-separated values, RFC 4180: a row for each student, columns for each exercise and each question. A cell
 * that a spreadsheet would take for a formula begins with an apostrophe.
 */
public final class GradeCsv {
    private GradeCsv() {}

    public static void write(GradedClass graded, Appendable out) throws IOException {
        List<String> header = new ArrayList<>(List.of("student"));
        for (int lesson : graded.lessons()) {
            String exercise = graded.grades().stream().filter(grade -> grade.lesson() == lesson).findFirst()
                    .orElseThrow().exercise();
            header.addAll(List.of(lesson + " " + exercise, lesson + " passed", lesson + " checks",
                    lesson + " failed check", lesson + " diagnosis", lesson + " what was wrong",
                    lesson + " file", lesson + " seed"));
        }
        for (GradedClass.AskedQuestion question : graded.questions()) {
            String name = question.lesson() + " " + question.id();
            header.add(name
                    + (question.measured().isEmpty() ? "" : " (measured: " + question.measured() + ")"));
            header.add(name + " right");
        }
        row(header, out);
        for (String student : graded.students()) {
            row(cells(graded, student), out);
        }
    }

    private static List<String> cells(GradedClass graded, String student) {
        List<String> cells = new ArrayList<>(List.of(student));
        for (int lesson : graded.lessons()) {
            Grade grade = graded.grades().stream()
                    .filter(one -> one.lesson() == lesson && one.student().equals(student)).findFirst()
                    .orElseThrow();
            boolean ran = grade.checks() > 0;
            cells.addAll(List.of(grade.status().toString(), ran ? Integer.toString(grade.passed()) : "",
                    ran ? Integer.toString(grade.checks()) : "", grade.failed(), grade.diagnosis(),
                    grade.wrong(), grade.file(), ran ? Long.toString(grade.seed()) : ""));
        }
        for (GradedClass.AskedQuestion question : graded.questions()) {
            PredictedAnswer answer = graded.predictions().stream()
                    .filter(one -> one.student().equals(student) && one.lesson() == question.lesson()
                            && one.question().equals(question.id()))
                    .findFirst().orElse(null);
            cells.add(answer == null ? "" : answer.answer());
            cells.add(answer == null || answer.right() == null ? "" : answer.right() ? "yes" : "no");
        }
        return cells;
    }

    private static void row(List<String> cells, Appendable out) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
        }
        out.append("\r\n"); // RFC 4180 §2.1
    }

    static String cell(String text) {
        String safe = PrintableText.escapeControls(text);
        boolean isNumber = safe.matches("[-+]?\\d+([.,]\\d+)?");
        if (!safe.isEmpty() && "=+-@\t\r".indexOf(safe.stripLeading().isEmpty() ? ' '
                : safe.stripLeading().charAt(0)) >= 0 && !isNumber) {
            safe = "'" + safe;
        }
        return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"'; // RFC 4180 §2.6
    }
}
