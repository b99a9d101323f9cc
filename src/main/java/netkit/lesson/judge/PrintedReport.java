package netkit.lesson.judge;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.ReportProblem;
import netkit.lesson.check.Within;

/** Waits for the end of a program that reads a file, and has its output compared. */
final class PrintedReport {
    private PrintedReport() {}

    /** @param report returns what is wrong in the output, which it is given as Latin-1 */
    static void require(Optional<Within> within, ProgramSteps program, Events events, Ladder ladder,
            Function<String, Optional<ReportProblem>> report)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        RunningProgram running = program.start();
        StepLimit limit = new StepLimit(events, within, program::waitedForProcessor);
        limit.await(() -> running.isSilent() || running.isOutputFull());
        running.awaitOutput();
        Optional<ReportProblem> problem = report
                .apply(new String(running.printed(), StandardCharsets.ISO_8859_1));
        if (problem.isPresent()) {
            problem.get().picture().forEach(ladder::picture);
            throw new CheckFailedException(failure(problem.get(), running, limit));
        }
    }

    private static Failure failure(ReportProblem problem, RunningProgram running, StepLimit limit)
            throws InconclusiveException {
        String message = problem.message();
        Symptom symptom = Symptom.WRONG_BYTES;
        if (running.isOutputFull()) {
            message = "the program prints without end; " + message;
            symptom = Symptom.RUNS_ON;
        } else if (problem.received().isEmpty()) {
            if (!running.hasEnded()) {
                message = "the program still runs after " + limit.text() + ", and " + message;
                symptom = Symptom.RUNS_ON;
            } else if (running.status().orElse(0) != 0) {
                message = "the program ended with exit status " + running.status().getAsInt() + ": "
                        + message;
                symptom = StartFailures.hasNotStarted(running) ? Symptom.DOES_NOT_START : Symptom.CRASHES;
            } else if (problem.field().equals("no lines")) {
                symptom = Symptom.NO_LINES;
            }
        }
        return Failure.wrong(message, FieldBytes.of(ReportProblem.bytes(problem.expected())),
                ReportProblem.bytes(problem.received()), -1, problem.field()).with(symptom);
    }
}
