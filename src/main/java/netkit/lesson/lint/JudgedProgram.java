package netkit.lesson.lint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import netkit.lesson.LessonFolder;
import netkit.lesson.judge.CheckOutcome;
import netkit.lesson.judge.CompileException;
import netkit.lesson.judge.InconclusiveException;
import netkit.lesson.judge.Judge;
import netkit.lesson.judge.JudgeListener;
import netkit.lesson.judge.StudentProgram;
import netkit.lesson.judge.Symptom;

/** A program that is compiled once, and then judged with one seed after the other. */
public final class JudgedProgram implements ProgramJudge.Program {
    private final Judge judge;
    private final StudentProgram program;

    private JudgedProgram(Judge judge, StudentProgram program) {
        this.judge = judge;
        this.program = program;
    }

    /** The judge of {@code lesson check}. */
    public static ProgramJudge.Program prepare(LessonFolder folder, Path file) throws IOException {
        try {
            return new JudgedProgram(Judge.of(folder), StudentProgram.of(file));
        } catch (CompileException e) {
            return always(ProgramJudge.Outcome.FAILED, Optional.of(Symptom.DOES_NOT_COMPILE.id()), e);
        } catch (InconclusiveException e) {
            return always(ProgramJudge.Outcome.INCONCLUSIVE, Optional.empty(), e);
        }
    }

    private static ProgramJudge.Program always(ProgramJudge.Outcome outcome, Optional<String> diagnosis,
            Exception why) {
        ProgramJudge.Verdict verdict = new ProgramJudge.Verdict(outcome, Optional.empty(), diagnosis,
                why.getMessage());
        return _ -> verdict;
    }

    @Override
    public ProgramJudge.Verdict judge(long seed) throws IOException, InterruptedException {
        Optional<CheckOutcome> failed = judge.check(program, judge.plan().checks(), seed, JudgeListener.NONE)
                .firstFailed();
        return new ProgramJudge.Verdict(
                failed.map(outcome -> outcome.status() == CheckOutcome.Status.INCONCLUSIVE
                        ? ProgramJudge.Outcome.INCONCLUSIVE
                        : ProgramJudge.Outcome.FAILED).orElse(ProgramJudge.Outcome.PASSED),
                failed.map(outcome -> outcome.check().id()),
                failed.flatMap(CheckOutcome::failed).map(CheckOutcome.Failed::diagnosis),
                failed.flatMap(CheckOutcome::failed).map(CheckOutcome.Failed::message).orElse(""));
    }

    @Override
    public void close() {
        program.close();
    }
}
