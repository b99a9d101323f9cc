package netkit.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.lesson.grade.Grade;
import netkit.lesson.grade.GradedClass;
import netkit.lesson.grade.PredictedAnswer;
import netkit.net.PrintableText;

/** The grades of a class as one HTML file that needs no network and no script. */
public final class GradePage {
    private final ReportMarkup page = new ReportMarkup();
    private final GradedClass graded;

    private GradePage(GradedClass graded) {
        this.graded = graded;
    }

    /** @throws IOException with one line that says which file cannot be written */
    public static void write(Path file, GradedClass graded) throws IOException {
        String html = html(graded);
        OutputFile.write(file, writer -> writer.write(html));
    }

    static String html(GradedClass graded) throws IOException {
        return new GradePage(graded).draw();
    }

    private static String safe(String text) {
        return PrintableText.escapeControls(text);
    }

    private String draw() throws IOException {
        page.own("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content",
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
        page.empty("link", "rel", "icon", "href", "data:,");
        page.element("title", "netkit lesson grade: " + Numbers.counted(graded.students().size(), "student"));
        page.open("style").own(WebModules.text("/netkit/web/netkit.css")
                + WebModules.text("/netkit/web/report.css") + WebModules.text("/netkit/web/grade.css"))
                .close();
        page.close().open("body").line();
        page.open("header").element("p", "netkit lesson grade", "class", "brand");
        page.element("h1", "Grades of " + Numbers.counted(graded.students().size(), "student"));
        page.element("p", "Graded at " + graded.started() + ", seed " + graded.seed() + ". "
                + sentence(graded.confinement()), "class", "ground");
        page.close().line().open("main");
        exercises();
        diagnoses();
        predictions();
        details();
        notes();
        page.close().close().close().line();
        return page.toString();
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    private Optional<Grade> grade(String student, int lesson) {
        return graded.grades().stream()
                .filter(grade -> grade.lesson() == lesson && grade.student().equals(student)).findFirst();
    }

    private void exercises() {
        section("exercises", "Exercises");
        page.element("p", "Checks passed, of all checks of the exercise. A filled cell: the core passed.",
                "class", "soft");
        page.open("div", "class", "wide").open("table", "class", "grades").open("thead").open("tr");
        page.element("th", "student", "scope", "col");
        for (int lesson : graded.lessons()) {
            String exercise = graded.grades().stream().filter(grade -> grade.lesson() == lesson).findFirst()
                    .orElseThrow().exercise();
            page.element("th", lesson + " " + exercise, "scope", "col");
        }
        page.close().close().open("tbody").line();
        for (String student : graded.students()) {
            page.open("tr").element("th", safe(student), "scope", "row");
            for (int lesson : graded.lessons()) {
                Grade grade = grade(student, lesson).orElseThrow();
                page.open("td", "class", grade.status().toString(), "title",
                        safe(grade.wrong().isEmpty() ? grade.status().toString() : grade.wrong()));
                page.text(grade.brief());
                if (!grade.diagnosis().isEmpty()) {
                    page.element("small", safe(grade.diagnosis()));
                }
                page.close();
            }
            page.close().line();
        }
        page.close().close().close().close().line();
    }

    /** What failed most, since a class has misconceptions in common. */
    private void diagnoses() {
        Map<String, List<Grade>> byDiagnosis = new LinkedHashMap<>();
        graded.grades().stream().filter(grade -> !grade.diagnosis().isEmpty())
                .forEach(grade -> byDiagnosis.merge(grade.lesson() + " " + grade.diagnosis(), List.of(grade),
                        (all, one) -> java.util.stream.Stream.concat(all.stream(), one.stream()).toList()));
        if (byDiagnosis.isEmpty()) {
            return;
        }
        section("diagnoses", "What failed most");
        page.open("ol");
        byDiagnosis.values().stream().sorted(Comparator.comparing((List<Grade> all) -> -all.size()))
                .forEach(all -> {
                    Grade first = all.getFirst();
                    page.open("li").element("strong", Numbers.counted(all.size(), "student"));
                    page.text(", lesson " + first.lesson() + ": " + safe(first.cause()) + " ");
                    page.element("code", first.diagnosis()).close().line();
                });
        page.close().close().line();
    }

    private void predictions() {
        if (graded.questions().isEmpty()) {
            return;
        }
        section("predictions", "Predictions");
        page.element("p", "As the students' files have them, beside what was measured just now.", "class",
                "soft");
        for (GradedClass.AskedQuestion question : graded.questions()) {
            List<PredictedAnswer> answers = graded.predictions().stream()
                    .filter(one -> one.lesson() == question.lesson() && one.question().equals(question.id()))
                    .toList();
            page.element("h3", "Lesson " + question.lesson() + ": " + question.text());
            page.element("p", question.measured().isEmpty() ? "Not measured: for the teacher to read."
                    : "Measured: " + question.measured() + ".");
            Map<String, List<PredictedAnswer>> byAnswer = new LinkedHashMap<>();
            question.choices().forEach(choice -> byAnswer.put(choice, List.of()));
            answers.forEach(answer -> byAnswer.merge(answer.answer(), List.of(answer),
                    (all, one) -> java.util.stream.Stream.concat(all.stream(), one.stream()).toList()));
            page.open("table", "class", "answers").open("tbody");
            byAnswer.forEach((answer, given) -> {
                boolean right = given.stream().anyMatch(one -> Boolean.TRUE.equals(one.right()));
                page.open("tr", "class", right ? "right" : "");
                page.element("th", safe(answer) + (right ? " (right)" : ""), "scope", "row");
                page.element("td", Integer.toString(given.size()));
                page.open("td").open("meter", "min", "0", "max", Integer.toString(answers.size()), "value",
                        Integer.toString(given.size())).close().close();
                page.element("td", safe(String.join(", ",
                        given.stream().map(PredictedAnswer::student).toList())), "class", "soft");
                page.close().line();
            });
            page.close().close().line();
        }
        page.close().line();
    }

    private void details() {
        List<Grade> wrong = graded.grades().stream().filter(grade -> !grade.wrong().isEmpty()).toList();
        if (wrong.isEmpty()) {
            return;
        }
        section("details", "What was wrong");
        for (Grade grade : wrong) {
            page.open("details").open("summary");
            page.text(safe(grade.student()) + ", lesson " + grade.lesson()
                    + (grade.failed().isEmpty() ? "" : ", check " + grade.failed())).close();
            page.element("p", sentence(safe(grade.wrong())));
            if (!grade.cause().isEmpty()) {
                page.element("p", grade.cause());
            }
            if (!grade.printed().isEmpty()) {
                page.element("pre",
                        String.join("\n", grade.printed().stream().map(GradePage::safe).toList()));
            }
            if (grade.checks() > 0) {
                page.element("pre", "netkit lesson check " + grade.lesson() + " " + safe(grade.file())
                        + " --only " + grade.failed() + " --seed " + grade.seed());
            }
            page.close().line();
        }
        page.close().line();
    }

    private void notes() {
        if (graded.notes().isEmpty()) {
            return;
        }
        section("notes", "Folders and files");
        page.open("ul");
        graded.notes().forEach(note -> page.element("li", safe(note)));
        page.close().close();
    }

    private void section(String id, String title) {
        page.open("section", "id", id, "aria-labelledby", id + "-title");
        page.element("h2", title, "id", id + "-title");
    }
}
