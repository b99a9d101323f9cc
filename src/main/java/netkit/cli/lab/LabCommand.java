package netkit.cli.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.Terminals;
import netkit.lab.script.LabGrammar;
import netkit.lab.script.LabPlan;
import netkit.lab.script.LabRun;

/** {@code netkit lab}: a console for hosts and the wire between them. */
@Command(name = "lab", sortOptions = false, subcommands = {LabRunCommand.class, LabDoctorCommand.class}, //
        synopsisSubcommandLabel = "[COMMAND]", //
        description = {
            "Two or more hosts on this machine, joined by a wire that you can damage; the packets are real.",
            "",
            "On a terminal it is a console: type help there. In a pipe, the lines of standard input are done one after"
                    + " the other, and it ends with the last program, but those that serve.",
            ""})
public final class LabCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LabChoices choices;

    @Override
    public Integer call() throws Exception {
        List<String> names;
        try {
            names = LabGrammar
                    .checkedHosts(choices.hosts().isEmpty() ? LabPlan.USUAL_HOSTS : choices.hosts());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        choices.options();
        return LabRelaunch.inside(spec, () -> inside(names));
    }

    private int inside(List<String> names) throws IOException, InterruptedException {
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        try (LabScene scene = LabScene.open(names, choices.seed(), choices, ansi)) {
            if (Terminals.interactive() && Terminals.mayMoveCursor()) {
                LabConsole.run(scene, ansi, spec.root().subcommands().keySet());
                return ExitCode.DONE;
            }
            return filter(scene, ansi);
        }
    }

    private int filter(LabScene scene, Ansi ansi) throws IOException {
        LabScreen screen = new LabScreen(scene, LabScreen.Paper.of(spec), ansi, LabScreen.Style.CONSOLE);
        PrintWriter out = spec.commandLine().getOut();
        out.println(scene.heading());
        out.flush();
        LabLines lines;
        try (LabRun run = new LabRun(scene.bench(), screen, LabRun.OnFailure.GO_ON)) {
            lines = new LabLines(scene.hosts(), run, screen);
            Thread.ofPlatform().daemon().name("standard input").start(() -> lines.readAll(System.in));
            try (StoppableWork work = new StoppableWork(() -> run.run(StoppableWork.FOR_EVER))) {
                work.await(StoppableWork.FOR_EVER);
            }
            screen.over();
        }
        scene.finish();
        return lines.allGood() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
