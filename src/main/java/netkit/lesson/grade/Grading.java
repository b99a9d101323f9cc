package netkit.lesson.grade;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import netkit.lesson.Language;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.Question;
import netkit.lesson.progress.LessonProgress;
import netkit.lesson.progress.Progress;
import netkit.lesson.progress.ProgressFile;

/**
 * Grades a class: a folder for each student, whose programs are run again. What the progress files say about that is not
 * read; they are read for the predictions, which exist nowhere else.
 */
public final class Grading {
    private static final int MAX_STUDENTS = 1000;
    private static final int MAX_ANSWER = 500;
    private static final String PROGRESS = ".netkit";
    private static final int SEEDS = 1_000_000;

    /**
     * How to grade.
     *
     * @param lessons folder of lessons; null for those of netkit
     * @param seed from which the seeds of all programs are derived
     * @param limit for all checks of one program
     * @param sideBySide programs that are judged at once
     * @param inNamespaces whether programs are enclosed in namespaces
     */
    public record Settings(Path lessons, long seed, Duration limit, int sideBySide, boolean inNamespaces) {}

    /** Measures what a question is about. */
    @FunctionalInterface
    public interface Measuring {
        /** @return empty if it cannot be measured */
        String of(LessonFolder lesson, Question question);
    }

    private final Path all;
    private final List<LessonFolder> lessons;
    private final Settings settings;
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final Set<JudgeProcess> judging = ConcurrentHashMap.newKeySet();

    /** A student's folder that could be read. */
    private record Student(String name, Path path, SubmittedFolder folder) {}

    /**
     * @param all the folder that has one for each student
     * @param lessons those to be graded
     */
    public Grading(Path all, List<LessonFolder> lessons, Settings settings) {
        this.all = all.toAbsolutePath().normalize();
        this.lessons = List.copyOf(lessons);
        this.settings = settings;
    }

    /**
     * Grades all.
     *
     * @param graded takes each grade when it is known, on another thread
     * @throws IOException with one line if the folder cannot be read
     */
    public GradedClass run(String started, Measuring measuring, Consumer<Grade> graded)
            throws IOException, InterruptedException {
        List<Student> students = students();
        List<Grade> grades = new ArrayList<>();
        List<Future<Grade>> running = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(settings.sideBySide)) {
            try {
                for (Student student : students) {
                    for (LessonFolder lesson : lessons) {
                        if (lesson.lesson().hasExercise()) {
                            running.add(pool.submit(() -> {
                                Grade grade = gradeOrTrouble(student, lesson);
                                if (!Thread.currentThread().isInterrupted()) { // else it was ended before its time
                                    graded.accept(grade);
                                }
                                return grade;
                            }));
                        }
                    }
                }
                for (Future<Grade> one : running) {
                    grades.add(one.get());
                }
            } catch (ExecutionException e) {
                throw new IOException(String.valueOf(e.getCause().getMessage()), e);
            } finally {
                pool.shutdownNow();
                judging.forEach(JudgeProcess::kill); // all are over, unless this was interrupted
            }
        }
        grades.removeIf(grade -> grade.status() == Grade.Status.MISSING && grades.stream()
                .noneMatch(other -> other.lesson() == grade.lesson()
                        && other.status() != Grade.Status.MISSING));
        Map<String, GradedClass.AskedQuestion> questions = new LinkedHashMap<>();
        List<PredictedAnswer> predictions = predictions(students, measuring, questions);
        return new GradedClass(GradedClass.SCHEMA, started, settings.seed,
                settings.inNamespaces ? "each program ran in namespaces of its own: no network but the judge,"
                        + " files read-only, and an end with all its processes"
                        : "the programs ran without namespaces: with your rights to files and network",
                students.stream().map(Student::name).toList(), grades, List.copyOf(questions.values()),
                predictions, notes);
    }

    private List<Student> students() throws IOException {
        List<Student> students = new ArrayList<>();
        List<Path> folders;
        try (Stream<Path> entries = Files.list(all)) {
            folders = entries.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(Path::toString)).toList();
        }
        for (Path path : folders) {
            String name = path.getFileName().toString();
            if (Files.isSymbolicLink(path)) {
                notes.add("'" + name + "' is a symbolic link, and is not followed");
            } else if (Files.isDirectory(path)) {
                if (students.size() == MAX_STUDENTS) {
                    throw new IOException(
                            "there are more than " + MAX_STUDENTS + " folders in '" + all + "'");
                }
                SubmittedFolder folder = SubmittedFolder.read(path);
                if (folder.isCut()) {
                    notes.add("'" + name + "' has too many files: some are not looked at");
                }
                students.add(new Student(name, path, folder));
            }
        }
        return students;
    }

    /** What cannot be read of one student must not keep the others from their grades. */
    private Grade gradeOrTrouble(Student student, LessonFolder folder) throws IOException {
        Lesson lesson = folder.lesson();
        try {
            return grade(student, folder);
        } catch (IOException | RuntimeException e) {
            return new Grade(student.name, lesson.number(), lesson.exercise().name(),
                    Grade.Status.INCONCLUSIVE, "", 0, 0, "", "", "it could not be judged: " + e.getMessage(),
                    "", List.of(), 0);
        }
    }

    private Grade grade(Student student, LessonFolder lessonFolder) throws IOException {
        Lesson lesson = lessonFolder.lesson();
        String exercise = lesson.exercise().name();
        List<SubmittedFolder.Entry> files = new ArrayList<>();
        List<SubmittedFolder.Entry> untouched = new ArrayList<>();
        for (Map.Entry<Language, String> start : lesson.exercise().files().entrySet()) {
            for (SubmittedFolder.Entry entry : student.folder.named(start.getValue()).stream().limit(1)
                    .toList()) {
                if (!entry.isFile()) {
                    notes.add("'" + relative(student, entry) + "' of '" + student.name
                            + "' is no regular file, and is not read");
                } else if (isStart(entry, lessonFolder.bytes(LessonFolder.START + start.getValue()))) {
                    untouched.add(entry);
                } else {
                    files.add(entry);
                }
            }
        }
        SubmittedFolder.Entry chosen = files.stream()
                .max(Comparator.comparingLong(SubmittedFolder.Entry::modified)).orElse(null);
        if (chosen == null) {
            return untouched.isEmpty()
                    ? Grade.without(student.name, lesson.number(), exercise, Grade.Status.MISSING, "")
                    : Grade.without(student.name, lesson.number(), exercise, Grade.Status.UNCHANGED,
                            relative(student, untouched.getFirst()));
        }
        return judge(student, lesson, chosen);
    }

    private static String relative(Student student, SubmittedFolder.Entry entry) {
        return student.path.relativize(entry.path()).toString();
    }

    private static boolean isStart(SubmittedFolder.Entry entry, byte[] start) throws IOException {
        return entry.size() < SubmittedFolder.MAX_FILE && Arrays.equals(withoutReturns(start),
                withoutReturns(SubmittedFolder.bytes(entry.path())));
    }

    private static byte[] withoutReturns(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1).replace("\r", "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private Grade judge(Student student, Lesson lesson, SubmittedFolder.Entry entry) throws IOException {
        String file = relative(student, entry);
        long seed = Math.floorMod((settings.seed + "/" + student.name + "/" + lesson.id()).hashCode(), SEEDS);
        SubmissionJudge.Answer answer = entry.size() > SubmittedFolder.MAX_FILE
                ? SubmissionJudge.Answer.trouble("the file has more than " + (SubmittedFolder.MAX_FILE >> 20)
                        + " MiB")
                : answer(student, lesson, file, seed);
        if (answer.trouble() != null) {
            return new Grade(student.name, lesson.number(), lesson.exercise().name(),
                    Grade.Status.INCONCLUSIVE, file, 0, 0, "", "", answer.trouble(), "", List.of(), seed);
        }
        return new Grade(student.name, lesson.number(), lesson.exercise().name(),
                answer.through() ? Grade.Status.THROUGH
                        : answer.inconclusive() ? Grade.Status.INCONCLUSIVE : Grade.Status.FAILED,
                file, answer.passed(), answer.checks(), answer.failed(), answer.diagnosis(), answer.wrong(),
                answer.cause(), answer.printed(), seed);
    }

    private SubmissionJudge.Answer answer(Student student, Lesson lesson, String file, long seed)
            throws IOException {
        Path scratch = Files.createTempDirectory("netkit-grade");
        SubmissionJudge.Order order = new SubmissionJudge.Order(
                settings.lessons == null ? null : settings.lessons.toAbsolutePath().toString(),
                lesson.number(), all.toString(), student.path.toString(), file, scratch.toString(), seed);
        try (JudgeProcess judge = JudgeProcess.start(scratch, order.arguments(), settings.inNamespaces)) {
            judging.add(judge);
            String json = judge.answer(settings.limit);
            judging.remove(judge);
            if (judge.isLate()) {
                return SubmissionJudge.Answer.trouble(
                        "its checks were not over after " + settings.limit.toSeconds() + " s");
            }
            return Optional.ofNullable(SubmissionJudge.Answer.parse(json))
                    .orElse(SubmissionJudge.Answer
                            .trouble("its judge was ended before the checks were over"));
        } catch (com.google.gson.JsonParseException _) {
            return SubmissionJudge.Answer.trouble("its judge was ended before the checks were over");
        } finally {
            delete(scratch);
        }
    }

    /** What a program has left may resist: it is in the system's folder for temporary files. */
    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            private FileVisitResult remove(Path path) {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException _) {
                    // left there
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return remove(file);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return remove(file);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return remove(directory);
            }
        });
    }

    private List<PredictedAnswer> predictions(List<Student> students, Measuring measuring,
            Map<String, GradedClass.AskedQuestion> questions) throws IOException {
        Map<Student, Progress> stored = new LinkedHashMap<>();
        for (Student student : students) {
            progress(student).ifPresent(progress -> stored.put(student, progress));
        }
        List<PredictedAnswer> answers = new ArrayList<>();
        for (LessonFolder folder : lessons) {
            Lesson lesson = folder.lesson();
            for (Question question : lesson.questions()) {
                Map<String, String> given = new LinkedHashMap<>();
                stored.forEach((student, progress) -> progress.in(lesson.id())
                        .flatMap(done -> done.prediction(question.id()))
                        .map(LessonProgress.Prediction::answer)
                        .ifPresent(answer -> given.put(student.name, clipped(answer))));
                if (given.isEmpty()) {
                    continue;
                }
                String measured = question.measure() == null ? "" : measuring.of(folder, question);
                questions.put(lesson.number() + " " + question.id(), new GradedClass.AskedQuestion(
                        lesson.number(), question.id(), question.text(), question.choices(), measured));
                given.forEach((student, answer) -> answers.add(new PredictedAnswer(student, lesson.number(),
                        question.id(), answer, measured,
                        measured.isEmpty() ? null : question.agrees(answer, measured))));
            }
        }
        return answers;
    }

    private static String clipped(String answer) {
        return answer.length() <= MAX_ANSWER ? answer : answer.substring(0, MAX_ANSWER) + "…";
    }

    private Optional<Progress> progress(Student student) {
        Optional<SubmittedFolder.Entry> file = student.folder.named(ProgressFile.NAME).stream()
                .filter(entry -> entry.path().getParent().getFileName().toString().equals(PROGRESS))
                .findFirst();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (!file.get().isFile() || !Files.isRegularFile(file.get().path(), LinkOption.NOFOLLOW_LINKS)
                    || file.get().size() > SubmittedFolder.MAX_FILE) {
                throw new IOException("it is no regular file, or too long");
            }
            return Optional.of(ProgressFile.parse(new String(SubmittedFolder.bytes(file.get().path()),
                    StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            notes.add("the predictions of '" + student.name + "' cannot be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            return Optional.empty();
        }
    }
}
