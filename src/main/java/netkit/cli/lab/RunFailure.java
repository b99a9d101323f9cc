package netkit.cli.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.lab.script.LabProgram;
import netkit.lab.script.LabRun;
import netkit.lab.wire.Amount;

/** Whether a run in the lab did what it should. */
final class RunFailure {
    private RunFailure() {}

    /** @return one line that says what went wrong; empty when all programs ended with 0, or when they were told to */
    static Optional<String> of(LabRun.Ending ending, List<LabProgram> programs, Duration limit) {
        return switch (ending) {
            case LabRun.Ending.Done _ -> programs.stream().filter(program -> !program.succeeded()).findFirst()
                    .map(RunFailure::failure);
            case LabRun.Ending.Interrupted _ -> Optional.of("stopped before it was done");
            case LabRun.Ending.TimedOut(String why) ->
                Optional.of("the time limit of " + Amount.text(limit) + " is over, " + why);
            case LabRun.Ending.Failed(var line, String why) -> Optional
                    .of((line.number() > 0 ? "line " + line.number() + " (" + line.text() + ")" : line.text())
                            + ": "
                            + why);
        };
    }

    private static String failure(LabProgram program) {
        return program.host() + ": '" + program.command() + "' " + (program.isRunning() ? "does not end"
                : "ended with exit code " + program.exitCode().orElseThrow());
    }
}
