package netkit.cli.lab;

import java.util.List;

import netkit.lab.script.LabProgram;
import netkit.net.PrintableText;

/** A table of the programs started in a lab and how they ended. */
final class ProgramTable {
    private ProgramTable() {}

    static List<String> lines(List<LabProgram> programs) {
        int width = programs.stream().mapToInt(program -> program.host().length()).max().orElse(0);
        return programs.isEmpty() ? List.of("no program was started")
                : programs.stream()
                        .map(program -> ("%3d  %-" + width + "s  %-14s  %s").formatted(program.number(),
                                program.host(), state(program),
                                PrintableText.escapeControls(program.command().toString())))
                        .toList();
    }

    private static String state(LabProgram program) {
        if (program.isRunning()) {
            return "running";
        }
        return program.wasStopped() ? "stopped" : "exit code " + program.exitCode().orElseThrow();
    }
}
