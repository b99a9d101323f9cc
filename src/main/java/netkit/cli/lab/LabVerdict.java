package netkit.cli.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.lab.script.LabProgram;
import netkit.lab.script.LabRun;
import netkit.lab.wire.Amount;

/** Whether a run in the lab did what it should. */
final class LabVerdict {
    private LabVerdict() {}

    /** @return one line that says what went wrong; empty when all programs ended with 0, or when they were told to */
    static Optional<String> complaint(LabRun.Ending ending, List<LabProgram> programs, Duration limit) {
        return switch (ending) {
            case LabRun.Ending.Done _ -> programs.stream().filter(program -> !program.isGood()).findFirst()
                    .map(LabVerdict::complaint);
            case LabRun.Ending.Interrupted _ -> Optional.of("stopped before it was done");
            case LabRun.Ending.TimeOver(String why) ->
                Optional.of("the time limit of " + Amount.text(limit) + " is over, " + why);
            case LabRun.Ending.Failed(var line, String why) -> Optional
                    .of((line.number() > 0 ? "line " + line.number() + " (" + line.text() + ")" : line.text())
                            + ": "
                            + why);
        };
    }

    private static String complaint(LabProgram program) {
        return program.host() + ": '" + program.command() + "' " + (program.isRunning() ? "does not end"
                : "ended with exit code " + program.exitCode().orElseThrow());
    }
}
