package netkit.cli.lab;

import java.util.List;

import netkit.cli.terminal.Table;
import netkit.lab.script.LabProgram;
import netkit.net.PrintableText;

/** A table of the programs started in a lab and how they ended. */
final class ProgramTable {
    private ProgramTable() {}

    static List<String> lines(List<LabProgram> programs, int columns) {
        if (programs.isEmpty()) {
            return List.of("no program was started");
        }
        Table table = new Table(2).right("", 3).left("", 0).left("", 14).words("", 20);
        programs.forEach(program -> table.row("" + program.number(), program.host(), state(program),
                PrintableText.escapeControls(program.command().toString())));
        return table.lines(columns);
    }

    private static String state(LabProgram program) {
        if (program.isRunning()) {
            return "running";
        }
        return program.wasStopped() ? "stopped" : "exit code " + program.exitCode().orElseThrow();
    }
}
