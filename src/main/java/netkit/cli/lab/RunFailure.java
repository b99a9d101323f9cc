package netkit.cli.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.lab.script.LabProgram;
import netkit.lab.script.LabRun;
import netkit.lab.wire.Amount;

/** The reason why a run in the lab failed. */
final class RunFailure {
    private RunFailure() {}

    /** Returns one line that says what failed; empty if every program ended with exit code 0 or was stopped. */
    static Optional<String> of(LabRun.Ending ending, List<LabProgram> programs, Duration limit) {
        return switch (ending) {
            case LabRun.Ending.Done _ -> programs.stream().filter(program -> !program.succeeded()).findFirst()
                    .map(RunFailure::failure);
            case LabRun.Ending.Interrupted _ -> Optional.of("interrupted before it was done");
            case LabRun.Ending.TimedOut(String why) ->
                Optional.of("time limit of " + Amount.text(limit) + " exceeded, " + why);
            case LabRun.Ending.Failed(var line, String why) -> Optional
                    .of((line.number() > 0 ? "line " + line.number() + " (" + line.text() + ")" : line.text())
                            + ": "
                            + why);
        };
    }

    private static String failure(LabProgram program) {
        return program.host() + ": '" + program.command() + "' " + (program.isRunning() ? "did not end"
                : "ended with exit code " + program.exitCode().orElseThrow());
    }
}
