package netkit.lesson.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import netkit.lesson.Language;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.lint.ProgramJudge.Outcome;
import netkit.lesson.lint.ProgramJudge.Verdict;

/** Runs all programs of a lesson through the judge: the start must fail, solutions pass, mistakes get their diagnoses. */
public final class LintRun {
    /** Runs that may be inconclusive in a row. */
    private static final int MOST_TRIES = 3;

    private final ProgramJudge judge;
    private final int runs;
    private final long seed;
    private final int atOnce;

    /**
     * @param runs of each program, each with a seed of its own: {@code seed}, {@code seed + 1} …
     * @param atOnce programs that run side by side
     */
    public LintRun(ProgramJudge judge, int runs, long seed, int atOnce) {
        this.judge = judge;
        this.runs = runs;
        this.seed = seed;
        this.atOnce = atOnce;
    }

    /**
     * The result for a lesson.
     *
     * @param programs start files, solutions and mistakes
     * @param caught mistakes that got their diagnosis in every run
     * @param flakes programs that did what they must in some runs, but not in all
     */
    public record Result(int programs, int mistakes, int caught, int flakes, Duration time,
            List<String> complaints) {}

    /** A program, and what the judge must say. */
    private record Expected(String path, boolean isMistake, Supplier<String> must, Test test) {
        @FunctionalInterface
        private interface Test {
            boolean fits(Verdict verdict);
        }

        private static Expected start(String path) {
            return new Expected(path, false,
                    () -> "must fail, else a student has nothing to do",
                    verdict -> verdict.outcome() == Outcome.FAILED);
        }

        private static Expected solution(String path) {
            return new Expected(path, false, () -> "must pass",
                    verdict -> verdict.outcome() == Outcome.PASSED);
        }

        private static Expected mistake(String path, String diagnosis) {
            return new Expected(path, true, () -> "must get the diagnosis '" + diagnosis + "'",
                    verdict -> verdict.outcome() == Outcome.FAILED
                            && verdict.diagnosis().equals(Optional.of(diagnosis)));
        }
    }

    private static List<Expected> programs(LessonFolder folder, Lesson lesson) throws IOException {
        List<Expected> programs = new ArrayList<>();
        for (String path : folder.paths()) {
            if (Language.of(path).isEmpty()) {
                continue;
            }
            if (path.startsWith(LessonFolder.START)) {
                programs.add(Expected.start(path));
            } else if (path.startsWith(LessonFolder.SOLUTION)) {
                programs.add(Expected.solution(path));
            } else if (path.startsWith(LessonFolder.MISTAKES)) {
                Optional.ofNullable(lesson.mistakes().get(path.substring(LessonFolder.MISTAKES.length())))
                        .ifPresent(diagnosis -> programs.add(Expected.mistake(path, diagnosis)));
            }
        }
        return programs;
    }

    public Result of(LessonFolder folder) throws IOException, InterruptedException {
        Lesson lesson = folder.lesson();
        long begun = System.nanoTime();
        Path scratch = Files.createTempDirectory("netkit-lint");
        try (ExecutorService executor = Executors.newFixedThreadPool(atOnce)) {
            Map<Expected, Future<List<String>>> wrongRuns = new LinkedHashMap<>();
            int number = 0;
            for (Expected program : programs(folder, lesson)) {
                Path file = scratch.resolve(Integer.toString(number++))
                        .resolve(Path.of(program.path).getFileName());
                Files.createDirectories(file.getParent());
                Files.write(file, folder.bytes(program.path));
                wrongRuns.put(program, executor.submit((Callable<List<String>>) () -> wrongRuns(folder,
                        program, file)));
            }
            return result(folder, wrongRuns, begun);
        } finally {
            Scratch.delete(scratch);
        }
    }

    private Result result(LessonFolder folder, Map<Expected, Future<List<String>>> wrongRuns, long begun)
            throws IOException, InterruptedException {
        List<String> complaints = new ArrayList<>();
        int mistakes = 0;
        int caught = 0;
        int flakes = 0;
        for (Map.Entry<Expected, Future<List<String>>> run : wrongRuns.entrySet()) {
            List<String> wrong = value(run.getValue());
            if (!wrong.isEmpty()) {
                complaints.add(folder.place(run.getKey().path) + ": " + run.getKey().must.get() + ": "
                        + wrong.getFirst()
                        + (runs > 1 ? " (" + wrong.size() + " of " + runs + " runs)" : ""));
                flakes += wrong.size() < runs ? 1 : 0;
            }
            mistakes += run.getKey().isMistake ? 1 : 0;
            caught += run.getKey().isMistake && wrong.isEmpty() ? 1 : 0;
        }
        return new Result(wrongRuns.size(), mistakes, caught, flakes,
                Duration.ofNanos(System.nanoTime() - begun), complaints);
    }

    private static List<String> value(Future<List<String>> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Returns what was wrong in each run that was not as it must be. */
    private List<String> wrongRuns(LessonFolder folder, Expected expected, Path file)
            throws IOException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        try (ProgramJudge.Program program = judge.prepare(folder, file)) {
            for (int i = 0; i < runs; i++) {
                Verdict verdict = program.judge(seed + i);
                for (int tries = 1; verdict.outcome() == Outcome.INCONCLUSIVE
                        && tries < MOST_TRIES; tries++) {
                    verdict = program.judge(seed + i);
                }
                if (runs == 1 && !expected.test.fits(verdict)) {
                    verdict = program.judge(seed); // flakes are what several runs are for
                }
                if (!expected.test.fits(verdict)) {
                    wrong.add("seed " + (seed + i) + ": " + words(verdict));
                }
            }
        }
        return wrong;
    }

    private static String words(Verdict verdict) {
        return switch (verdict.outcome()) {
            case PASSED -> "it passed";
            case FAILED -> "check " + verdict.check().orElse("?") + " failed with "
                    + verdict.diagnosis().map(id -> "'" + id + "'").orElse("no diagnosis") + ", "
                    + verdict.detail();
            case INCONCLUSIVE -> "inconclusive, " + verdict.detail();
        };
    }
}
