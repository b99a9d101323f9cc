package netkit.lesson.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;
import netkit.lesson.lint.ProgramJudge.Outcome;
import netkit.lesson.lint.ProgramJudge.Verdict;

/** What is made of the judge's verdicts; the judge is not a real one. */
class LintRunTest {
    private static final Map<String, String> DIAGNOSES = Map.of("NoLineEnd", "no-line-end", "OneRead",
            "one-read", "OneLine", "one-line", "Shouts", "shouts");

    @TempDir
    Path lessons;

    private final Map<String, AtomicInteger> prepared = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> judged = new ConcurrentHashMap<>();

    @BeforeEach
    void writeTemplate() throws Exception {
        LessonTemplate.write(lessons, "22-my-topic");
    }

    private static Verdict failed(String diagnosis) {
        return new Verdict(Outcome.FAILED, Optional.of("greets"), Optional.of(diagnosis), "a detail");
    }

    private static final Verdict PASSED = new Verdict(Outcome.PASSED, Optional.empty(), Optional.empty(), "");
    private static final Verdict INCONCLUSIVE = new Verdict(Outcome.INCONCLUSIVE, Optional.empty(),
            Optional.empty(), "port in use");

    /** The right verdict; the start file and the solution have the same name, in this order. */
    private Verdict right(String name, int first) {
        return DIAGNOSES.containsKey(name) ? failed(DIAGNOSES.get(name))
                : first == 0 ? PASSED : failed("no-port");
    }

    @FunctionalInterface
    private interface Answer {
        Verdict of(String name, boolean isSolution, int time);
    }

    private LintRun.Result run(int runs, Answer answer) throws Exception {
        LessonFolder folder = Lessons.in(lessons).find(22).orElseThrow();
        return new LintRun((_, file) -> {
            String name = file.getFileName().toString().replace(".java", "");
            boolean isSolution = java.nio.file.Files.readString(file).contains("ServerSocket");
            String key = name + isSolution;
            prepared.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
            return _ -> answer.of(name, isSolution, judged.computeIfAbsent(key, _ -> new AtomicInteger())
                    .getAndIncrement());
        }, runs, 7, 2).of(folder);
    }

    private Verdict right(String name, boolean isSolution, int time) {
        return right(name, isSolution ? 0 : 1);
    }

    @Test
    void eachProgramIsPreparedOnceAndJudgedInEachRun() throws Exception {
        LintRun.Result result = run(5, this::right);
        assertEquals(List.of(), result.complaints());
        assertEquals(List.of(6, 4, 4, 0),
                List.of(result.programs(), result.mistakes(), result.caught(), result.flakes()));
        assertTrue(prepared.values().stream().allMatch(count -> count.get() == 1), prepared.toString());
        assertTrue(judged.values().stream().allMatch(count -> count.get() == 5), judged.toString());
    }

    @Test
    void exerciseThatPassesUntouchedIsTold() throws Exception {
        LintRun.Result result = run(1, (name, isSolution, time) -> name.equals("Greeter") ? PASSED
                : right(name, isSolution, time));
        assertEquals(1, result.complaints().size(), result.complaints().toString());
        assertTrue(result.complaints().getFirst()
                .endsWith("Greeter.java: must fail, else a student has nothing to"
                        + " do: seed 7: it passed"),
                result.complaints().toString());
    }

    @Test
    void mistakeWithAnotherDiagnosisIsNotCaught() throws Exception {
        LintRun.Result result = run(2, (name, isSolution, time) -> name.equals("OneRead") ? failed("hangs")
                : right(name, isSolution, time));
        assertEquals(3, result.caught());
        assertEquals(0, result.flakes());
        assertTrue(result.complaints().getFirst().endsWith("OneRead.java: must get the diagnosis 'one-read':"
                + " seed 7: check greets failed with 'hangs', a detail (2 of 2 runs)"),
                result.complaints().toString());
    }

    @Test
    void programThatIsJudgedOtherwiseInOneRunIsAFlake() throws Exception {
        LintRun.Result result = run(3,
                (name, isSolution, time) -> name.equals("Greeter") && isSolution && time == 1
                        ? failed("hangs")
                        : right(name, isSolution, time));
        assertEquals(1, result.flakes());
        assertTrue(result.complaints().getFirst().contains("must pass: seed 8: "),
                result.complaints().toString());
    }

    @Test
    void inconclusiveRunIsRepeated() throws Exception {
        LintRun.Result result = run(1, (name, isSolution, time) -> time == 0 ? INCONCLUSIVE
                : right(name, isSolution, time));
        assertEquals(List.of(), result.complaints());
        LintRun.Result never = run(1, (_, _, _) -> INCONCLUSIVE);
        assertEquals(6, never.complaints().size());
        assertTrue(never.complaints().getFirst().contains("inconclusive, port in use"),
                never.complaints().toString());
    }
}
