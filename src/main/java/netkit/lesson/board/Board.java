package netkit.lesson.board;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import netkit.lesson.Lesson;
import netkit.lesson.LessonText;
import netkit.lesson.Question;

/**
 * The state of a class, by student and not by connection: a student whose laptop went away is still there, and one who comes
 * again continues. Thread-safe; times are milliseconds since 1970, and handed in.
 */
public final class Board {
    public static final int MAX_STUDENTS = 200;
    /** Milliseconds without a report after which a student is shown as away. */
    public static final long AWAY = 10 * 60 * 1000;

    private final String code;
    private final Map<Integer, BoardLesson> lessons = new TreeMap<>();
    private final Map<String, Student> students = new LinkedHashMap<>();
    /** By {@code NUMBER/QUESTION}. */
    private final Map<String, String> measured = new LinkedHashMap<>();

    /** A lesson, as far as the board needs it. */
    private record BoardLesson(Lesson lesson, List<String> steps, Map<String, String> causes) {}

    private static final class Student {
        private final Map<Integer, BoardReport> reports = new TreeMap<>();
        private BoardReport last;
        private long at;
        private final Map<Integer, Long> failedAt = new LinkedHashMap<>();
    }

    /** @param code that students must give */
    public Board(String code) {
        this.code = code;
    }

    /** @param causes what the diagnoses and symptoms that may be reported mean, by id */
    public synchronized void add(Lesson lesson, LessonText text, Map<String, String> causes) {
        lessons.put(lesson.number(), new BoardLesson(lesson,
                text.steps().stream().map(LessonText.Step::title).toList(), Map.copyOf(causes)));
    }

    /**
     * Takes a report.
     *
     * @throws IllegalArgumentException with one line, for the student, if it is refused
     */
    public synchronized void take(BoardReport sent, long now) {
        if (!MessageDigest.isEqual(sent.code().getBytes(StandardCharsets.UTF_8),
                code.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("this is not the code of the class");
        }
        if (!lessons.containsKey(sent.lesson())) {
            throw new IllegalArgumentException("this board has no lesson " + sent.lesson());
        }
        Student student = students.get(sent.student());
        if (student == null) {
            if (students.size() >= MAX_STUDENTS) {
                throw new IllegalArgumentException("the board is full: it has " + MAX_STUDENTS + " students");
            }
            student = new Student();
            students.put(sent.student(), student);
        }
        BoardReport before = student.reports.get(sent.lesson());
        BoardReport report = sent.withCheckOf(before);
        student.reports.put(report.lesson(), report);
        if (report.diagnosis().isEmpty()) {
            student.failedAt.remove(report.lesson());
        } else if (before == null || before.checks() != report.checks()
                || !before.diagnosis().equals(report.diagnosis())) {
            student.failedAt.put(report.lesson(), now);
        }
        student.last = report;
        student.at = now;
    }

    /** Returns the lesson's question, if there is one that can be measured and is not yet. */
    public synchronized Optional<Question> toMeasure(int lesson, String question) {
        return measured.containsKey(lesson + "/" + question) ? Optional.empty()
                : Optional.ofNullable(lessons.get(lesson)).flatMap(one -> one.lesson.question(question))
                        .filter(one -> one.measure() != null);
    }

    /** Shows what was measured from now on. */
    public synchronized void reveal(int lesson, String question, String value) {
        measured.put(lesson + "/" + question, value);
    }

    /**
     * What never changes.
     *
     * @param address {@code HOST:PORT}, for students
     * @param qr the modules of a QR code of the address, a row each
     */
    public record Course(String kind, String code, String address, List<String> qr,
            List<CourseLesson> lessons) {}

    /** A lesson and the titles of its steps. */
    public record CourseLesson(int number, String title, String exercise, List<String> steps,
            List<CourseQuestion> questions) {}

    /**
     * A question, whose right answer is not part of it.
     *
     * @param labels for each choice what is shown, in the language of the board
     */
    public record CourseQuestion(String id, int step, String type, String text, List<String> choices,
            List<String> labels, boolean canBeMeasured) {}

    public synchronized Course course(String address, List<String> qr) {
        return new Course("course", code, address, qr, lessons.values().stream().map(one -> new CourseLesson(
                one.lesson.number(), one.lesson.title(),
                one.lesson.hasExercise() ? one.lesson.exercise().name() : "", one.steps,
                one.lesson.questions().stream().map(question -> new CourseQuestion(question.id(),
                        question.step(), question.type().toString(), question.text(), question.choices(),
                        question.labels(), question.measure() != null)).toList()))
                .toList());
    }

    /** What changes: sent to the page whenever it did. */
    public record View(String kind, List<ShownStudent> students, List<ShownFailure> failures,
            Map<String, Map<String, Integer>> answers, Map<String, Revealed> measured) {}

    /** A student, where the last report was. */
    public record ShownStudent(String name, int lesson, int step, boolean through, int checks, int passed,
            int of, boolean isAway) {}

    /**
     * A diagnosis that students have at present.
     *
     * @param at when the last one got it
     */
    public record ShownFailure(int lesson, String diagnosis, String cause, List<String> names, long at) {}

    /** @param right the answers that agree with the value */
    public record Revealed(String value, List<String> right) {}

    public synchronized View view(long now) {
        List<ShownStudent> shown = students.values().stream()
                .map(student -> new ShownStudent(student.last.name(), student.last.lesson(),
                        student.last.step(), student.last.through(), student.last.checks(),
                        student.last.passed(), student.last.of(), now - student.at >= AWAY))
                .toList();
        Map<String, Map<String, Integer>> answers = answers();
        Map<String, Revealed> revealed = new LinkedHashMap<>();
        measured.forEach((key, value) -> revealed.put(key, new Revealed(value, right(key, value,
                answers.getOrDefault(key, Map.of())))));
        return new View("view", shown, failures(), answers, revealed);
    }

    private List<String> right(String key, String value, Map<String, Integer> answers) {
        Question question = question(key);
        List<String> possible = new ArrayList<>(question.choices());
        answers.keySet().stream().filter(answer -> !possible.contains(answer)).forEach(possible::add);
        return possible.stream().filter(answer -> question.agrees(answer, value)).toList();
    }

    private Question question(String key) {
        String[] parts = key.split("/", 2);
        return lessons.get(Integer.parseInt(parts[0])).lesson.question(parts[1]).orElseThrow();
    }

    private List<ShownFailure> failures() {
        Map<String, ShownFailure> byDiagnosis = new LinkedHashMap<>();
        for (Student student : students.values()) {
            student.failedAt.forEach((number, at) -> {
                BoardReport report = student.reports.get(number);
                ShownFailure one = new ShownFailure(number, report.diagnosis(),
                        lessons.get(number).causes.getOrDefault(report.diagnosis(), ""),
                        List.of(student.last.name()), at);
                byDiagnosis.merge(number + "/" + report.diagnosis(), one, Board::both);
            });
        }
        return byDiagnosis.values().stream().sorted(Comparator.comparingLong(ShownFailure::at).reversed())
                .toList();
    }

    private static ShownFailure both(ShownFailure one, ShownFailure other) {
        List<String> names = new ArrayList<>(one.names);
        names.addAll(other.names);
        return new ShownFailure(one.lesson, one.diagnosis, one.cause, names, Math.max(one.at, other.at));
    }

    /** Counts the answers that are possible: what else is sent does not reach the page. */
    private Map<String, Map<String, Integer>> answers() {
        Map<String, Map<String, Integer>> all = new LinkedHashMap<>();
        for (Student student : students.values()) {
            student.reports.forEach((number, report) -> report.answers().forEach((id, answer) -> lessons
                    .get(number).lesson.question(id)
                    .flatMap(question -> question.answer(answer))
                    .ifPresent(valid -> all.computeIfAbsent(number + "/" + id, _ -> new TreeMap<>())
                            .merge(valid, 1, Integer::sum))));
        }
        return all;
    }
}
