package netkit.lesson.grade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.google.gson.Gson;

import netkit.lab.linux.Mounts;
import netkit.lab.namespace.InnerJvm;
import netkit.lab.namespace.LabEntry;
import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;
import netkit.lesson.judge.CheckOutcome;
import netkit.lesson.judge.Confinement;
import netkit.lesson.judge.Judge;
import netkit.lesson.judge.JudgeListener;
import netkit.lesson.judge.Verdict;

/**
 * The judge of one submission, in a process of its own; prints its answer as JSON. In a lab's namespaces, the loopback
 * interface is the only network, and all files are read-only but those in a scratch folder that is kept in memory.
 */
public final class SubmissionJudge {
    private static final Gson GSON = new Gson();
    /** Of the student's folder, its copy, and all that programs write. */
    private static final String SCRATCH_SIZE = "size=96m,mode=0700";
    /** Characters of a line that a program printed. */
    private static final int MAX_LINE = 400;
    private static final String SHARED_MEMORY = "/dev/shm";

    /**
     * What is to be judged.
     *
     * @param lessons folder of lessons; null for those of netkit
     * @param all the folder of all submissions, which the programs must not see
     * @param folder the student's
     * @param file in it
     * @param scratch an empty folder
     */
    record Order(String lessons, int lesson, String all, String folder, String file, String scratch,
            long seed) {
        List<String> arguments() {
            return List.of(GSON.toJson(this));
        }
    }

    /**
     * What it came to; the components are those of {@link Grade}.
     *
     * @param trouble one line if it could not be judged; null if it was
     */
    record Answer(boolean through, boolean inconclusive, int passed, int checks, String failed,
            String diagnosis, String wrong, String cause, List<String> printed, String trouble) {
        static Answer trouble(String why) {
            return new Answer(false, true, 0, 0, "", "", "", "", List.of(), why);
        }

        static Answer parse(String json) {
            return GSON.fromJson(json, Answer.class);
        }
    }

    private SubmissionJudge() {}

    /** @param arguments an order as JSON */
    public static void main(String[] arguments) {
        LabEntry.enter();
        Answer answer;
        try {
            answer = judge(GSON.fromJson(arguments[0], Order.class));
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            answer = Answer.trouble("it could not be judged: "
                    + (e instanceof IOException ? e.getMessage() : e.toString()));
        } catch (InterruptedException _) {
            answer = Answer.trouble("interrupted");
        }
        System.out.println(GSON.toJson(answer));
        System.out.flush();
        Runtime.getRuntime().halt(0); // nothing of a submission may delay the end
    }

    private static Answer judge(Order order) throws IOException, InterruptedException {
        Lessons lessons = order.lessons == null ? Lessons.packed() : Lessons.in(Path.of(order.lessons));
        LessonFolder lesson = lessons.find(order.lesson)
                .orElseThrow(() -> new IOException("there is no lesson " + order.lesson));
        Judge judge = Judge.of(lesson);
        Path scratch = Path.of(order.scratch);
        boolean isEnclosed = LabEntry.isInside();
        if (isEnclosed) {
            InnerJvm.requireIsolation();
            Mounts.readOnly("/");
            Mounts.temporary(order.scratch, SCRATCH_SIZE);
            if (Files.isDirectory(Path.of(SHARED_MEMORY))) {
                Mounts.temporary(SHARED_MEMORY, "size=8m");
            }
        }
        Path work = Files.createDirectory(scratch.resolve("work"));
        Path file = Path.of(order.folder).resolve(order.file);
        SubmittedFolder.read(Path.of(order.folder)).copy(work, file);
        if (isEnclosed && !scratch.startsWith(order.all)) {
            Mounts.temporary(order.all, "size=4k,ro");
        }
        Verdict verdict = judge.confining(isEnclosed ? Confinement.NAMESPACES : Confinement.LIMITS)
                .check(work.resolve(order.file), judge.plan().checks(), order.seed, JudgeListener.NONE);
        return answer(verdict, judge.plan().checks().size());
    }

    private static String clipped(String line) {
        return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…";
    }

    private static Answer answer(Verdict verdict, int checks) {
        int passed = (int) verdict.outcomes().stream()
                .filter(outcome -> outcome.status() == CheckOutcome.Status.PASSED).count();
        CheckOutcome bad = verdict.firstFailed().orElse(null);
        CheckOutcome.Failed failed = bad == null ? null : bad.failed().orElse(null);
        return new Answer(verdict.isThrough(),
                !verdict.isThrough() && bad != null && bad.status() == CheckOutcome.Status.INCONCLUSIVE,
                passed, checks, bad == null ? "" : bad.check().id(),
                failed == null ? "" : failed.diagnosis(), failed == null ? "" : clipped(failed.message()),
                failed == null ? "" : failed.cause(),
                failed == null ? List.of() : failed.printed().stream().map(SubmissionJudge::clipped).toList(),
                null);
    }
}
