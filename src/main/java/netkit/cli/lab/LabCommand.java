package netkit.cli.lab;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.Terminals;
import netkit.lab.script.LabGrammar;
import netkit.lab.script.LabPlan;
import netkit.lab.script.LabRun;

/** {@code netkit lab}: a console for a lab, its hosts and the wire between them. */
@Command(name = "lab", sortOptions = false, subcommands = {LabRunCommand.class, LabDoctorCommand.class}, //
        synopsisSubcommandLabel = "[COMMAND]", //
        description = {
            "Open a lab: two or more hosts on this machine, connected by a link that injects faults into real packets.",
            "",
            "On a terminal it is a console: type help there. Otherwise it executes the lines of standard input in order,"
                    + " and ends when all programs have ended, except those that serve.",
            ""},
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lab", "  netkit lab --hosts alice,bob,carol --seed 7",
            "  netkit lab run cut --ladder"})
public final class LabCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    SharedLabOptions options;

    private final Set<String> commands;

    /** @param commands of netkit, which the console completes */
    public LabCommand(Set<String> commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() throws Exception {
        List<String> names = Usage.valid(spec, () -> LabGrammar
                .checkedHosts(options.hosts().isEmpty() ? LabPlan.DEFAULT_HOSTS : options.hosts()));
        options.options();
        return LabRelaunch.inside(spec, () -> inside(names));
    }

    private int inside(List<String> names) throws IOException, InterruptedException {
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        try (LabSession session = LabSession.open(names, options.seed(), options, ansi)) {
            if (Terminals.interactive() && Terminals.mayMoveCursor()) {
                LabConsole.run(session, ansi, commands);
                return ExitCode.DONE;
            }
            return runStandardInput(session, ansi);
        }
    }

    private int runStandardInput(LabSession session, Ansi ansi) throws IOException {
        LabScreen screen = LabScreen.of(session, spec, LabScreen.Style.CONSOLE);
        spec.commandLine().getOut().println(session.heading());
        LabInput lines;
        try (LabRun run = new LabRun(session.target(), screen, LabRun.OnFailure.CONTINUE)) {
            lines = new LabInput(session.hosts(), run, screen);
            Thread.ofPlatform().daemon().name("standard input").start(() -> lines.readAll(System.in));
            try (StoppableWork work = new StoppableWork(() -> run.run(StoppableWork.FOR_EVER))) {
                work.await(StoppableWork.FOR_EVER);
            }
            screen.over();
        }
        session.finish();
        return lines.allSucceeded() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
